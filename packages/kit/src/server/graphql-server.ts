import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { HEADER } from '@orrery/contracts';
import {
  ANONYMOUS,
  type Caller,
  createHttpServer,
  type Deadline,
  deadlineIn,
  type Health,
  type Logger,
  type Metrics,
  RequestError,
  type SubgraphTokenVerifier,
  type TlsFiles,
  type Tracing,
  timeoutFromHeader,
} from '@orrery/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { formatError } from '../graphql/format-error.js';
import { tallyDatabaseCalls } from '../mongo/database-calls.js';
import type { ClientFacts } from '../service/scopes.js';
import { operationMetrics } from './operation-plugins.js';
import { operationTraces } from './operation-traces.js';
import { serveSubscriptions } from './websocket.js';

/** What a request brings with it. */
export interface RequestFacts {
  readonly requestId: string;
  readonly caller: Caller;
  /** @default nothing is known of it */
  readonly client?: ClientFacts;
  readonly deadline: Deadline;
  readonly log: Logger;
}

/** What a GraphQL server is made of. */
export interface GraphQLServerOptions {
  readonly schema: GraphQLSchema;
  /** Only a gateway's tokens are taken: they say who calls it. */
  readonly verifyToken: SubgraphTokenVerifier;
  /** Makes a resolver's context from what its request brings. */
  readonly context: (facts: RequestFacts) => object;
  readonly log: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly requestTimeoutMs: number;
  readonly bodyLimitBytes: number;
  /** @default it speaks HTTP */
  readonly tls?: TlsFiles;
  readonly introspection: boolean;
  /** Whether operations can be answered yet; until then they are refused with 503. */
  readonly isOpen: () => boolean;
  /** @default no spans are made */
  readonly tracing?: Tracing;
}

/** A server that is not listening yet. */
export interface GraphQLServer {
  readonly app: FastifyInstance;
  /** Drains: no new requests, those in flight finish, streams are closed with 1001. */
  stop(): Promise<void>;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of operations only: for whom the gateway sends one. */
    caller?: Caller;
  }
}

/**
 * Serves a schema over HTTP (POST and GET) and over graphql-ws, both at /graphql: to gateways that sign for whom they ask.
 * Anybody else is answered 401 before the body is read.
 */
export async function createGraphQLServer(options: GraphQLServerOptions): Promise<GraphQLServer> {
  const { log, metrics } = options;
  const app = createHttpServer({
    log,
    metrics,
    health: options.health,
    bodyLimitBytes: options.bodyLimitBytes,
    tls: options.tls,
  });
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request) => {
    if (isOperation(request))
      request.caller = (await options.verifyToken(request.headers.authorization)).caller;
  });
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isOperation(request) || options.isOpen()) tallyDatabaseCalls(done);
    else
      done(new RequestError('NOT_READY', 'This service has not reached its database yet: try again soon.'));
  });
  const apollo = new ApolloServer<object>({
    schema: options.schema,
    introspection: options.introspection,
    includeStacktraceInErrorResponses: false,
    logger: log,
    formatError: (formatted, error) => formatError(formatted, error, log),
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [
      fastifyApolloDrainPlugin(app) as ApolloServerPlugin,
      operationMetrics(metrics),
      ...(options.tracing ? [operationTraces(options.tracing)] : []),
    ],
  });
  await apollo.start();
  await app.register(fastifyApollo<object>(apollo), {
    path: '/graphql',
    method: ['GET', 'POST'],
    context: async (request: FastifyRequest, reply: FastifyReply) =>
      options.context(factsOf(request, reply, options)),
  });
  const subscriptions = serveSubscriptions(app, options);
  return {
    app,
    stop: async () => {
      options.health.drain();
      await subscriptions.close();
      await apollo.stop();
    },
  };
}

function isOperation({ url }: FastifyRequest): boolean {
  return url.split('?')[0] === '/graphql';
}

function factsOf(request: FastifyRequest, reply: FastifyReply, options: GraphQLServerOptions): RequestFacts {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(); // the client left before the answer
  });
  return {
    requestId: request.id,
    caller: request.caller ?? ANONYMOUS,
    client: clientOf(request),
    deadline: deadlineIn(
      timeoutFromHeader(request.headers[HEADER.timeoutMs], options.requestTimeoutMs),
      gone.signal,
    ),
    log: options.log.child({ requestId: request.id }),
  };
}

function clientOf({ headers }: FastifyRequest): ClientFacts {
  const { [HEADER.clientAddress]: address, [HEADER.clientAgent]: agent } = headers;
  return {
    ...(typeof address === 'string' && { address }),
    ...(typeof agent === 'string' && { agent }),
  };
}
