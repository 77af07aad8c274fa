import type { Logger } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { SubgraphWatch } from '../discovery/subgraph-watch.js';
import { createEngine } from '../executor/compiled-engine.js';
import type { Engine } from '../executor/engine.js';
import type { GatewayMetrics } from '../observability/gateway-metrics.js';
import { engineObserver } from '../observability/observed-engine.js';
import type { PolicyCheck } from '../security/authorization/authorization.js';
import { policiesIn } from '../security/authorization/policy-module.js';
import type { RevocationFeed } from '../security/callers/revocation-feed.js';
import { EngineSuccession } from '../supergraph/engine-succession.js';
import { checkSupergraph } from '../supergraph/read-supergraph.js';
import type { ReloadingSupergraph } from '../supergraph/reloading-supergraph.js';
import { SupergraphError } from '../supergraph/supergraph-error.js';
import { observedFetch } from '../transports/http/observed-fetch.js';
import type { FetchSubgraph, SubgraphClient } from '../transports/http/subgraph-client.js';
import { configuredSource } from './configured-source.js';

/** What is needed to make an engine of a supergraph, and to follow those that come after it. */
export interface FollowOptions {
  readonly config: GatewayConfig;
  readonly client: SubgraphClient;
  /** Subgraphs that the traffic file has settings for: the supergraph must have each. */
  readonly named: readonly string[];
  readonly watch: SubgraphWatch;
  /** @default nobody tells which tokens are void */
  readonly revocations?: RevocationFeed;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
  /** Decides policies. @default no policy holds */
  readonly policies?: PolicyCheck;
}

/** Loads the supergraph that is configured, then each that takes its place; a bad one keeps the last good one and is logged. */
export async function followSupergraph(
  options: FollowOptions,
): Promise<{ supergraph: ReloadingSupergraph<Engine>; stop(): Promise<void> }> {
  const { config, metrics, log } = options;
  const refused = (error: unknown) => {
    metrics.supergraphReloads.inc({ result: 'refused' });
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ source: name, reason }, 'the new supergraph was refused; the last good one stays');
  };
  const { name, source } = await configuredSource(config, log, refused);
  const { AUTHORIZATION_POLICIES: file } = config;
  const policies = options.policies ?? (file === undefined ? undefined : await policiesIn(file));
  const observed = engineObserver(metrics.registry);
  let succession: EngineSuccession | undefined;
  const update = (sdl: string) => {
    try {
      void succession?.offer(sdl).then((plans) => {
        if (plans === undefined) return;
        metrics.supergraphReloads.inc({ result: 'loaded' });
        log.info({ source: name, plans }, 'the supergraph was reloaded');
      });
    } catch (error) {
      refused(error);
    }
  };
  const { supergraphSdl, cleanup } = await source.initialize({ update });
  try {
    succession = new EngineSuccession(supergraphSdl, {
      make: (sdl) => observed(makeEngine(sdl, name, { ...options, policies })),
      graceMs: config.REQUEST_TIMEOUT_MS,
    });
  } catch (error) {
    await cleanup?.();
    throw error;
  }
  const { supergraph } = succession;
  return {
    supergraph,
    stop: async () => {
      await cleanup?.();
      await succession?.close();
      options.watch.stop();
      options.revocations?.stop();
    },
  };
}

function makeEngine(sdl: string, source: string, options: FollowOptions): Engine {
  const { config, client, watch, revocations, metrics, log } = options;
  const loaded = checked(sdl, source, config);
  refuseUnknown('TRAFFIC_SHAPING', options.named, loaded.subgraphUrls);
  refuseUnknown('REVOCATIONS_SUBGRAPH', revocations ? [revocations.subgraph] : [], loaded.subgraphUrls);
  let observe = (fetchSubgraph: FetchSubgraph) => fetchSubgraph;
  const fetchSubgraph = observedFetch(client.fetchVia(loaded.subgraphUrls), metrics);
  const engine = createEngine(loaded, {
    fetchSubgraph: (name, request, signal) => observe(fetchSubgraph)(name, request, signal),
    log,
    authorization: {
      policies: options.policies,
      rejectUnauthorized: config.AUTHORIZATION_REJECT_UNAUTHORIZED,
      errors: config.AUTHORIZATION_ERRORS,
    },
    planning: { timeoutMs: config.PLANNING_TIMEOUT_MS },
    planCacheBytes: config.PLAN_CACHE_BYTES,
  });
  // Only a supergraph that can be served is followed.
  observe = watch.follow(loaded.subgraphUrls);
  revocations?.follow(client.probeVia(loaded.subgraphUrls));
  return engine;
}

function checked(sdl: string, source: string, config: GatewayConfig) {
  try {
    return checkSupergraph(sdl, { overrides: config.SUBGRAPH_URLS });
  } catch (error) {
    if (error instanceof SupergraphError) throw new SupergraphError(`${source}: ${error.message}`, error);
    throw error;
  }
}

function refuseUnknown(variable: string, named: readonly string[], urls: ReadonlyMap<string, string>): void {
  const unknown = named.filter((name) => !urls.has(name));
  if (unknown.length === 0) return;
  throw new SupergraphError(
    `${variable} names ${unknown.join(', ')}, which the supergraph does not have: it has ${[...urls.keys()].join(', ')}`,
  );
}
