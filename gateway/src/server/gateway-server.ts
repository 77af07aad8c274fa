import type { AddressInfo } from 'node:net';
import type { ApolloServerPlugin } from '@apollo/server';
import { Health, type Logger, startTracing } from '@orrery/runtime';
import type { FastifyInstance } from 'fastify';
import { type GatewayConfig, trafficOf } from '../config/gateway-config.js';
import { SubgraphWatch } from '../discovery/subgraph-watch.js';
import { createGatewayMetrics } from '../observability/gateway-metrics.js';
import { limitedResolve } from '../pipeline/rate-limited.js';
import type { PolicyCheck } from '../security/authorization/authorization.js';
import type { Ended } from '../security/callers/ended-sessions.js';
import { originCheck } from './allowed-origin.js';
import type { ApolloContext } from './apollo-server.js';
import { corsHeaders, serveCors } from './cors.js';
import { explorerSettings, isPageRequest, serveExplorer } from './explorer.js';
import { followSupergraph } from './follow-supergraph.js';
import { createCallers } from './gateway-callers.js';
import { observedClient } from './observed-client.js';
import { OperationAdmission } from './operation-admission.js';
import { createOperationGate } from './operation-gate.js';
import { followOperationList } from './operation-list-file.js';
import { createOperationServer } from './operation-server.js';
import { createOperationService } from './operation-service.js';
import { createRateLimits } from './rate-limits.js';
import { createSubscriptionServer } from './subscription-server.js';

/** A gateway that serves. */
export interface GatewayServer {
  readonly port: number;
  /** `http://host:port`, `https://` with a certificate; GraphQL is at `/graphql`, readiness at `/health/ready`, metrics at `/metrics`. */
  readonly url: string;
  /**
   * Ends a session's or a user's streams at once, and refuses their tokens from now on; of a user's tokens those that were
   * issued until `at`, in seconds since the epoch. Nothing where no tokens are verified. @default at: now
   */
  endSessions(ended: Ended, at?: number): void;
  /** Drains: not ready any more, no new connections, requests in flight finish; then everything is closed. */
  stop(): Promise<void>;
}

/** What {@link createGatewayServer} takes beside the configuration. */
export interface GatewayServerOptions {
  readonly log: Logger;
  /** Adds the metrics of Node itself. @default false */
  readonly processMetrics?: boolean;
  /** Plugins of Apollo Server. With any, operations go through Apollo Server. @default none */
  readonly plugins?: readonly ApolloServerPlugin<ApolloContext>[];
  /** Decides `@policy`: asked once for an operation, of all policies that anything in it depends on. @default no policy holds */
  readonly policies?: PolicyCheck;
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
  const list = followOperationList(config, log);
  const tracing = await startTracing({ service: 'gateway', settings: config, log });
  const metrics = createGatewayMetrics({ processMetrics: options.processMetrics });
  const health = new Health();
  const traffic = trafficOf(config);
  const identity = createCallers(config, traffic, log);
  const client = observedClient({ traffic, tokens: identity.tokens, metrics, log });
  const watch = new SubgraphWatch(client, log);
  const { named } = traffic;
  const followed = await followSupergraph({ ...options, ...identity, config, client, named, watch, metrics });
  const { supergraph } = followed;
  const { sourceOf, ...limits } = await createRateLimits(config, { metrics, log });
  const resolve = limitedResolve(
    createOperationGate(config, { engines: supergraph, list, log }),
    limits.limits,
  );
  const cors = { origins: config.CORS_ORIGINS ?? [], development };
  const admission = new OperationAdmission({ config, metrics });
  const subscriptions = createSubscriptionServer({
    config,
    supergraph,
    resolve,
    sourceOf,
    traffic,
    ...identity,
    isOriginAllowed: originCheck(cors),
    admission,
    tracing,
    metrics,
    log,
  });
  const service = await createOperationService({
    config,
    supergraph,
    resolve,
    metrics,
    log,
    streams: [subscriptions.streams],
    plugins: options.plugins,
    tracing,
  });
  const hasExplorer = config.EXPLORER ?? development;
  const app = createOperationServer(service.handler, {
    config,
    log,
    health,
    metrics,
    keep: identity.keep,
    identify: identity.identify,
    headersFor: corsHeaders(cors),
    sourceOf,
    isForPage: (request) => hasExplorer && isPageRequest(request),
  });
  await serveCors(app, cors);
  if (hasExplorer) await serveExplorer(app, { ...explorerSettings(config), supergraph, log });
  health.require('subgraphs', async () => watch.readiness());
  subscriptions.attachTo(app.server);
  admission.attachTo(app.server);
  // From what takes work to what the work needs.
  const close = () =>
    inOrder([admission, list, limits, service, followed, { stop: () => client.close() }, tracing]);
  await app.listen({ host: config.HOST, port: config.PORT }).catch(async (error: unknown) => {
    await subscriptions.stop();
    await close();
    throw error;
  });
  const { port } = app.server.address() as AddressInfo;
  log.info({ port, subgraphs: [...supergraph.current.supergraph.subgraphUrls.keys()] }, 'serving');
  return {
    port,
    url: `http${config.TLS_CERT_FILE ? 's' : ''}://${config.HOST}:${port}`,
    endSessions: (ended, at) => identity.callers?.endSessions(ended, at),
    stop: async () => {
      health.drain();
      await subscriptions.stop();
      await closeInTime(app, 0.9 * config.SHUTDOWN_TIMEOUT_MS);
      await close();
    },
  };
}

async function inOrder(parts: readonly ({ stop(): void | Promise<void> } | undefined)[]): Promise<void> {
  for (const part of parts) await part?.stop();
}

// What has not ended by then would be ended with the process.
async function closeInTime(app: FastifyInstance, milliseconds: number): Promise<void> {
  const force = setTimeout(() => app.server.closeAllConnections(), milliseconds);
  await app.close();
  clearTimeout(force);
}
