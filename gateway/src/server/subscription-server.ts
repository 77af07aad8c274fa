import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { HEADER } from '@orrery/contracts';
import type { Logger, SubgraphTokens, Tracing } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { Traffic } from '../config/traffic-settings.js';
import type { Engine } from '../executor/engine.js';
import { eventTracing } from '../observability/event-tracing.js';
import type { GatewayMetrics } from '../observability/gateway-metrics.js';
import { codesOf, operationRecorder } from '../observability/operation-record.js';
import { operationTracing } from '../observability/operation-tracing.js';
import { createSubscriptionMetrics } from '../observability/subscription-metrics.js';
import { subscriptionRecorder } from '../observability/subscription-record.js';
import type { StreamTransport } from '../pipeline/http/stream-transport.js';
import type { LimitedResolve } from '../pipeline/rate-limited.js';
import { RequestContext } from '../pipeline/request-context.js';
import { RequestDeadline } from '../pipeline/request-deadline.js';
import type { Callers } from '../security/callers/callers.js';
import type { OperationSource } from '../security/rate-limits/rate-limits.js';
import type { Authority, KeepHeaders } from '../subscriptions/authority.js';
import { ClientCount } from '../subscriptions/client-count.js';
import { type EndedOperation, OperationRunner } from '../subscriptions/operation-runner.js';
import { SubscriptionHub } from '../subscriptions/subscription-hub.js';
import type { ReloadingSupergraph } from '../supergraph/reloading-supergraph.js';
import { SupergraphError } from '../supergraph/supergraph-error.js';
import { SubscriptionClient } from '../transports/ws/subscription-client.js';
import { websocketUrlOf } from '../transports/ws/websocket-url.js';
import type { OperationAdmission } from './operation-admission.js';
import { operationStreams } from './subscription-streams.js';
import { operationSockets } from './websocket-server.js';

/** What subscriptions are served with. */
export interface SubscriptionServerOptions {
  readonly config: GatewayConfig;
  readonly supergraph: ReloadingSupergraph<Engine>;
  readonly resolve: LimitedResolve;
  /** Whose limits the operations of a connection are counted under. */
  readonly sourceOf: (request: IncomingMessage) => OperationSource;
  readonly traffic: Traffic;
  /** Who sends requests, where tokens are verified. */
  readonly callers: Callers | undefined;
  /** Makes what subgraphs are told of callers. */
  readonly tokens: SubgraphTokens | undefined;
  /** Keeps of received headers those that may go on to a subgraph. */
  readonly keep: KeepHeaders;
  readonly isOriginAllowed: (request: IncomingMessage) => boolean;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
  readonly admission: OperationAdmission;
  /** @default no spans are made */
  readonly tracing?: Tracing;
}

/** Serves subscriptions: over WebSockets, and as streams over HTTP. */
export interface SubscriptionServer {
  /** Takes the upgrades of an HTTP server. */
  attachTo(server: Server): void;
  /** Serves streams where the HTTP side hands them over. */
  readonly streams: StreamTransport;
  /** Takes no more clients and ends those that are there: with 1001, or with an error as a stream's last word. */
  stop(): Promise<void>;
}

/** @throws SupergraphError when SUBGRAPH_WS_URLS names what the supergraph does not have */
export function createSubscriptionServer(options: SubscriptionServerOptions): SubscriptionServer {
  const { config, supergraph, resolve, traffic, sourceOf, isOriginAllowed, admission, tracing, log } =
    options;
  refuseUnknown(config.SUBGRAPH_WS_URLS, supergraph.current);
  const metrics = createSubscriptionMetrics(options.metrics.registry);
  const upstream = new SubscriptionClient({
    traffic,
    tokens: options.tokens,
    log,
    startMs: config.REQUEST_TIMEOUT_MS,
    outageMs: config.SUBSCRIPTION_OUTAGE_MS,
    keepAliveMs: config.SUBGRAPH_WS_KEEP_ALIVE_MS,
    onLost: (subgraph) => metrics.reconnects.inc({ subgraph }),
  });
  const contextFor = contexts(config.REQUEST_TIMEOUT_MS, log);
  const hub = new SubscriptionHub({
    supergraph,
    upstream,
    websocketUrl: websocketUrls(config),
    contextFor,
    occupy: () => admission.occupy(),
    observer: tracing && eventTracing(tracing),
    onEvent: (subgraph) => metrics.events.inc({ subgraph }),
    onShared: () => metrics.shared.inc(),
    log,
  });
  const clients = new ClientCount(config.SUBSCRIPTION_CONNECTIONS);
  metrics.follow(() => {
    const { subscribers, streams } = hub.count();
    return { connections: clients.byKind, subscribers, streams, upstreamConnections: upstream.connections() };
  });
  const parts = {
    runner: new OperationRunner({
      hub,
      admit: (enter, shed) => admission.request(enter, shed),
      observer: tracing && operationTracing(tracing),
      resolve,
      contextFor,
      onEnded: recorder(options),
    }),
    admission,
    clients,
    keep: options.keep,
    callers: options.callers,
    isOriginAllowed,
    sourceOf,
    settings: config,
    messageLimitBytes: config.BODY_LIMIT_BYTES,
    metrics,
    log,
  };
  const sockets = operationSockets(parts);
  const streams = operationStreams(parts);
  return {
    attachTo: (server) => sockets.attachTo(server),
    streams,
    stop: async () => {
      streams.close();
      await sockets.close();
      hub.close();
      upstream.close();
    },
  };
}

function contexts(timeoutMs: number, log: Logger): (authority: Authority) => RequestContext {
  return ({ headers, client, caller }) => {
    const requestId = randomUUID();
    const forwarded = { ...headers, ...client, [HEADER.requestId]: requestId };
    const context = new RequestContext(requestId, new RequestDeadline(timeoutMs), forwarded, log);
    context.caller = caller;
    return context;
  };
}

function websocketUrls({ SUBGRAPH_WS_URLS: given }: GatewayConfig) {
  return ({ supergraph }: Engine, subgraph: string): string =>
    given[subgraph] ?? websocketUrlOf(supergraph.subgraphUrls.get(subgraph) ?? '');
}

function refuseUnknown(given: Readonly<Record<string, string>>, { supergraph }: Engine): void {
  const unknown = Object.keys(given).filter((name) => !supergraph.subgraphUrls.has(name));
  if (unknown.length === 0) return;
  const known = [...supergraph.subgraphUrls.keys()].join(', ');
  throw new SupergraphError(
    `SUBGRAPH_WS_URLS names ${unknown.join(', ')}, which the supergraph does not have: it has ${known}`,
  );
}

function recorder({ metrics, log }: SubscriptionServerOptions): (operation: EndedOperation) => void {
  const recordOperation = operationRecorder(metrics, log);
  const recordSubscription = subscriptionRecorder(metrics, log);
  return ({ requestId, resolution, status, answers, errors, seconds }) => {
    const operation = resolution?.resolved.operation;
    const type = operation?.operation ?? 'invalid';
    const facts = { requestId, name: operation?.name?.value, seconds, codes: codesOf(errors) };
    if (type === 'subscription') recordSubscription({ ...facts, answers });
    else recordOperation({ ...facts, type, status });
  };
}
