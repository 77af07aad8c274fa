import { createHash } from 'node:crypto';
import {
  type ApolloGateway,
  buildOperationContext,
  type CompositionInfo,
  type SupergraphManager,
} from '@apollo/gateway';
import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';
import type { Logger } from '@orrery/runtime';
import type { GraphQLSchema } from 'graphql';
import { type HeaderRule, headersKept } from '../config/header-rules.js';
import { Traffic } from '../config/traffic-settings.js';
import { createEngine } from '../executor/compiled-engine.js';
import type { Engine } from '../executor/engine.js';
import type { AroundFetch } from '../executor/operation-context.js';
import type { PlannerTuning } from '../planner/planner.js';
import { EngineSuccession } from '../supergraph/engine-succession.js';
import { checkSupergraph } from '../supergraph/read-supergraph.js';
import { SubgraphClient } from '../transports/http/subgraph-client.js';
import type { ApolloAnswer, ApolloLogger, ApolloRequest } from './apollo-types.js';
import { DataSources } from './data-sources.js';
import { checkOptions, type SupergraphGatewayConfig } from './gateway-options.js';
import { consoleLogger, structuredLogger } from './loggers.js';
import { OperationGuards, readLimits } from './operation-guards.js';
import { processFetch } from './process-fetch.js';
import { type RunOptions, runRequest } from './run-request.js';
import { type ApolloCloud, isManaged, supergraphManager } from './supergraph-source.js';

type SchemaListener = Parameters<ApolloGateway['onSchemaLoadOrUpdate']>[0];
type Phase = 'new' | 'loading' | 'loaded' | 'failed to load' | 'stopping' | 'stopped';

const DEFAULT_TIMEOUT_MS = 30_000;
const MEBIBYTE = 1024 * 1024;

/**
 * A gateway for Apollo Server that is used as ApolloGateway is, with the same options: supergraphs are managed by
 * @apollo/gateway's managers, operations are planned by its planner, and run by Orrery's own executor.
 */
export class SupergraphGateway implements Omit<ApolloGateway, '__testing'> {
  /** The schema that clients see now; undefined until it is loaded. */
  schema?: GraphQLSchema;
  /** Runs a request of an Apollo Server. */
  readonly executor: (request: ApolloRequest) => Promise<ApolloAnswer>;
  readonly #config: SupergraphGatewayConfig;
  readonly #logger: ApolloLogger;
  readonly #log: Logger;
  readonly #sources: DataSources;
  readonly #client: SubgraphClient;
  readonly #run: RunOptions;
  readonly #listeners = new Set<SchemaListener>();
  #phase: Phase = 'new';
  #succession: EngineSuccession | undefined;
  #manager: SupergraphManager | undefined;
  #cleanup: (() => Promise<void>) | undefined;
  #stopped: Promise<void> | undefined;
  #served: CompositionInfo | undefined;

  /** @throws Error naming every option that this gateway does not take */
  constructor(config: SupergraphGatewayConfig = {}) {
    const warnings = checkOptions(config);
    this.#config = config;
    this.#logger = config.logger ?? consoleLogger(config.debug ?? false);
    for (const warning of warnings) this.#logger.warn(warning);
    this.#log = structuredLogger(this.#logger);
    this.#sources = new DataSources(config.buildService);
    this.#client = new SubgraphClient({ traffic: trafficOf(config) });
    this.#run = this.#runOptions();
    this.executor = async (request) => runRequest(this.#engineOf(request), request, this.#run);
  }

  /** Who manages the supergraph, once it is loaded. */
  get supergraphManager(): SupergraphManager | undefined {
    return this.#manager;
  }

  /** Loads the first supergraph and starts following it. @throws whatever keeps the first one from being served */
  async load({ apollo = {} }: { apollo?: ApolloCloud } = {}): Promise<{
    schema: GraphQLSchema;
    executor: SupergraphGateway['executor'];
  }> {
    if (this.#phase !== 'new') throw new Error(`SupergraphGateway.load called when it was ${this.#phase}`);
    this.#phase = 'loading';
    if (apollo.key && apollo.graphRef && !isManaged(this.#config)) {
      this.#logger.warn(
        'APOLLO_KEY and APOLLO_GRAPH_REF are set, and so is a supergraph: the supergraph given is served',
      );
    }
    try {
      const manager = supergraphManager(this.#config, apollo, this.#logger);
      const { supergraphSdl, cleanup } = await manager.initialize({
        update: (sdl) => this.#update(sdl),
        healthCheck: (sdl) => this.#sources.checkHealth(this.#check(sdl).graph.subgraphsMetadata()),
        getDataSource: (definition) => this.#sources.of(definition),
      });
      this.#cleanup = cleanup;
      this.#update(supergraphSdl);
      this.#manager = manager;
    } catch (error) {
      this.#phase = 'failed to load';
      await this.#close();
      throw error;
    }
    this.#phase = 'loaded';
    if (!this.schema) throw new Error('the supergraph was not loaded');
    return { schema: this.schema, executor: this.executor };
  }

  /** Calls `listener` with the schema of each supergraph that is loaded from now on, until the returned function is called. */
  onSchemaLoadOrUpdate(listener: SchemaListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @deprecated Use {@link onSchemaLoadOrUpdate}. */
  onSchemaChange(listener: (schema: GraphQLSchema) => void): () => void {
    return this.onSchemaLoadOrUpdate(({ apiSchema }) => listener(apiSchema));
  }

  /** Asks every subgraph whether it is well. @throws Error naming the first that is not */
  serviceHealthCheck(): ReturnType<ApolloGateway['serviceHealthCheck']> {
    return this.#sources.health();
  }

  /** Ends everything that runs; may be called again. */
  async stop(): Promise<void> {
    if (this.#phase === 'new' || this.#phase === 'failed to load') return;
    this.#phase = 'stopping';
    this.#stopped ??= this.#close().then(() => {
      this.#phase = 'stopped';
    });
    await this.#stopped;
  }

  #update(sdl: string): void {
    if (this.#phase !== 'loading' && this.#phase !== 'loaded') {
      throw new Error(`Can't call \`update\` callback after gateway was ${this.#phase}.`);
    }
    if (!this.#succession) {
      this.#succession = new EngineSuccession(sdl, {
        make: (text) => this.#engine(text),
        graceMs: this.#run.requestTimeoutMs,
      });
      this.#succession.supergraph.onSwap((engine) => this.#tell(engine));
      this.#tell(this.#succession.supergraph.current);
      return;
    }
    void this.#succession.offer(sdl).then((plans) => {
      if (plans !== undefined) this.#logger.info(`the supergraph was replaced; ${plans} plans were ready`);
    });
  }

  #check(sdl: string) {
    return checkSupergraph(sdl, {
      withoutAddresses: this.#config.buildService !== undefined,
      validate: this.#config.validateSupergraph ?? true,
    });
  }

  #engine(sdl: string): Engine {
    const loaded = this.#check(sdl);
    for (const [name, url] of loaded.subgraphUrls) this.#sources.of({ name, url });
    const reachable = [...loaded.subgraphUrls].filter(([, url]) => URL.canParse(url));
    const { experimental_approximateQueryPlanStoreMiB: planStoreMiB, planningTimeoutMs } = this.#config;
    return createEngine(loaded, {
      fetchSubgraph: this.#client.fetchVia(new Map(reachable)),
      log: this.#log,
      planCacheBytes: planStoreMiB === undefined ? undefined : planStoreMiB * MEBIBYTE,
      authorization: this.#config.authorization,
      planning: { timeoutMs: planningTimeoutMs, tuning: tuningOf(this.#config) },
    });
  }

  #engineOf({ schema }: ApolloRequest): Engine {
    if (!this.#succession) throw new Error('SupergraphGateway was asked before it was loaded');
    return this.#succession.supergraph.of(schema);
  }

  #tell({ schema, supergraph: { sdl } }: Engine): void {
    const previous = this.#served;
    const current = { compositionId: compositionId(sdl), supergraphSdl: sdl, schema };
    this.schema = schema;
    this.#served = current;
    for (const listener of this.#listeners) {
      try {
        listener({ apiSchema: schema, coreSupergraphSdl: sdl });
      } catch (error) {
        this.#logger.error(`a listener to the schema threw; the schema is served all the same: ${error}`);
      }
    }
    this.#config.experimental_didUpdateSupergraph?.(current, previous);
  }

  #runOptions(): RunOptions {
    const { requestTimeoutMs = DEFAULT_TIMEOUT_MS, forwardHeaders = [] } = this.#config;
    const { __exposeQueryPlanExperimental: expose = process.env.NODE_ENV !== 'production' } = this.#config;
    return {
      log: this.#log,
      guards: new OperationGuards(readLimits(this.#config.limits)),
      requestTimeoutMs,
      forwarded: headersKept(rulesOf(forwardHeaders)),
      forwardsHeaders: forwardHeaders.length > 0,
      around: (request) => this.#around(request),
      onPlan: (plan, request) => this.#onPlan(plan, request),
      exposePlan: expose,
      telemetry: this.#config.telemetry,
    };
  }

  #around(request: ApolloRequest): AroundFetch | undefined {
    const { buildService, queryPlannerConfig } = this.#config;
    if (!buildService) return undefined;
    return async (fetch) => {
      const source = this.#sources.named(fetch.subgraph);
      if (!source) throw new Error(`the plan fetches from ${fetch.subgraph}, which has no data source`);
      return processFetch(source, fetch, request, queryPlannerConfig?.exposeDocumentNodeInFetchNode ?? false);
    };
  }

  #onPlan(queryPlan: QueryPlan, requestContext: ApolloRequest): void {
    const { debug, experimental_didResolveQueryPlan: told } = this.#config;
    if (debug && queryPlan.node) this.#logger.debug(prettyFormatQueryPlan(queryPlan));
    if (!told) return;
    const { schema, document, request } = requestContext;
    const { operationName } = request;
    told({
      queryPlan,
      serviceMap: this.#sources.serviceMap,
      requestContext,
      operationContext: buildOperationContext({ schema, operationDocument: document, operationName }),
    });
  }

  async #close(): Promise<void> {
    try {
      await this.#cleanup?.();
    } catch (error) {
      this.#logger.error(`the supergraph's manager could not be stopped cleanly: ${error}`);
    }
    await this.#succession?.close();
    await this.#client.close();
  }
}

function compositionId(sdl: string): string {
  return createHash('sha256').update(sdl).digest('hex');
}

function tuningOf({ queryPlannerConfig = {} }: SupergraphGatewayConfig): PlannerTuning {
  const { debug, generateQueryFragments, reuseQueryFragments } = queryPlannerConfig;
  // The planner takes what is undefined as a setting.
  return {
    ...(debug && { debug }),
    ...(generateQueryFragments !== undefined && { generateQueryFragments }),
    ...(reuseQueryFragments !== undefined && { reuseQueryFragments }),
  };
}

function rulesOf(headers: readonly string[]): HeaderRule[] {
  return headers.map((name) => ({ propagate: { named: name.toLowerCase() } }));
}

function trafficOf({ forwardHeaders = [] }: SupergraphGatewayConfig): Traffic {
  return new Traffic({ all: { headers: { request: rulesOf(forwardHeaders) } } });
}
