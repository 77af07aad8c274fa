import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE_CODE } from '@orrery/contracts';
import { handleProtocols, MessageType, stringifyMessage } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Refusal, refuse } from '../pipeline/refusal.js';
import { renewConnection } from './caller-of-connection.js';
import type { SubscriptionParts } from './subscription-parts.js';
import { WebSocketConnection } from './websocket-connection.js';
import { type ConnectionExtra, closeAfterFault, websocketProtocol } from './websocket-protocol.js';

/** Serves operations over WebSockets. */
export interface OperationSockets {
  /** Takes the upgrades of a server at `/graphql`; others are refused. */
  attachTo(server: Server): void;
  /** Closes every connection with 1001 and takes no more; resolves when the last one is gone, 1 s later at most. */
  close(): Promise<void>;
}

/** Makes a server of the protocol graphql-transport-ws. */
export function operationSockets(parts: SubscriptionParts): OperationSockets {
  const { settings, clients, metrics, log } = parts;
  const protocol = websocketProtocol(parts);
  const limits = {
    bytes: settings.SUBSCRIPTION_BUFFER_BYTES,
    messages: settings.SUBSCRIPTION_BUFFER_MESSAGES,
  };
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: parts.messageLimitBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const open = new Map<WebSocketConnection, Promise<void>>();
  let isClosing = false;
  const keepAlive = setInterval(() => {
    for (const connection of open.keys()) connection.checkAlive();
  }, settings.SUBSCRIPTION_KEEP_ALIVE_MS).unref();

  const admit = (request: IncomingMessage): (() => void) | Refusal => {
    if (request.url?.split('?', 1)[0] !== '/graphql') {
      return refuse(404, 'NOT_FOUND', 'There is nothing at this path: GraphQL is at /graphql.');
    }
    if (isClosing) return refuse(503, 'SERVER_SHUTDOWN', 'The server shuts down: connect again.');
    if (!parts.isOriginAllowed(request)) {
      metrics.refused.inc({ limit: 'origin' });
      return refuse(403, 'FORBIDDEN', 'Pages of this origin may not connect.');
    }
    const leave = clients.enter('websocket');
    if (leave) return leave;
    metrics.refused.inc({ limit: 'connections' });
    return refuse(503, 'OVERLOADED', 'As many clients are connected as may be; try again soon.', {
      'retry-after': '5',
    });
  };

  const serve = (socket: WebSocket, request: IncomingMessage, leave: () => void) => {
    const connection = new WebSocketConnection(socket, limits, {
      slow: () => {
        metrics.slowClients.inc({ transport: 'websocket' });
        log.warn('a client did not read what it was sent: its connection is closed');
      },
    });
    const extra: ConnectionExtra = { request, connection };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (message) => connection.send(message),
        close: (code, reason) => connection.close(code ?? CLOSE_CODE.internalServerError, reason ?? ''),
        onPing: async (payload) => {
          const renewal = renewConnection(extra, payload, parts);
          if (renewal) await renewal;
          // A token is not sent back.
          const echoed = payload && !renewal ? { payload } : {};
          connection.send(stringifyMessage({ type: MessageType.Pong, ...echoed }));
        },
        onMessage: (handle) => {
          socket.on('message', (data) => {
            handle(String(data)).catch((error: unknown) => closeAfterFault(connection, error, parts));
          });
        },
      },
      extra,
    );
    const gone = new Promise<void>((resolve) => {
      socket.once('close', (code, reason) => {
        leave();
        open.delete(connection);
        resolve(closed(code, String(reason)));
      });
    });
    open.set(connection, gone);
  };

  return {
    attachTo: (server) => {
      server.on('upgrade', (request, stream, head) => {
        const admitted = admit(request);
        if (typeof admitted !== 'function') {
          refuseUpgrade(stream, admitted);
          return;
        }
        // One whose handshake fails never becomes a connection.
        stream.once('close', admitted);
        sockets.handleUpgrade(request, stream, head, (socket) => {
          socket.on('error', (error) => log.info({ reason: error.message }, 'a connection was closed'));
          serve(socket, request, admitted);
        });
      });
    },
    close: async () => {
      isClosing = true;
      clearInterval(keepAlive);
      const closing = [...open];
      for (const [connection] of closing) connection.close(CLOSE_CODE.goingAway, 'Going away');
      await Promise.all(closing.map(([, gone]) => gone));
    },
  };
}

function refuseUpgrade(stream: Duplex, { status, errors, headers = {} }: Refusal): void {
  const body = JSON.stringify({ errors });
  const lines = Object.entries({
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  stream.on('error', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${body}`);
}
