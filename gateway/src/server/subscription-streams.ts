import type { IncomingMessage } from 'node:http';
import { codesOf } from '../observability/operation-record.js';
import type { HttpExchange } from '../pipeline/http/http-exchange.js';
import type { StreamTransport } from '../pipeline/http/stream-transport.js';
import type { OperationWatch } from '../pipeline/operation-observer.js';
import type { OperationParams } from '../pipeline/operation-params.js';
import type { Resolution } from '../pipeline/operation-resolver.js';
import { type Refusal, refuse } from '../pipeline/refusal.js';
import { authorityOf } from '../subscriptions/authority.js';
import { Outbox } from '../subscriptions/outbox.js';
import type { Subscriber } from '../subscriptions/subscriber.js';
import { type StreamFormat, streamFormatFor } from './stream-format.js';
import type { SubscriptionParts } from './subscription-parts.js';

/** Serves operations as streams over HTTP. */
export interface OperationStreams extends StreamTransport {
  /** Ends every stream with an error, and takes no more. */
  close(): void;
}

/** Makes what serves subscriptions by server-sent events and by Apollo's multipart protocol. */
export function operationStreams(parts: SubscriptionParts): OperationStreams {
  const open = new Set<Subscriber>();
  let isClosing = false;
  return {
    takes: ({ request, takesJson }, { resolved }) => {
      const format = streamFormatFor(request.headers.accept);
      if (resolved.operation.operation === 'subscription') return format !== undefined;
      // Clients that take everything get queries answered as JSON.
      return format?.kind === 'sse' && !takesJson;
    },
    serve: (exchange, resolution, params, watch) => {
      const format = streamFormatFor(exchange.request.headers.accept) as StreamFormat;
      const admitted = isClosing ? SHUTDOWN : admit(exchange.request, resolution, format, parts);
      if (typeof admitted === 'function') {
        serve(exchange, resolution, params, { format, leave: admitted, open, watch, parts });
        return;
      }
      const { operation: type, name } = resolution.resolved.operation;
      const { status, errors } = admitted;
      watch?.ended({ name: name?.value, type, status, codes: codesOf(errors) });
      exchange.refuse(admitted);
    },
    close: () => {
      isClosing = true;
      for (const subscriber of [...open]) subscriber.end(SHUTDOWN.errors);
    },
  };
}

const ENDING_MS = 1_000;

const SHUTDOWN = refuse(503, 'SERVER_SHUTDOWN', 'The server shuts down: subscribe again.');

const LEASE_ENDS = {
  expired: refuse(401, 'UNAUTHENTICATED', 'The token has expired: subscribe again with a new one.').errors,
  ended: refuse(401, 'UNAUTHENTICATED', 'The session has ended, or its roles have changed.').errors,
} as const;

function admit(
  request: IncomingMessage,
  { resolved }: Resolution,
  { kind }: StreamFormat,
  { clients, isOriginAllowed, metrics }: SubscriptionParts,
): (() => void) | Refusal {
  if (request.method === 'GET' && resolved.operation.operation === 'mutation') {
    return refuse(405, 'BAD_REQUEST', 'Mutations are served by POST only.', { allow: 'POST' });
  }
  if (!isOriginAllowed(request)) {
    metrics.refused.inc({ limit: 'origin' });
    return refuse(403, 'FORBIDDEN', 'Pages of this origin may not connect.');
  }
  const leave = clients.enter(kind);
  if (leave) return leave;
  metrics.refused.inc({ limit: 'connections' });
  return refuse(503, 'OVERLOADED', 'As many clients are connected as may be; try again soon.', {
    'retry-after': '5',
  });
}

interface Serving {
  readonly format: StreamFormat;
  readonly leave: () => void;
  readonly open: Set<Subscriber>;
  readonly watch: OperationWatch | undefined;
  readonly parts: SubscriptionParts;
}

function serve(
  { request, response, headers, context, identity }: HttpExchange,
  resolution: Resolution,
  params: OperationParams,
  { format, leave, open, watch, parts }: Serving,
): void {
  const { runner, keep, callers, settings, metrics, log } = parts;
  if (response.destroyed) {
    leave(); // the client went away while its request was looked at
    return;
  }
  let isEnded = false;
  const outbox = new Outbox(
    {
      bufferedBytes: () => response.writableLength,
      write: (text, written) => response.write(text, written),
    },
    { bytes: settings.SUBSCRIPTION_BUFFER_BYTES, messages: settings.SUBSCRIPTION_BUFFER_MESSAGES },
    () => {
      metrics.slowClients.inc({ transport: format.kind });
      log.warn('a client did not read what it was sent: its connection is closed');
      response.destroy();
    },
  );
  const heartbeat = setInterval(
    () => outbox.send(format.heartbeat),
    settings.SUBSCRIPTION_HEARTBEAT_MS,
  ).unref();
  const subscriber: Subscriber = {
    next: (answer) => {
      if (isEnded) return;
      metrics.messages.inc({ transport: format.kind });
      outbox.send(format.next(answer));
    },
    end: (errors) => {
      if (isEnded || !outbox.send(errors ? format.broken(errors) : format.completed)) return;
      isEnded = true;
      clearInterval(heartbeat);
      response.end();
      // A client that reads nothing more does not hold up the end.
      const timer = setTimeout(() => response.destroy(), ENDING_MS).unref();
      response.once('close', () => clearTimeout(timer));
    },
  };
  response.writeHead(200, {
    'content-type': format.contentType,
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no', // proxies that hold answers back until they are whole are asked not to
    ...headers,
  });
  outbox.send(format.opening);
  open.add(subscriber);
  const authority = authorityOf(keep, request.headers, {}, identity?.caller);
  const lease = identity && callers?.lease(identity, (reason) => subscriber.end(LEASE_ENDS[reason]));
  const stop = runner.start({ resolution, params, authority, context, watch }, subscriber, () =>
    parts.admission.settled(response),
  );
  response.once('close', () => {
    clearInterval(heartbeat);
    open.delete(subscriber);
    if (lease) callers?.release(lease);
    stop();
    leave();
  });
}
