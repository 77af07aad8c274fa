import type { AddressInfo } from 'node:net';
import type { ApolloServerPlugin } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { HEADER } from '@orrery/contracts';
import { createHttpServer, deadlineIn, Health, type Logger, timeoutFromHeader } from '@orrery/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayConfig } from '../config/gateway-config.js';
import { SubgraphWatch } from '../discovery/subgraph-watch.js';
import type { OperationContext } from '../executor/operation-context.js';
import { createGatewayMetrics } from '../observability/gateway-metrics.js';
import { operationLog } from '../observability/operation-log.js';
import { SubgraphClient } from '../transports/http/subgraph-client.js';
import { createApolloServer } from './apollo-server.js';
import { serveCors } from './cors.js';
import { serveExplorer } from './explorer.js';
import { followSupergraph } from './follow-supergraph.js';

/** A gateway that serves. */
export interface GatewayServer {
  readonly port: number;
  /** `http://host:port`; GraphQL is at `/graphql`, readiness at `/health/ready`, metrics at `/metrics`. */
  readonly url: string;
  /** Drains: not ready any more, no new connections, requests in flight finish; then everything is closed. */
  stop(): Promise<void>;
}

/** What {@link createGatewayServer} takes beside the configuration. */
export interface GatewayServerOptions {
  readonly log: Logger;
  /** Adds the metrics of Node itself. @default false */
  readonly processMetrics?: boolean;
}

/**
 * Starts a gateway on a supergraph's file and listens; the file is watched and reloaded.
 * It is ready once each subgraph was tried, or 5 s after the start, whichever is first, and stays so while subgraphs fail.
 * @throws SupergraphError when the file cannot be served; the error of the system (EADDRINUSE) when the port is taken.
 */
export async function createGatewayServer(
  config: GatewayConfig,
  options: GatewayServerOptions,
): Promise<GatewayServer> {
  const { log } = options;
  const development = config.ORRERY_ENV === 'development';
  const metrics = createGatewayMetrics({ processMetrics: options.processMetrics });
  const health = new Health();
  const client = new SubgraphClient({
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    connectTimeoutMs: config.SUBGRAPH_CONNECT_TIMEOUT_MS,
    responseLimitBytes: config.SUBGRAPH_RESPONSE_LIMIT_BYTES,
    connections: config.SUBGRAPH_CONNECTIONS,
  });
  const watch = new SubgraphWatch(client, log);
  const followed = await followSupergraph({ config, client, watch, metrics, log });
  const app = createHttpServer({ log, health, metrics, bodyLimitBytes: config.BODY_LIMIT_BYTES });
  const apollo = createApolloServer({
    supergraph: followed.supergraph,
    log,
    introspection: config.INTROSPECTION ?? development,
    suggestions: development,
    plugins: [fastifyApolloDrainPlugin(app) as ApolloServerPlugin<OperationContext>, operationLog(metrics)],
  });
  await apollo.start();
  await serveCors(app, { origins: config.CORS_ORIGINS ?? [], development });
  if (config.EXPLORER ?? development) {
    await serveExplorer(app, {
      examplesFile: config.EXPLORER_EXAMPLES,
      supergraph: followed.supergraph,
      log,
    });
  }
  await app.register(fastifyApollo<OperationContext>(apollo), {
    path: '/graphql',
    method: ['GET', 'POST'],
    context: async (request, reply) => contextOf(request, reply, config, log),
  });
  health.require('subgraphs', async () => watch.readiness());
  const close = async () => {
    await followed.stop();
    watch.stop();
    await client.close();
  };
  try {
    await app.listen({ host: config.HOST, port: config.PORT });
  } catch (error) {
    await apollo.stop();
    await close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  log.info({ port, subgraphs: [...followed.supergraph.current.supergraph.subgraphUrls.keys()] }, 'serving');
  return {
    port,
    url: `http://${config.HOST}:${port}`,
    stop: async () => {
      health.drain();
      await apollo.stop(); // drains the HTTP server through its plugin
      await close();
    },
  };
}

async function contextOf(
  request: FastifyRequest,
  reply: FastifyReply,
  config: GatewayConfig,
  log: Logger,
): Promise<OperationContext> {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  const { authorization } = request.headers;
  return {
    requestId: request.id,
    deadline: deadlineIn(
      timeoutFromHeader(request.headers[HEADER.timeoutMs], config.REQUEST_TIMEOUT_MS),
      gone.signal,
    ),
    forwardedHeaders: { [HEADER.requestId]: request.id, ...(authorization && { authorization }) },
    log: log.child({ requestId: request.id }),
  };
}
