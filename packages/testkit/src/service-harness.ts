import {
  type AnyService,
  type ClientFacts,
  type OpenService,
  openService,
  type SeedReport,
} from '@orrery/kit';
import { ANONYMOUS, type Caller, createLogger, deadlineIn, maskError, RequestError } from '@orrery/runtime';
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  parse,
  validate,
} from 'graphql';
import { countDatabaseCalls } from './database-call-counter.js';
import { openTestDatabase } from './embedded-database.js';

/** Who sends an operation. */
export interface SentBy {
  /** @default anonymous */
  readonly caller?: Caller;
  /** What the gateway would tell of the client. @default nothing */
  readonly client?: ClientFacts;
}

/** What an operation answers: JSON, as a client of the service gets it. `data` has whatever shape the test reads. */
export interface TestResult<Data> {
  readonly data: Data;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** A service on an embedded database of its own, without HTTP. */
export interface TestService {
  /** The service as the kit opened it: its connection, its subgraph, command scopes. */
  readonly opened: OpenService;
  /**
   * Runs a query or mutation on the subgraph's schema with a fresh context (loaders included). Errors are masked as
   * the server does; an error that is not the caller's fault carries its own text in `extensions.internal` here.
   */
  execute<Data = Record<string, never>>(
    document: string,
    variables?: Record<string, unknown>,
    sentBy?: SentBy,
  ): Promise<TestResult<Data>>;
  /** Starts a subscription; resolves once it listens. `return()` ends it. @throws Error when it is refused */
  subscribe<Data = Record<string, never>>(
    document: string,
    variables?: Record<string, unknown>,
    sentBy?: SentBy,
  ): Promise<AsyncGenerator<TestResult<Data>, void, void>>;
  /** How many commands that read or write documents were sent since this was last asked. */
  databaseCalls(): number;
  /** Writes the service's seed. */
  seed(scale?: number): Promise<SeedReport>;
  /** Closes the service and its database, and removes its folder. */
  close(): Promise<void>;
}

const DEADLINE_MS = 60_000;

/**
 * Opens a service on an embedded database in a temporary folder, indexes made, no data in it.
 * @param settings configuration variables beside the shared ones, as strings
 */
export async function openTestService(
  service: AnyService,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestService> {
  const database = await openTestDatabase();
  const log = createLogger({ service: service.name, level: 'silent' });
  const config = service.configSchema.parse({
    ORRERY_ENV: 'development',
    LOG_LEVEL: 'silent',
    PORT: '0',
    SUBGRAPH_TOKEN_JWKS_FILE: 'unused',
    MONGODB_URI: database.uri(service.name),
    ...settings,
  });
  const opened = await openService(service, config as never, { log });

  const prepare = (document: string, variables: Record<string, unknown> = {}, sentBy: SentBy = {}) => {
    const { caller = ANONYMOUS, client } = sentBy;
    return {
      schema: opened.subgraph.schema,
      document: parse(document),
      variableValues: variables,
      contextValue: opened.context({
        requestId: 'test',
        caller,
        client,
        deadline: deadlineIn(DEADLINE_MS),
        log,
      }),
    } satisfies ExecutionArgs;
  };
  const asClientSees = <Data>(result: ExecutionResult): TestResult<Data> => {
    const errors = result.errors?.map((error) => clientError(error, (cause) => maskError(cause, log)));
    const seen: FormattedExecutionResult = errors ? { data: result.data, errors } : { data: result.data };
    return JSON.parse(JSON.stringify(seen)) as TestResult<Data>;
  };

  return {
    opened,
    databaseCalls: countDatabaseCalls(opened),
    execute: async (document, variables, sentBy) => {
      const prepared = prepare(document, variables, sentBy);
      const faults = validate(prepared.schema, prepared.document);
      return asClientSees(faults.length > 0 ? { errors: faults } : await execute(prepared));
    },
    async subscribe<Data>(document: string, variables?: Record<string, unknown>, sentBy?: SentBy) {
      const prepared = prepare(document, variables, sentBy);
      const faults = validate(prepared.schema, prepared.document);
      const events = faults.length > 0 ? { errors: faults } : await createSourceEventStream(prepared);
      if (!(Symbol.asyncIterator in events)) throw refusal(asClientSees(events));
      // As the kit's server does: a fresh context for each event.
      return mapped(events as AsyncGenerator<unknown, void, void>, async (rootValue) =>
        asClientSees<Data>(await execute({ ...prepare(document, variables, sentBy), rootValue })),
      );
    },
    seed: (scale = 1) => service.seed(opened.scope(), { scale }),
    close: async () => {
      await opened.close();
      await database.close();
    },
  };
}

function clientError(
  error: GraphQLError,
  mask: (cause: unknown) => { message: string; extensions: object },
): GraphQLFormattedError {
  const { originalError } = error;
  if (!originalError || originalError instanceof GraphQLError) return error.toJSON(); // GraphQL's own
  const { message, extensions } = mask(originalError);
  const internal = originalError instanceof RequestError ? {} : { internal: String(originalError) };
  const { path } = error.toJSON();
  return { message, ...(path && { path }), extensions: { ...extensions, ...internal } };
}

function refusal({ errors = [] }: TestResult<unknown>): Error {
  return new Error(errors.map(({ message }) => message).join('; '), { cause: errors });
}

// Ending the outer generator must end the inner at once, also while it waits for an event.
function mapped<In, Out>(
  events: AsyncGenerator<In, void, void>,
  map: (value: In) => Promise<Out>,
): AsyncGenerator<Out, void, void> {
  const step = async (next: Promise<IteratorResult<In, void>>): Promise<IteratorResult<Out, void>> => {
    const result = await next;
    return result.done ? { done: true, value: undefined } : { done: false, value: await map(result.value) };
  };
  return {
    next: () => step(events.next()),
    return: () => step(events.return()),
    throw: (error) => step(events.throw(error)),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
