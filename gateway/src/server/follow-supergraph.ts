import type { Logger } from '@orrery/runtime';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { SubgraphWatch } from '../discovery/subgraph-watch.js';
import { createEngine } from '../executor/compiled-engine.js';
import type { Engine } from '../executor/engine.js';
import type { GatewayMetrics } from '../observability/gateway-metrics.js';
import { readSupergraphFile } from '../supergraph/read-supergraph.js';
import { ReloadingSupergraph } from '../supergraph/reloading-supergraph.js';
import { SupergraphError } from '../supergraph/supergraph-error.js';
import { watchForChange } from '../supergraph/watch-file.js';
import { observedFetch } from '../transports/http/observed-fetch.js';
import type { FetchSubgraph, SubgraphClient } from '../transports/http/subgraph-client.js';

const WARMED_PLANS = 200;
const WARMING_MS = 5_000; // then the new supergraph is served with what is planned

/** What is needed to make an engine of a file, and to make it again. */
export interface FollowOptions {
  readonly config: Pick<
    GatewayConfig,
    'SUPERGRAPH' | 'SUBGRAPH_URLS' | 'PLANNING_TIMEOUT_MS' | 'REQUEST_TIMEOUT_MS' | 'PLAN_CACHE_BYTES'
  >;
  readonly client: SubgraphClient;
  /** Subgraphs that the traffic file has settings for: the supergraph must have each. */
  readonly named: readonly string[];
  readonly watch: SubgraphWatch;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
}

/** Loads the supergraph's file, then loads it again whenever it changes; a bad one keeps the last good one and is logged. */
export async function followSupergraph(
  options: FollowOptions,
): Promise<{ supergraph: ReloadingSupergraph<Engine>; stop(): Promise<void> }> {
  const { config, metrics, log } = options;
  const file = config.SUPERGRAPH;
  const supergraph = new ReloadingSupergraph(await loadEngine(options));
  let loading = Promise.resolve();
  const reload = async () => {
    try {
      const next = await loadEngine(options, supergraph.current.supergraph.sdl);
      if (!next) return;
      const last = supergraph.current;
      const plans = await next.warm(last.recent(WARMED_PLANS), AbortSignal.timeout(WARMING_MS));
      supergraph.swap(next);
      retire(last);
      metrics.supergraphReloads.inc({ result: 'loaded' });
      log.info({ file, plans }, 'the supergraph was reloaded');
    } catch (error) {
      metrics.supergraphReloads.inc({ result: 'refused' });
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ file, reason }, 'the new supergraph was refused; the last good one stays');
    }
  };
  const watching = watchForChange(file, () => {
    loading = loading.then(reload);
  });
  // Requests that were parsed against it may still have to be planned; after their time nobody needs it.
  const retired = new Map<Engine, NodeJS.Timeout>();
  const retire = (engine: Engine) => {
    const close = () => {
      retired.delete(engine);
      void engine.close();
    };
    retired.set(engine, setTimeout(close, config.REQUEST_TIMEOUT_MS).unref());
  };
  return {
    supergraph,
    stop: async () => {
      watching.stop();
      await loading;
      for (const timer of retired.values()) clearTimeout(timer);
      await Promise.all([...retired.keys(), supergraph.current].map((engine) => engine.close()));
    },
  };
}

async function loadEngine(options: FollowOptions): Promise<Engine>;
async function loadEngine(options: FollowOptions, servedSdl: string): Promise<Engine | undefined>;
async function loadEngine(options: FollowOptions, servedSdl?: string): Promise<Engine | undefined> {
  const { config, client, watch, metrics, log } = options;
  const loaded = await readSupergraphFile(config.SUPERGRAPH, config.SUBGRAPH_URLS);
  if (loaded.sdl === servedSdl) return undefined;
  refuseUnknown(options.named, loaded.subgraphUrls);
  let observe = (fetchSubgraph: FetchSubgraph) => fetchSubgraph;
  const fetchSubgraph = observedFetch(client.fetchVia(loaded.subgraphUrls), metrics);
  const engine = createEngine(loaded, {
    fetchSubgraph: (name, request, signal) => observe(fetchSubgraph)(name, request, signal),
    log,
    planning: { timeoutMs: config.PLANNING_TIMEOUT_MS },
    planCacheBytes: config.PLAN_CACHE_BYTES,
  });
  // Only a supergraph that can be served is followed.
  observe = watch.follow(loaded.subgraphUrls);
  return engine;
}

function refuseUnknown(named: readonly string[], urls: ReadonlyMap<string, string>): void {
  const unknown = named.filter((name) => !urls.has(name));
  if (unknown.length === 0) return;
  throw new SupergraphError(
    `TRAFFIC_SHAPING names ${unknown.join(', ')}, which the supergraph does not have: it has ${[...urls.keys()].join(', ')}`,
  );
}
