import type { AddressInfo } from 'node:net';
import type { ApolloServerPlugin } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { HEADER } from '@orrery/contracts';
import { createHttpServer, deadlineIn, Health, type Logger, timeoutFromHeader } from '@orrery/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type GatewayConfig, trafficOf } from '../config/gateway-config.js';
import { headersKept } from '../config/header-rules.js';
import { SubgraphWatch } from '../discovery/subgraph-watch.js';
import type { OperationContext } from '../executor/operation-context.js';
import { createGatewayMetrics } from '../observability/gateway-metrics.js';
import { operationLog } from '../observability/operation-log.js';
import { createApolloServer } from './apollo-server.js';
import { serveCors } from './cors.js';
import { serveExplorer } from './explorer.js';
import { followSupergraph } from './follow-supergraph.js';
import { observedClient } from './observed-client.js';

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
  const traffic = trafficOf(config);
  const kept = headersKept(traffic.allHeaderRules);
  const client = observedClient(traffic, metrics, log);
  const watch = new SubgraphWatch(client, log);
  const followed = await followSupergraph({ config, client, named: traffic.named, watch, metrics, log });
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
    context: async (request, reply) => contextOf(request, reply, { config, log, kept }),
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
  { config, log, kept }: { config: GatewayConfig; log: Logger; kept: ReturnType<typeof headersKept> },
): Promise<OperationContext> {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return {
    requestId: request.id,
    deadline: deadlineIn(
      timeoutFromHeader(request.headers[HEADER.timeoutMs], config.REQUEST_TIMEOUT_MS),
      gone.signal,
    ),
    forwardedHeaders: { ...kept(request.headers), [HEADER.requestId]: request.id },
    log: log.child({ requestId: request.id }),
  };
}
