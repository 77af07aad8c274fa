import type {
  ChangeStream,
  ClientSession,
  Collection,
  Db,
  FindCursor,
  MongoClient,
  TransactionOptions,
} from 'mongodb';
import { driverOptions, type Entities } from './entities.js';
import { Mismatch, match } from './match.js';
import type { Operation, Row } from './types.js';

/** An operation with its arguments taken apart. */
interface Call {
  readonly entities: Entities;
  readonly target: unknown;
  readonly args: Row;
  /** The arguments that are options of the driver's method; `session` resolved. */
  options(...without: string[]): Row;
}

type Handler = (call: Call) => Promise<unknown> | unknown;

const collection = (call: Call) => call.target as Collection<Row>;
const db = (call: Call) => call.target as Db;
const session = (call: Call) => call.target as ClientSession;

/** One request of a bulk write: the driver wants the same names, with options beside. */
function bulkRequest(request: Row): Row {
  const [name, fields] = Object.entries(request)[0] as [string, Row];
  return { [name]: fields };
}

/** Takes out what this driver adds to the results that the format describes. */
function clientBulkResult(result: unknown): unknown {
  const { updateResults, ...rest } = result as Row & { updateResults?: Map<number, Row> };
  if (!updateResults) return result;
  const cleaned = [...updateResults].map(([index, { didUpsert: _, ...update }]) => [index, update] as const);
  return { ...(result as Row), ...rest, updateResults: new Map(cleaned) };
}

function clientBulkModel(model: Row): Row {
  const [name, { namespace, ...fields }] = Object.entries(model)[0] as [string, Row];
  return { name, namespace, ...fields };
}

const COLLECTION: Record<string, Handler> = {
  aggregate: (call) =>
    collection(call)
      .aggregate(call.args.pipeline as Row[], call.options('pipeline'))
      .toArray(),
  bulkWrite: (call) =>
    collection(call).bulkWrite(
      (call.args.requests as Row[]).map(bulkRequest) as never,
      call.options('requests'),
    ),
  countDocuments: (call) => collection(call).countDocuments(call.args.filter as Row, call.options('filter')),
  count: (call) => collection(call).count(call.args.filter as Row, call.options('filter')),
  createIndex: (call) => collection(call).createIndex(call.args.keys as never, call.options('keys')),
  createFindCursor: async (call) => {
    const cursor = collection(call).find(call.args.filter as Row, call.options('filter'));
    await cursor.hasNext();
    return cursor;
  },
  deleteMany: (call) => collection(call).deleteMany(call.args.filter as Row, call.options('filter')),
  deleteOne: (call) => collection(call).deleteOne(call.args.filter as Row, call.options('filter')),
  distinct: (call) =>
    collection(call).distinct(
      call.args.fieldName as string,
      call.args.filter as Row,
      call.options('fieldName', 'filter'),
    ),
  drop: (call) => collection(call).drop(call.options()),
  dropIndex: (call) => collection(call).dropIndex(call.args.name as string, call.options('name')),
  dropIndexes: (call) => collection(call).dropIndexes(call.options()),
  estimatedDocumentCount: (call) => collection(call).estimatedDocumentCount(call.options()),
  find: (call) =>
    collection(call)
      .find(call.args.filter as Row, call.options('filter'))
      .toArray(),
  findOne: (call) => collection(call).findOne(call.args.filter as Row, call.options('filter')),
  findOneAndDelete: (call) =>
    collection(call).findOneAndDelete(call.args.filter as Row, call.options('filter')),
  findOneAndReplace: (call) =>
    collection(call).findOneAndReplace(
      call.args.filter as Row,
      call.args.replacement as Row,
      afterOption(call.options('filter', 'replacement')),
    ),
  findOneAndUpdate: (call) =>
    collection(call).findOneAndUpdate(
      call.args.filter as Row,
      call.args.update as Row,
      afterOption(call.options('filter', 'update')),
    ),
  insertMany: (call) => collection(call).insertMany(call.args.documents as Row[], call.options('documents')),
  insertOne: (call) => collection(call).insertOne(call.args.document as Row, call.options('document')),
  listIndexes: (call) => collection(call).listIndexes(call.options()).toArray(),
  listIndexNames: async (call) => {
    const indexes = await collection(call).listIndexes(call.options()).toArray();
    return indexes.map(({ name }) => String(name));
  },
  rename: (call) => collection(call).rename(call.args.to as string, call.options('to')),
  replaceOne: (call) =>
    collection(call).replaceOne(
      call.args.filter as Row,
      call.args.replacement as Row,
      call.options('filter', 'replacement'),
    ),
  updateMany: (call) =>
    collection(call).updateMany(
      call.args.filter as Row,
      call.args.update as Row,
      call.options('filter', 'update'),
    ),
  updateOne: (call) =>
    collection(call).updateOne(
      call.args.filter as Row,
      call.args.update as Row,
      call.options('filter', 'update'),
    ),
};

function afterOption(options: Row): Row {
  const { returnDocument, ...rest } = options;
  return returnDocument ? { ...rest, returnDocument: String(returnDocument).toLowerCase() } : rest;
}

const DATABASE: Record<string, Handler> = {
  aggregate: (call) =>
    db(call)
      .aggregate(call.args.pipeline as Row[], call.options('pipeline'))
      .toArray(),
  createCollection: (call) =>
    db(call).createCollection(call.args.collection as string, call.options('collection')),
  dropCollection: (call) =>
    db(call).dropCollection(call.args.collection as string, call.options('collection')),
  listCollections: (call) =>
    db(call)
      .listCollections(call.args.filter as Row, call.options('filter'))
      .toArray(),
  listCollectionNames: async (call) => {
    const rows = await db(call)
      .listCollections(call.args.filter as Row, { nameOnly: true, ...call.options('filter') })
      .toArray();
    return rows.map(({ name }) => name);
  },
  modifyCollection: (call) =>
    db(call).command({ collMod: call.args.collection, ...call.options('collection') }),
  runCommand: (call) => db(call).command(call.args.command as Row, call.options('command', 'commandName')),
};

const CLIENT: Record<string, Handler> = {
  clientBulkWrite: async (call) =>
    clientBulkResult(
      await (call.target as MongoClient).bulkWrite(
        (call.args.models as Row[]).map(clientBulkModel) as never,
        call.options('models'),
      ),
    ),
  listDatabases: async (call) =>
    (await (call.target as MongoClient).db('admin').admin().listDatabases(call.options())).databases,
  listDatabaseNames: async (call) =>
    (
      await (call.target as MongoClient)
        .db('admin')
        .admin()
        .listDatabases({ nameOnly: true, ...call.options() })
    ).databases.map(({ name }) => name),
};

const SESSION: Record<string, Handler> = {
  startTransaction: (call) => session(call).startTransaction(call.options() as TransactionOptions),
  commitTransaction: (call) => session(call).commitTransaction(call.options()),
  abortTransaction: (call) => session(call).abortTransaction(call.options()),
  endSession: (call) => session(call).endSession(),
  getSnapshotTime: (call) => (session(call) as unknown as Row).snapshotTime,
  withTransaction: async (call) => {
    const { callback, ...options } = call.args as { callback: Operation[] };
    await session(call).withTransaction(async () => {
      for (const operation of callback) await runOperation(operation, call.entities, true);
    }, options as TransactionOptions);
  },
};

const ITERATORS: Record<string, Handler> = {
  iterateUntilDocumentOrError: async (call) => {
    const next: unknown = await (call.target as FindCursor | ChangeStream).next();
    return next;
  },
  iterateOnce: (call) => (call.target as FindCursor | ChangeStream).tryNext(),
  close: (call) => (call.target as { close(): Promise<void> }).close(),
};

async function openChangeStream(call: Call): Promise<unknown> {
  const target = call.target as MongoClient;
  const stream = target.watch(call.args.pipeline as Row[], call.options('pipeline'));
  // the driver opens the cursor with the first read, the format with this operation
  const { cursor } = stream as unknown as { cursor: { cursorInit(): Promise<void> } };
  await cursor.cursorInit();
  return stream;
}

/** @throws Error that says so when the driver lacks the operation */
function handlerFor(operation: Operation, target: unknown): Handler {
  const { name } = operation;
  if (name === 'createChangeStream') return openChangeStream;
  if (target && ITERATORS[name] && typeof target === 'object' && 'tryNext' in target) return ITERATORS[name];
  const kinds: [string, Record<string, Handler>][] = [
    ['countDocuments', COLLECTION],
    ['createCollection', DATABASE],
    ['commitTransaction', SESSION],
    ['bulkWrite', CLIENT],
  ];
  for (const [method, handlers] of kinds) {
    if (typeof target === 'object' && target !== null && method in target && handlers[name])
      return handlers[name];
  }
  if (name === 'close') return ITERATORS.close!;
  throw new Unsupported(`the runner has no operation ${name} on ${operation.object}`);
}

export class Unsupported extends Error {}

function makeCall(entities: Entities, target: unknown, given: Row | undefined): Call {
  const args = given ?? {};
  return {
    entities,
    target,
    args,
    options: (...without) => {
      const rest = Object.fromEntries(Object.entries(args).filter(([name]) => !without.includes(name)));
      const options = driverOptions(rest);
      if (typeof options.session === 'string') options.session = entities.session(options.session);
      return options;
    },
  };
}

type TestRunner = (operation: Operation, entities: Entities) => Promise<void>;

let testRunner: TestRunner | undefined;

/** Tells how the operations of the `testRunner` object are done. */
export function setTestRunner(run: TestRunner): void {
  testRunner = run;
}

/**
 * Runs one operation and holds its result or error against what is expected.
 * @param rethrow an expected error is thrown on, as the callback of `withTransaction` must
 * @throws Mismatch
 */
export async function runOperation(operation: Operation, entities: Entities, rethrow = false): Promise<void> {
  if (operation.object === 'testRunner') {
    await testRunner!(operation, entities);
    return;
  }
  const target = entities.get(operation.object);
  const handler = handlerFor(operation, target);
  let result: unknown;
  try {
    result = await handler(makeCall(entities, target, operation.arguments));
  } catch (error) {
    if (error instanceof Unsupported || error instanceof Mismatch || operation.ignoreResultAndError) {
      if (operation.ignoreResultAndError) return;
      throw error;
    }
    if (!operation.expectError) throw error;
    checkError(operation.expectError, error as Row, entities);
    if (rethrow) throw error;
    return;
  }
  if (operation.ignoreResultAndError) return;
  if (operation.expectError) throw new Mismatch(`${operation.name} should have failed`);
  if (operation.expectResult !== undefined) match(operation.expectResult, result, entities, operation.name);
  if (operation.saveResultAsEntity) entities.values.set(operation.saveResultAsEntity, result);
}

function checkError(expected: Row, error: Row, entities: Entities): void {
  const problem = errorProblem(expected, error);
  if (problem) throw new Mismatch(`${problem}; the error was: ${String(error.message)}`);
  if (expected.expectResult !== undefined) {
    match(expected.expectResult, partialResultOf(error), entities, 'error result');
  }
  if (expected.errorResponse) match(expected.errorResponse, responseOf(error), entities, 'error response');
  for (const name of ['writeErrors', 'writeConcernErrors'] as const) {
    if (expected[name]) matchEach(expected[name], error[name], entities, name);
  }
}

/** This driver has no unset partial result: one in which nothing was written stands for it. */
function partialResultOf(error: Row): unknown {
  if (!error.partialResult) return error.result;
  const partial = error.partialResult as Row;
  const counts = ['insertedCount', 'upsertedCount', 'matchedCount', 'modifiedCount', 'deletedCount'];
  return counts.every((name) => partial[name] === 0) ? undefined : clientBulkResult(partial);
}

function responseOf(error: Row): unknown {
  // a client's bulk write fails with an error of the driver's, whose cause is what the server said
  return (error.cause as Row | undefined)?.errorResponse ?? error.errorResponse;
}

/** Errors by index, each of which may have more fields than are expected. */
function matchEach(expected: unknown, actual: unknown, entities: Entities, path: string): void {
  const found = (actual instanceof Map ? Object.fromEntries(actual as Map<number, unknown>) : actual) as Row;
  const names = Object.keys(expected as Row);
  if (Object.keys(found ?? {}).length !== names.length)
    throw new Mismatch(`${path}: expected ${names.length} errors`);
  for (const name of names) match((expected as Row)[name], found[name], entities, `${path}.${name}`);
}

/** An error of the driver's own making, not the server's. */
function isClientError(error: Row): boolean {
  return !/MongoServerError|MongoBulkWriteError|MongoWriteConcernError|MongoClientBulkWriteError/.test(
    String(error.name),
  );
}

function errorProblem(expected: Row, error: Row): string | undefined {
  const labels = ((error.errorLabels as string[]) ?? []).concat(
    ...(((error.cause as Row)?.errorLabels as string[]) ?? []),
  );
  const cause = error.cause as Row | undefined;
  if (expected.isClientError === true && !isClientError(error)) return 'should be an error of the client';
  if (expected.isClientError === false && isClientError(error)) return 'should be an error of the server';
  const text = `${String(error.message)} ${String(cause?.message ?? '')}`.toLowerCase();
  if (expected.errorContains && !text.includes(String(expected.errorContains).toLowerCase())) {
    return `message should contain ${String(expected.errorContains)}`;
  }
  const code = error.code ?? cause?.code ?? (error.errorResponse as Row)?.code;
  if (expected.errorCode !== undefined && Number(code) !== Number(expected.errorCode)) {
    return `code should be ${String(expected.errorCode)}, is ${String(code)}`;
  }
  if (
    expected.errorCodeName !== undefined &&
    (error.codeName ?? (error.errorResponse as Row)?.codeName) !== expected.errorCodeName
  ) {
    return `codeName should be ${String(expected.errorCodeName)}`;
  }
  for (const label of (expected.errorLabelsContain as string[]) ?? [])
    if (!labels.includes(label)) return `lacks label ${label}`;
  for (const label of (expected.errorLabelsOmit as string[]) ?? [])
    if (labels.includes(label)) return `has label ${label}`;
  return undefined;
}
