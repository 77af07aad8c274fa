import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { ERROR_CODES, type ErrorCode, HEADER } from '@orrery/contracts';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { maskError } from '../errors/mask-error.js';
import { RequestError } from '../errors/request-error.js';
import type { Health } from '../health/health.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { followCertificate, readCertificate, type TlsFiles } from './tls.js';
import { trackUnusedConnections } from './unused-connections.js';

/** What every HTTP server of the product has. */
export interface HttpServerOptions {
  readonly log: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Largest accepted body. @default 1 MiB */
  readonly bodyLimitBytes?: number;
  /** Puts a listener before the server's own, for what is not to pay for fastify. @default every request is fastify's */
  readonly before?: (next: RequestListener) => RequestListener;
  /** The longest that a client may take to send one request; with `before` only. @default 300000 */
  readonly receiveTimeoutMs?: number;
  /** @default it speaks HTTP */
  readonly tls?: TlsFiles;
}

// Longer than the idle timeout of the load balancers that are in use: whoever closes first should be the one that sends.
const KEEP_ALIVE_MS = 72_000;

const REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether a header's value may serve as a request's id. */
export function isRequestId(sent: string | string[] | undefined): sent is string {
  return typeof sent === 'string' && REQUEST_ID.test(sent);
}

// No route here has a JSON Schema: fastify need not load, at every start, what compiles them.
const NO_SCHEMAS = () => () => {
  throw new Error('routes of this server have no JSON Schemas: check what they are sent with zod');
};

// As fastify makes its own, perhaps with another listener in front, and over TLS.
function serverFor({ before = (own) => own, receiveTimeoutMs = 300_000, tls }: HttpServerOptions) {
  const settings = { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: receiveTimeoutMs };
  return (own: RequestListener) =>
    tls
      ? (createTlsServer({ ...settings, ...readCertificate(tls) }, before(own)) as unknown as ReturnType<
          typeof createServer
        >)
      : createServer(settings, before(own));
}

/**
 * A fastify server with `/health/live`, `/health/ready`, `/metrics`, one request id a request (taken from the
 * x-request-id header if it is well-formed, echoed in the answer, in each log line), and JSON errors of the form
 * `{ errors: [{ message, extensions: { code } }] }` for whatever goes wrong before GraphQL.
 */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { log, health, metrics } = options;
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes ?? 1024 * 1024,
    forceCloseConnections: 'idle',
    schemaController: { compilersFactory: { buildValidator: NO_SCHEMAS, buildSerializer: NO_SCHEMAS } },
    ...((options.before || options.tls) && { serverFactory: serverFor(options) }),
    genReqId: (request) => {
      const sent = request.headers[HEADER.requestId];
      return isRequestId(sent) ? sent : randomUUID();
    },
  });
  if (options.tls) followCertificate(app.server as unknown as TlsServer, options.tls, log);
  const closeUnused = trackUnusedConnections(app.server);
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
    closeUnused();
  });
  // A connection that is kept after its last answer would hold up the close until the client lets go of it.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header(HEADER.requestId, request.id);
  });
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const { ready, body } = await health.readiness();
    return reply.code(ready ? 200 : 503).send(body);
  });
  app.get('/metrics', async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.setNotFoundHandler(async (_request, reply) => {
    return reply
      .code(404)
      .send(errorBody('NOT_FOUND', 'There is nothing at this path: GraphQL is at /graphql.'));
  });
  app.setErrorHandler(async (error, request, reply) => {
    const known = describe(error);
    if (known) {
      // With the connection kept, the rest of a body that is too large is read and dropped: hanging up in the middle of
      // it would lose the answer on its way.
      if (known.code === 'PAYLOAD_TOO_LARGE') reply.removeHeader('connection');
      return reply.code(ERROR_CODES[known.code].httpStatus).send(errorBody(known.code, known.message));
    }
    const masked = maskError(error, request.log as Logger);
    return reply.code(500).send({ errors: [masked] });
  });
  return app;
}

function errorBody(code: ErrorCode, message: string) {
  return { errors: [{ message, extensions: { code } }] };
}

// Fastify's own refusals, in the words of this product: theirs echo parts of the body.
function describe(error: unknown): { code: ErrorCode; message: string } | undefined {
  if (error instanceof RequestError) return { code: error.code, message: error.message };
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return { code: 'PAYLOAD_TOO_LARGE', message: 'The body is larger than this server accepts.' };
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return {
      code: 'BAD_REQUEST',
      message: 'Send the operation as JSON, with Content-Type: application/json.',
    };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { code: 'BAD_REQUEST', message: 'The body is not valid JSON.' };
  }
  return undefined;
}
