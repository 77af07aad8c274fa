import { createPubSub } from '@graphql-yoga/subscription';
import {
  ANONYMOUS,
  armFailpoints,
  type Caller,
  createLogger,
  createMetrics,
  createSubgraphTokenVerifier,
  type Deadline,
  deadlineIn,
  failpointTriggers,
  Health,
  type Logger,
  type Metrics,
  startTracing,
  tlsFiles,
} from '@orrery/runtime';
import type { Connection, Model } from 'mongoose';
import { AuditLog } from '../audit/audit-log.js';
import { auditedRun } from '../audit/audited-run.js';
import { watchWrites } from '../audit/written.js';
import { ServiceEvents } from '../events/service-events.js';
import { buildSubgraph, type Subgraph } from '../graphql/subgraph-schema.js';
import { jobMetrics } from '../jobs/job-metrics.js';
import { JobRunner } from '../jobs/job-runner.js';
import { afterCommit, withEffects } from '../mongo/after-commit.js';
import { connectDatabase, newConnection } from '../mongo/connect.js';
import { observeDatabaseCalls } from '../mongo/database-calls.js';
import { transactionsOn } from '../mongo/transaction.js';
import { untilAnswered } from '../mongo/until-answered.js';
import { createGraphQLServer, type RequestFacts } from '../server/graphql-server.js';
import type { AnyService } from './define-service.js';
import type { CommandScope, RunTransaction, ServiceContext } from './scopes.js';
import type { ServiceConfig } from './service-config.js';
import type { RunningListener } from './service-listener.js';
import type { RunningWorker } from './service-worker.js';

/** A service that serves. */
export interface RunningService {
  readonly name: string;
  readonly port: number;
  /** `http://host:port`, `https://` with a certificate. */
  readonly url: string;
  /** Resolves once the database has answered and the indexes are made, or the service was stopped before. */
  readonly ready: Promise<void>;
  /** Drains and closes everything; resolves when nothing is left open. Asked again, it answers the same. */
  stop(): Promise<void>;
}

/** A service bound to its database, without a server. */
export interface OpenService {
  readonly connection: Connection;
  readonly subgraph: Subgraph;
  readonly log: Logger;
  readonly events: ServiceEvents<CommandScope<unknown>>;
  readonly audit: AuditLog;
  scope(facts?: Partial<Pick<RequestFacts, 'caller' | 'client' | 'deadline' | 'log'>>): CommandScope<unknown>;
  context(facts: RequestFacts): ServiceContext<unknown, unknown>;
  /** Connects and makes the indexes; tries until the database answers (true) or `signal` aborts (false). */
  connect(signal?: AbortSignal): Promise<boolean>;
  /** Starts the service's workers and jobs; `close` ends them. */
  startWorkers(): void;
  close(): Promise<void>;
}

const TASK_DEADLINE_MS = 24 * 60 * 60 * 1_000;

/** Connects a service to its database and makes its indexes; serves nothing. */
export async function openService(
  service: AnyService,
  config: ServiceConfig,
  options: { log?: Logger; signal?: AbortSignal } = {},
): Promise<OpenService> {
  const opened = await prepareService(service, config, options.log);
  await opened.connect(options.signal);
  return opened;
}

async function prepareService(
  service: AnyService,
  config: ServiceConfig,
  logger?: Logger,
  metrics?: Metrics,
): Promise<OpenService> {
  const log = logger ?? createLogger({ service: service.name, level: config.LOG_LEVEL });
  const pubSub = createPubSub<Record<string, [unknown]>>();
  const subgraph = buildSubgraph(service, pubSub as never);
  const parts = await service.parts?.(config);
  const connection = newConnection();
  const models = service.models(connection) as Record<string, Model<unknown>>;
  const runTransaction = withEffects(transactionsOn(connection));
  const audit = new AuditLog(connection);
  const workers: RunningWorker[] = [];
  const transaction: RunTransaction = async (work) => {
    const result = await runTransaction(work);
    for (const worker of workers) worker.wake();
    return result;
  };
  const scope: OpenService['scope'] = (facts = {}) => ({
    models,
    connection,
    parts,
    live: events.live,
    transaction,
    events: events.outbox,
    caller: facts.caller ?? (ANONYMOUS as Caller),
    client: facts.client ?? {},
    log: facts.log ?? log,
    deadline: facts.deadline ?? (deadlineIn(TASK_DEADLINE_MS) as Deadline),
  });
  const events = new ServiceEvents<CommandScope<unknown>>({
    service: service.name,
    config,
    handlers: service.handlers ?? [],
    database: () => databaseOf(connection),
    transaction,
    scope,
    log,
    afterCommit,
    publishLive: (topic, payload) => pubSub.publish(topic, payload),
    registry: metrics?.registry,
  });
  return {
    connection,
    subgraph,
    log,
    events,
    audit,
    scope,
    context: (facts) =>
      ({
        ...facts,
        audit,
        loaders: service.loaders({ models, caller: facts.caller, deadline: facts.deadline }),
        run: (command, input) =>
          auditedRun(command, input, { scope: scope(facts), log: audit, requestId: facts.requestId }),
      }) as ServiceContext<unknown, unknown>,
    connect: async (signal) => {
      const connected = await connectDatabase(connection, {
        uri: config.MONGODB_URI,
        serverSelectionTimeoutMs: config.MONGODB_SERVER_SELECTION_TIMEOUT_MS,
        log,
        signal,
      });
      if (!connected) return false;
      const createIndexes = async () => {
        for (const model of Object.values(models)) await model.createIndexes();
        await events.createIndexes();
        await audit.createIndexes();
        return true;
      };
      if (!(await untilAnswered(createIndexes, { log, signal }))) return false;
      watchWrites(connection);
      return true;
    },
    startWorkers: () => {
      for (const worker of service.workers ?? []) workers.push(worker.start(() => scope()));
      const { jobs = [] } = service;
      const onRun = metrics && jobMetrics(metrics.registry);
      workers.push(
        new JobRunner({ jobs, database: () => databaseOf(connection), scope: () => scope(), log, onRun }),
      );
    },
    close: async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.stop()));
      await events.stop();
      await connection.close();
    },
  };
}

function databaseOf({ db }: Connection): NonNullable<Connection['db']> {
  if (!db) throw new Error('the database was not reached yet');
  return db;
}

/** Starts a service: its server is alive at once, and ready when the database answers. */
export async function startService(
  service: AnyService,
  config: ServiceConfig,
  options: { log?: Logger } = {},
): Promise<RunningService> {
  armFailpoints(failpointTriggers(service.name, config));
  const verifyToken = createSubgraphTokenVerifier(config.SUBGRAPH_TOKEN_JWKS_FILE, service.name);
  const metrics = createMetrics(service.name, { processMetrics: true });
  const health = new Health();
  const opened = await prepareService(service, config, options.log, metrics);
  let indexed = false;
  health.require('database', async () => {
    if (!indexed) throw new Error('the database was not reached yet');
    await opened.connection.db?.command({ ping: 1 });
  });
  const tracing = await startTracing({ service: service.name, settings: config, log: opened.log });
  const server = await createGraphQLServer({
    schema: opened.subgraph.schema,
    verifyToken,
    context: opened.context,
    log: opened.log,
    health,
    metrics,
    requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
    bodyLimitBytes: config.BODY_LIMIT_BYTES,
    tls: tlsFiles(config),
    introspection: config.ORRERY_ENV === 'development',
    isOpen: () => indexed,
    tracing,
  });
  await opened.events.receiveAt(server.app, () => indexed);
  await server.app.listen({ host: config.HOST, port: config.PORT });
  const address = server.app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.PORT;
  opened.log.info({ port }, 'serving');
  const stopping = new AbortController();
  const listeners: RunningListener[] = [];
  const ready = opened.connect(stopping.signal).then(async (connected) => {
    if (connected) observeDatabaseCalls(opened.connection, metrics);
    if (connected && !stopping.signal.aborted) {
      await startListeners(service, opened, { config, signal: stopping.signal, started: listeners });
    }
    indexed = connected;
    if (!connected || stopping.signal.aborted) return;
    await untilAnswered(() => opened.events.start(), { log: opened.log, signal: stopping.signal });
    if (!stopping.signal.aborted) opened.startWorkers();
  });
  let stopped: Promise<void> | undefined;
  ready.catch(() => undefined); // whoever awaits it is told
  return {
    name: service.name,
    port,
    url: `http${config.TLS_CERT_FILE ? 's' : ''}://${config.HOST}:${port}`,
    ready,
    stop: () => {
      stopped ??= (async () => {
        stopping.abort();
        await Promise.all([server.stop(), ...listeners.map((listener) => listener.stop())]);
        await opened.close();
        await tracing?.stop();
      })();
      return stopped;
    },
  };
}

async function startListeners(
  service: AnyService,
  { scope, log }: OpenService,
  options: {
    readonly config: ServiceConfig;
    readonly signal: AbortSignal;
    readonly started: RunningListener[];
  },
): Promise<void> {
  const { config, signal, started } = options;
  for (const listener of service.listeners ?? []) {
    const running = await untilAnswered(() => listener.start(() => scope(), config), { log, signal });
    if (running) started.push(running);
  }
}
