import { Binary, Double } from 'bson';
import { Cursor } from '../cursors/cursor.js';
import { type Collection, checkName, namespaceOf } from '../engine/catalog.js';
import type { PlainWrite } from '../engine/write-queue.js';
import { CommandError } from '../errors.js';
import { compileFilter } from '../matcher/index.js';
import { spaceKey } from '../storage/keyspace.js';
import { prefixRange } from '../storage/kv.js';
import type { Document } from '../types.js';
import { encode } from '../wire/bson.js';
import type { Reply } from '../wire/reply.js';
import { booleanArg, countArg, documentArg, refuseCollation, stringArg } from './arguments.js';
import { type Command, type CommandContext, ok } from './context.js';
import { DEFAULT_BATCH } from './find.js';
import { collectionInTransaction } from './read-path.js';

const REFUSED_OPTIONS: Readonly<Record<string, string>> = {
  capped: 'capped collections are',
  size: 'capped collections are',
  max: 'capped collections are',
  timeseries: 'time-series collections are',
  viewOn: 'views are',
  pipeline: 'views are',
  validator: 'document validation is',
  validationLevel: 'document validation is',
  validationAction: 'document validation is',
  clusteredIndex: 'clustered collections are',
  encryptedFields: 'queryable encryption is',
  expireAfterSeconds: 'clustered collections are',
  indexOptionDefaults: 'indexOptionDefaults is',
  storageEngine: 'storageEngine is',
};

function refuseOptions(body: Document): void {
  refuseCollation(body);
  for (const [name, feature] of Object.entries(REFUSED_OPTIONS)) {
    const value: unknown = body[name];
    if (value === undefined || value === false) continue;
    throw new CommandError('CommandNotSupported', `${feature} not supported by this server ('${name}')`);
  }
}

/** Whether change streams can tell the whole document before and after a change; undefined when not said. */
export function imagesOption(body: Document): boolean | undefined {
  const images = documentArg(body, 'changeStreamPreAndPostImages');
  if (!images) return undefined;
  const [unknown] = Object.keys(images).filter((name) => name !== 'enabled');
  if (unknown === undefined && typeof images.enabled === 'boolean') return images.enabled;
  throw new CommandError('FailedToParse', 'changeStreamPreAndPostImages takes one field: enabled, a boolean');
}

async function runCreate(context: CommandContext): Promise<Reply> {
  const { engine } = context.host;
  const name = stringArg(context.body, 'create');
  refuseOptions(context.body);
  checkName(context.database, name);
  const keepsImages = imagesOption(context.body) ?? false;
  const exists = () =>
    new CommandError('NamespaceExists', `Collection ${context.database}.${name} already exists.`);
  if (context.transaction) {
    if (collectionInTransaction(context, context.database, name)) throw exists();
    context.transaction.create(context.database, name).keepsImages = keepsImages;
    return ok();
  }
  await engine.queue.submit((write) => {
    const there = engine.catalog.get(context.database, name);
    // creating what is there with the same options succeeds since MongoDB 7
    if (there && there.keepsImages !== keepsImages) throw exists();
    if (!there) engine.ensureCollection(write, context.database, name).keepsImages = keepsImages;
  });
  return ok();
}

function clear(write: PlainWrite, space: number): void {
  const keys: Uint8Array[] = [];
  for (const { key } of write.raw.range(prefixRange(spaceKey(space)))) keys.push(key);
  for (const key of keys) write.kv.remove(key);
}

/** Removes a collection with all that belongs to it. @throws LockWait */
export function dropCollection(context: CommandContext, write: PlainWrite, collection: Collection): void {
  const { engine, cursors } = context.host;
  write.claimCollection(collection);
  clear(write, collection.space);
  for (const index of collection.indexes) clear(write, index.space);
  engine.catalog.remove(collection);
  engine.catalog.noteRemoved(collection, engine.locks.sequence + 1);
  write.onUndo(() => engine.catalog.add(collection));
  write.recordCatalog({ operation: 'drop', database: collection.database, collection: collection.name });
  const namespace = namespaceOf(collection);
  write.onCommit(() => cursors.killWhere((cursor) => cursor.namespace === namespace && !cursor.awaitData));
}

async function runDrop(context: CommandContext): Promise<Reply> {
  const { engine } = context.host;
  const name = stringArg(context.body, 'drop');
  const collection = engine.catalog.get(context.database, name);
  if (!collection) return ok({ ns: `${context.database}.${name}` });
  const nIndexesWas = collection.indexes.length + 1;
  await engine.queue.submit(
    (write) => {
      const current = engine.catalog.get(context.database, name);
      if (current) dropCollection(context, write, current);
    },
    { maxTimeMs: context.maxTimeMs },
  );
  return ok({ nIndexesWas, ns: `${context.database}.${name}` });
}

async function runDropDatabase(context: CommandContext): Promise<Reply> {
  const { engine } = context.host;
  const dropped = await engine.queue.submit((write) => {
    const collections = engine.catalog.collections(context.database);
    for (const collection of collections) dropCollection(context, write, collection);
    if (collections.length > 0)
      write.recordCatalog({ operation: 'dropDatabase', database: context.database });
    return collections.length > 0;
  });
  return ok(dropped ? { dropped: context.database } : {});
}

function splitNamespace(namespace: string): { database: string; name: string } {
  const dot = namespace.indexOf('.');
  const [database, name] = [namespace.slice(0, dot), namespace.slice(dot + 1)];
  checkName(database, name);
  return { database, name };
}

async function runRename(context: CommandContext): Promise<Reply> {
  const { engine } = context.host;
  const from = splitNamespace(stringArg(context.body, 'renameCollection'));
  const to = splitNamespace(stringArg(context.body, 'to'));
  await engine.queue.submit((write) => {
    const collection = engine.collection(from.database, from.name);
    const target = engine.catalog.get(to.database, to.name);
    if (target === collection)
      throw new CommandError('IllegalOperation', "Can't rename a collection to itself");
    if (target && !booleanArg(context.body, 'dropTarget')) {
      throw new CommandError('NamespaceExists', 'target namespace exists');
    }
    write.claimCollection(collection);
    engine.catalog.noteRemoved(collection, engine.locks.sequence + 1);
    if (target) dropCollection(context, write, target);
    move(context, write, collection, to);
    write.recordCatalog({
      operation: 'rename',
      database: from.database,
      collection: from.name,
      uuid: collection.uuid,
      to: { database: to.database, collection: to.name },
      ...(target && { detail: { dropTarget: target.uuid } }),
    });
  });
  return ok();
}

function move(
  context: CommandContext,
  write: PlainWrite,
  collection: Collection,
  to: { database: string; name: string },
): void {
  const { catalog } = context.host.engine;
  const from = { database: collection.database, name: collection.name };
  const place = (where: { database: string; name: string }) => {
    catalog.remove(collection);
    Object.assign(collection, where);
    catalog.add(collection);
  };
  place(to);
  write.onUndo(() => place(from));
}

function describeCollection(collection: Collection, nameOnly: boolean): Document {
  const base = { name: collection.name, type: 'collection' };
  if (nameOnly) return base;
  return {
    ...base,
    options: collection.keepsImages ? { changeStreamPreAndPostImages: { enabled: true } } : {},
    info: { readOnly: false, uuid: new Binary(collection.uuid.id, Binary.SUBTYPE_UUID) },
    idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
  };
}

/** Answers with a cursor over documents made up for the occasion. */
export async function listReply(
  context: CommandContext,
  namespace: string,
  rows: readonly Document[],
): Promise<Reply> {
  const size = countArg(documentArg(context.body, 'cursor') ?? {}, 'batchSize', DEFAULT_BATCH);
  const documents = rows.map(encode)[Symbol.iterator]();
  const cursor = new Cursor(namespace, { documents, close: () => undefined }, false, context.session?.key);
  return { body: {}, batch: await context.host.cursors.first(cursor, size, false) };
}

async function runListCollections(context: CommandContext): Promise<Reply> {
  const { body, database } = context;
  const matcher = compileFilter(documentArg(body, 'filter') ?? {});
  const rows = context.host.engine.catalog
    .collections(database)
    .map((collection) => ({ full: describeCollection(collection, false), collection }))
    .filter(({ full }) => matcher.matches(full))
    .map(({ collection }) => describeCollection(collection, booleanArg(body, 'nameOnly')));
  return listReply(context, `${database}.$cmd.listCollections`, rows);
}

function sizeOf(context: CommandContext, collection: Collection): number {
  let bytes = 0;
  for (const { value } of context.host.engine.store.current.range(prefixRange(spaceKey(collection.space)))) {
    bytes += value.length;
  }
  return bytes;
}

function runListDatabases(context: CommandContext): Reply {
  const { body, host } = context;
  const { catalog } = host.engine;
  const matcher = compileFilter(documentArg(body, 'filter') ?? {});
  const nameOnly = booleanArg(body, 'nameOnly');
  const databases = catalog
    .databases()
    .map((name) => {
      if (nameOnly) return { name };
      const sizeOnDisk = catalog.collections(name).reduce((sum, one) => sum + sizeOf(context, one), 0);
      return { name, sizeOnDisk: new Double(sizeOnDisk), empty: sizeOnDisk === 0 };
    })
    .filter((row) => matcher.matches(row));
  if (nameOnly) return ok({ databases });
  const totalSize = databases.reduce(
    (sum, row) => sum + ('sizeOnDisk' in row ? row.sizeOnDisk!.value : 0),
    0,
  );
  return ok({ databases, totalSize: new Double(totalSize) });
}

export const create: Command = {
  run: runCreate,
  fields: [
    'collation',
    'autoIndexId',
    'idIndex',
    'changeStreamPreAndPostImages',
    ...Object.keys(REFUSED_OPTIONS),
  ],
  inTransaction: true,
  writes: true,
};
export const drop: Command = { run: runDrop, fields: [], writes: true };
export const dropDatabase: Command = { run: runDropDatabase, fields: [], writes: true };
export const renameCollection: Command = {
  run: runRename,
  fields: ['to', 'dropTarget'],
  writes: true,
  adminOnly: true,
};
export const listCollections: Command = {
  run: runListCollections,
  fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
};
export const listDatabases: Command = {
  run: runListDatabases,
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  adminOnly: true,
};
