import { Double, Int32 } from 'bson';
import { equalValues } from '../bsonkey/index.js';
import type { Collection } from '../engine/catalog.js';
import type { Index } from '../engine/index-spec.js';
import type { PlainWrite } from '../engine/write-queue.js';
import { CommandError } from '../errors.js';
import { isNumber, toDouble } from '../numbers/exact.js';
import { spaceKey } from '../storage/keyspace.js';
import { prefixRange } from '../storage/kv.js';
import type { Document } from '../types.js';
import type { Reply } from '../wire/reply.js';
import { booleanArg, documentArg, stringArg } from './arguments.js';
import { imagesOption } from './catalog-commands.js';
import { type Command, type CommandContext, ok } from './context.js';

function indexToChange(indexes: readonly Index[], change: Document): Index {
  const found = indexes.find((index) =>
    typeof change.name === 'string' ? index.name === change.name : equalValues(index.key, change.keyPattern),
  );
  if (!found) throw new CommandError('IndexNotFound', 'cannot find the index to modify');
  return found;
}

function changeIndex(write: PlainWrite, index: Index, change: Document): Document {
  const before = { expireAfterSeconds: index.expireAfterSeconds, hidden: index.hidden };
  write.onUndo(() => Object.assign(index, before));
  const answer: Document = {};
  if (isNumber(change.expireAfterSeconds)) {
    if (index.paths.length !== 1) {
      throw new CommandError('InvalidOptions', 'TTL indexes are single-field indexes');
    }
    index.expireAfterSeconds = toDouble(change.expireAfterSeconds);
    if (before.expireAfterSeconds !== undefined) answer.expireAfterSeconds_old = before.expireAfterSeconds;
    answer.expireAfterSeconds_new = index.expireAfterSeconds;
  }
  if (change.hidden !== undefined) {
    index.hidden = booleanArg(change, 'hidden');
    Object.assign(answer, { hidden_old: before.hidden, hidden_new: index.hidden });
  }
  return answer;
}

function changeImages(write: PlainWrite, collection: Collection, keepsImages: boolean): void {
  const before = collection.keepsImages;
  write.onUndo(() => {
    collection.keepsImages = before;
  });
  collection.keepsImages = keepsImages;
}

/** Changes an index's expiry or visibility, or whether images are kept; any other field is unknown, so refused. */
async function runCollMod(context: CommandContext): Promise<Reply> {
  const { engine } = context.host;
  const name = stringArg(context.body, 'collMod');
  const change = documentArg(context.body, 'index');
  const images = imagesOption(context.body);
  const reply = await engine.queue.submit((write) => {
    const collection = engine.collection(context.database, name);
    const answer = change ? changeIndex(write, indexToChange(collection.indexes, change), change) : {};
    if (images !== undefined) changeImages(write, collection, images);
    write.touch(collection);
    write.recordCatalog({
      operation: 'modify',
      database: context.database,
      collection: name,
      uuid: collection.uuid,
      ...(change && { detail: { index: change } }),
    });
    return answer;
  });
  return ok(reply);
}

function sizes(context: CommandContext, space: number): { count: number; bytes: number } {
  let count = 0;
  let bytes = 0;
  for (const { key, value } of context.host.engine.store.current.range(prefixRange(spaceKey(space)))) {
    count++;
    bytes += key.length + value.length;
  }
  return { count, bytes };
}

function runCollStats(context: CommandContext): Reply {
  const name = stringArg(context.body, 'collStats');
  const collection = context.host.engine.catalog.get(context.database, name);
  const { count, bytes } = collection ? sizes(context, collection.space) : { count: 0, bytes: 0 };
  const indexes = (collection?.indexes ?? []).map(
    (index) => [index.name, sizes(context, index.space).bytes] as const,
  );
  return ok({
    ns: `${context.database}.${name}`,
    size: new Double(bytes),
    count: new Int32(count),
    avgObjSize: new Double(count === 0 ? 0 : bytes / count),
    storageSize: new Double(bytes),
    nindexes: new Int32(collection ? indexes.length + 1 : 0),
    totalIndexSize: new Double(indexes.reduce((sum, [, size]) => sum + size, 0)),
    indexSizes: Object.fromEntries(indexes.map(([index, size]) => [index, new Double(size)])),
    capped: false,
  });
}

function runDbStats(context: CommandContext): Reply {
  const collections = context.host.engine.catalog.collections(context.database);
  const totals = collections.map((collection) => sizes(context, collection.space));
  return ok({
    db: context.database,
    collections: new Int32(collections.length),
    objects: new Double(totals.reduce((sum, { count }) => sum + count, 0)),
    dataSize: new Double(totals.reduce((sum, { bytes }) => sum + bytes, 0)),
    indexes: new Int32(collections.reduce((sum, { indexes }) => sum + indexes.length + 1, 0)),
  });
}

export const collMod: Command = {
  run: runCollMod,
  fields: ['index', 'changeStreamPreAndPostImages'],
  writes: true,
};
export const collStats: Command = { run: runCollStats, fields: [] };
export const dbStats: Command = { run: runDbStats, fields: [] };
