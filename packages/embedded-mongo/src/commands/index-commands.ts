import { equalValues } from '../bsonkey/index.js';
import type { Collection } from '../engine/catalog.js';
import { describeIndex, type Index, parseIndexSpec } from '../engine/index-spec.js';
import { buildIndex, type StoredDocument } from '../engine/records.js';
import type { PlainWrite } from '../engine/write-queue.js';
import { CommandError } from '../errors.js';
import { spaceKey } from '../storage/keyspace.js';
import { type KvReader, prefixRange } from '../storage/kv.js';
import { type Document, isDocument, own } from '../types.js';
import { decode } from '../wire/bson.js';
import type { Reply } from '../wire/reply.js';
import { documentsArg, stringArg } from './arguments.js';
import { listReply } from './catalog-commands.js';
import { type Command, type CommandContext, ok } from './context.js';
import { collectionInTransaction } from './read-path.js';

const ID_INDEX: Document = { v: 2, key: { _id: 1 }, name: '_id_' };

function isIdKey(key: unknown): boolean {
  return isDocument(key) && Object.keys(key).join() === '_id';
}

function* storedDocuments(kv: KvReader, collection: Collection): Iterable<StoredDocument> {
  for (const { value } of kv.range(prefixRange(spaceKey(collection.space)))) {
    const document = decode(value);
    yield { id: own(document, '_id'), bytes: value, document };
  }
}

function sameKey(a: Index, b: Index): boolean {
  return a.paths.join('\0') === b.paths.join('\0') && a.directions.join() === b.directions.join();
}

function sameOptions(a: Index, b: Index): boolean {
  return (
    a.unique === b.unique &&
    a.sparse === b.sparse &&
    a.expireAfterSeconds === b.expireAfterSeconds &&
    equalValues(a.partialFilter ?? null, b.partialFilter ?? null)
  );
}

/** True when the index is there already; throws when another is in its way. */
function isKnown(collection: Collection, index: Index): boolean {
  for (const known of collection.indexes) {
    const sameName = known.name === index.name;
    if (sameKey(known, index)) {
      if (sameName && sameOptions(known, index)) return true;
      if (sameName) {
        throw new CommandError(
          'IndexKeySpecsConflict',
          `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(describeIndex(index))}, existing index: ${JSON.stringify(describeIndex(known))}`,
        );
      }
      if (equalValues(known.partialFilter ?? null, index.partialFilter ?? null)) {
        throw new CommandError(
          'IndexOptionsConflict',
          `Index already exists with a different name: ${known.name}`,
        );
      }
    } else if (sameName) {
      throw new CommandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. Requested index: ${JSON.stringify(describeIndex(index))}, existing index: ${JSON.stringify(describeIndex(known))}`,
      );
    }
  }
  return false;
}

function addIndexes(context: CommandContext, write: PlainWrite, name: string, specs: Document[]): Document {
  const { engine } = context.host;
  const createdCollectionAutomatically = engine.catalog.get(context.database, name) === undefined;
  const collection = engine.ensureCollection(write, context.database, name);
  const before = collection.indexes.length + 1;
  for (const spec of specs) {
    if (isIdKey(spec.key)) continue;
    const index = parseIndexSpec(spec, engine.catalog.takeSpace(), engine.locks.sequence + 1);
    if (isKnown(collection, index)) continue;
    write.claimCollection(collection);
    buildIndex(write, collection, index, storedDocuments(write.raw, collection));
    collection.indexes.push(index);
    write.onUndo(() => collection.indexes.splice(collection.indexes.indexOf(index), 1));
    write.touch(collection);
    write.recordCatalog({
      operation: 'createIndexes',
      database: context.database,
      collection: name,
      uuid: collection.uuid,
      detail: { indexes: [describeIndex(index)] },
    });
  }
  const after = collection.indexes.length + 1;
  return {
    numIndexesBefore: before,
    numIndexesAfter: after,
    createdCollectionAutomatically,
    ...(before === after && { note: 'all indexes already exist' }),
  };
}

/** Inside of a transaction only a collection that it has made itself can be given indexes. */
function addInTransaction(context: CommandContext, name: string, specs: Document[]): Document {
  const transaction = context.transaction!;
  const { catalog } = context.host.engine;
  const known = collectionInTransaction(context, context.database, name);
  if (known && transaction.created.get(`${context.database}.${name}`) !== known) {
    throw new CommandError(
      'OperationNotSupportedInTransaction',
      `Cannot create new indexes on existing collection ${context.database}.${name} in a multi-document transaction.`,
    );
  }
  const collection = known ?? transaction.create(context.database, name);
  const before = collection.indexes.length + 1;
  for (const spec of specs) {
    if (isIdKey(spec.key)) continue;
    const index = parseIndexSpec(spec, catalog.takeSpace(), 0);
    if (isKnown(collection, index)) continue;
    buildIndex(transaction, collection, index, storedDocuments(transaction, collection));
    collection.indexes.push(index);
  }
  return {
    numIndexesBefore: before,
    numIndexesAfter: collection.indexes.length + 1,
    createdCollectionAutomatically: known === undefined,
  };
}

async function runCreateIndexes(context: CommandContext): Promise<Reply> {
  const name = stringArg(context.body, 'createIndexes');
  const specs = documentsArg(context.body, 'indexes') ?? [];
  if (specs.length === 0) throw new CommandError('BadValue', 'Must specify at least one index to create');
  if (context.transaction) return ok(addInTransaction(context, name, specs));
  const body = await context.host.engine.queue.submit((write) => addIndexes(context, write, name, specs), {
    maxTimeMs: context.maxTimeMs,
  });
  return ok(body);
}

function selectIndexes(collection: Collection, wanted: unknown): Index[] {
  if (wanted === '*') return [...collection.indexes];
  if (Array.isArray(wanted)) return wanted.flatMap((one) => selectIndexes(collection, one));
  if (wanted === '_id_' || isIdKey(wanted)) throw new CommandError('InvalidOptions', 'cannot drop _id index');
  const found = collection.indexes.filter((index) =>
    typeof wanted === 'string' ? index.name === wanted : equalValues(index.key, wanted),
  );
  if (found.length > 0) return found;
  const shown = typeof wanted === 'string' ? `name [${wanted}]` : `key: ${JSON.stringify(wanted)}`;
  throw new CommandError('IndexNotFound', `index not found with ${shown}`);
}

function dropIndex(write: PlainWrite, collection: Collection, index: Index): void {
  const keys: Uint8Array[] = [];
  for (const { key } of write.raw.range(prefixRange(spaceKey(index.space)))) keys.push(key);
  for (const key of keys) write.kv.remove(key);
  const at = collection.indexes.indexOf(index);
  collection.indexes.splice(at, 1);
  write.onUndo(() => collection.indexes.splice(at, 0, index));
  write.touch(collection);
  write.recordCatalog({
    operation: 'dropIndexes',
    database: collection.database,
    collection: collection.name,
    uuid: collection.uuid,
    detail: { indexes: [describeIndex(index)] },
  });
}

async function runDropIndexes(context: CommandContext): Promise<Reply> {
  const { engine } = context.host;
  const name = stringArg(context.body, context.name);
  const nIndexesWas = await engine.queue.submit((write) => {
    const collection = engine.collection(context.database, name);
    write.claimCollection(collection);
    const before = collection.indexes.length + 1;
    for (const index of selectIndexes(collection, context.body.index)) dropIndex(write, collection, index);
    return before;
  });
  return ok({ nIndexesWas });
}

async function runListIndexes(context: CommandContext): Promise<Reply> {
  const name = stringArg(context.body, 'listIndexes');
  const collection = context.host.engine.collection(context.database, name);
  const rows = [ID_INDEX, ...collection.indexes.map(describeIndex)];
  return listReply(context, `${context.database}.${name}`, rows);
}

export const createIndexes: Command = {
  run: runCreateIndexes,
  fields: ['indexes', 'commitQuorum'],
  inTransaction: true,
  writes: true,
};
export const dropIndexes: Command = { run: runDropIndexes, fields: ['index'], writes: true };
export const listIndexes: Command = { run: runListIndexes, fields: ['cursor'] };
