import { createPubSub } from '@graphql-yoga/subscription';
import {
  ANONYMOUS,
  type Caller,
  createLogger,
  createMetrics,
  createTokenVerifier,
  type Deadline,
  deadlineIn,
  Health,
  type Logger,
  tokenSettings,
} from '@orrery/runtime';
import type { Connection, Model } from 'mongoose';
import { buildSubgraph, type Subgraph } from '../graphql/subgraph-schema.js';
import { connectDatabase } from '../mongo/connect.js';
import { attributeDatabaseCallsTo, observeDatabaseCalls } from '../mongo/database-calls.js';
import { transactionsOn } from '../mongo/transaction.js';
import { createGraphQLServer, type RequestFacts } from '../server/graphql-server.js';
import type { AnyService } from './define-service.js';
import type { CommandScope, ServiceContext } from './scopes.js';
import type { ServiceConfig } from './service-config.js';

/** A service that serves. */
export interface RunningService {
  readonly name: string;
  readonly port: number;
  /** `http://host:port` */
  readonly url: string;
  /** Drains and closes everything; resolves when nothing is left open. */
  stop(): Promise<void>;
}

/** A service bound to its database, without a server. */
export interface OpenService {
  readonly connection: Connection;
  readonly subgraph: Subgraph;
  readonly log: Logger;
  scope(facts?: Partial<Pick<RequestFacts, 'caller' | 'deadline' | 'log'>>): CommandScope<unknown>;
  context(facts: RequestFacts): ServiceContext<unknown, unknown>;
  close(): Promise<void>;
}

const TASK_DEADLINE_MS = 24 * 60 * 60 * 1_000;

/** Connects a service to its database and makes its indexes; serves nothing yet. */
export async function openService(
  service: AnyService,
  config: ServiceConfig,
  options: { log?: Logger; signal?: AbortSignal } = {},
): Promise<OpenService> {
  const log = options.log ?? createLogger({ service: service.name, level: config.LOG_LEVEL });
  const pubSub = createPubSub<Record<string, [unknown]>>();
  const subgraph = buildSubgraph(service, pubSub as never);
  const parts = await service.parts?.(config);
  const connection = await connectDatabase({
    uri: config.MONGODB_URI,
    serverSelectionTimeoutMs: config.MONGODB_SERVER_SELECTION_TIMEOUT_MS,
    log,
    signal: options.signal,
  });
  const models = service.models(connection) as Record<string, Model<unknown>>;
  for (const model of Object.values(models)) await model.createIndexes();
  const transaction = transactionsOn(connection);
  const live = { publish: (topic: string, payload: unknown) => pubSub.publish(topic, payload) };
  const scope: OpenService['scope'] = (facts = {}) => ({
    models,
    connection,
    parts,
    live,
    transaction,
    caller: facts.caller ?? (ANONYMOUS as Caller),
    log: facts.log ?? log,
    deadline: facts.deadline ?? (deadlineIn(TASK_DEADLINE_MS) as Deadline),
  });
  return {
    connection,
    subgraph,
    log,
    scope,
    context: (facts) => {
      const context = {
        ...facts,
        loaders: service.loaders({ models, caller: facts.caller, deadline: facts.deadline }),
        run: (command, input) => command(scope(facts), input),
      } as ServiceContext<unknown, unknown>;
      attributeDatabaseCallsTo(context);
      return context;
    },
    close: () => connection.close(),
  };
}

/** Starts a service: its server answers /health/live at once, and is ready when the database answers. */
export async function startService(
  service: AnyService,
  config: ServiceConfig,
  options: { log?: Logger; signal?: AbortSignal } = {},
): Promise<RunningService> {
  const verifyToken = createTokenVerifier(tokenSettings(config));
  const metrics = createMetrics(service.name, { processMetrics: true });
  const health = new Health();
  const opened = await openService(service, config, options);
  observeDatabaseCalls(opened.connection, metrics);
  health.require('database', async () => {
    await opened.connection.db?.command({ ping: 1 });
  });
  const server = await createGraphQLServer({
    schema: opened.subgraph.schema,
    verifyToken,
    context: opened.context,
    log: opened.log,
    health,
    metrics,
    requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
    bodyLimitBytes: config.BODY_LIMIT_BYTES,
    introspection: config.ORRERY_ENV === 'development',
  });
  await server.app.listen({ host: config.HOST, port: config.PORT });
  const address = server.app.server.address();
  const port = typeof address === 'object' && address ? address.port : config.PORT;
  opened.log.info({ port }, 'serving');
  return {
    name: service.name,
    port,
    url: `http://${config.HOST}:${port}`,
    stop: async () => {
      await server.stop();
      await opened.close();
    },
  };
}
