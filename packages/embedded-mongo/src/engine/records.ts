import { encodeValue } from '../bsonkey/index.js';
import { CommandError } from '../errors.js';
import { idKeyOf, indexKeyOf, isShortened, isShortenedId, spaceKey } from '../storage/keyspace.js';
import { joinKey, type KvReader, type KvWriter } from '../storage/kv.js';
import { type Document, isDocument, own } from '../types.js';
import { type Collection, namespaceOf } from './catalog.js';
import { indexKeys } from './index-keys.js';
import type { Index } from './index-spec.js';

/** What happened to one document; goes to the oplog. */
export interface Change {
  readonly operation: 'insert' | 'update' | 'delete';
  readonly collection: Collection;
  readonly id: unknown;
  readonly before?: Document;
  readonly after?: Document;
  readonly afterBytes?: Uint8Array;
  /** True when the update replaced the whole document. */
  readonly replacement?: boolean;
}

/** What a write needs around it. */
export interface WriteContext {
  readonly kv: KvWriter;
  record(change: Change): void;
  /** A path met its first array, or a key was shortened: the catalog's row changes with this commit. */
  touch(collection: Collection): void;
}

/** A document as it is stored. */
export interface StoredDocument {
  readonly id: unknown;
  readonly bytes: Uint8Array;
  readonly document: Document;
}

export function documentKey(collection: Collection, id: unknown): Uint8Array {
  return joinKey(spaceKey(collection.space), idKeyOf(encodeValue(id)));
}

/** MongoDB's limit, which also keeps recursion over documents within the stack. */
const DEEPEST = 200;

function checkDepth(value: unknown, depth = 1): void {
  if (depth > DEEPEST) {
    throw new CommandError('Overflow', `Document exceeds maximum nested object depth: ${DEEPEST}`);
  }
  if (Array.isArray(value)) for (const item of value as unknown[]) checkDepth(item, depth + 1);
  else if (isDocument(value)) for (const name of Object.keys(value)) checkDepth(value[name], depth + 1);
}

function checkId(id: unknown): void {
  if (Array.isArray(id)) throw new CommandError('InvalidIdField', "The '_id' value cannot be of type array");
  if (id === undefined)
    throw new CommandError('InvalidIdField', "The '_id' value cannot be of type undefined");
  if (typeof id === 'object' && id !== null && '_bsontype' in id && id._bsontype === 'BSONRegExp') {
    throw new CommandError('InvalidIdField', "The '_id' value cannot be of type regex");
  }
  refuseDollar(id);
}

/** @throws CommandError for what no `_id` may be */
function refuseDollar(id: unknown): void {
  const dollar = isDocument(id) ? Object.keys(id).find((name) => name.startsWith('$')) : undefined;
  if (dollar === undefined) return;
  throw new CommandError(
    'DollarPrefixedFieldName',
    `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`,
  );
}

function duplicate(collection: Collection, name: string, key: Document, values: Document): CommandError {
  const shown = Object.entries(values)
    .map(([path, value]) => `${path}: ${showValue(value)}`)
    .join(', ');
  return new CommandError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespaceOf(collection)} index: ${name} dup key: { ${shown} }`,
    { keyPattern: key, keyValue: values },
  );
}

function showValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === undefined || value === null) return 'null';
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (typeof value === 'object' && '_bsontype' in value && value._bsontype === 'ObjectId') {
    return `ObjectId('${String(value)}')`;
  }
  return typeof value === 'object' && !('_bsontype' in value) ? JSON.stringify(value) : String(value);
}

/** A plain value at a dotted path, for the duplicate key message; arrays show as they are. */
function valueAt(document: Document, path: string): unknown {
  let value: unknown = document;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null;
    value = own(value, step);
  }
  return value ?? null;
}

function keyValues(index: Index, document: Document): Document {
  return Object.fromEntries(index.paths.map((path) => [path, valueAt(document, path)]));
}

/** One index entry: `key` in the environment, pointing at the document by `idKey`. */
interface IndexEntry {
  readonly index: Index;
  readonly key: Uint8Array;
}

function entriesOf(
  collection: Collection,
  index: Index,
  document: Document,
  idKey: Uint8Array,
  context: Pick<WriteContext, 'touch'>,
): IndexEntry[] {
  const { keys, arrays } = indexKeys(index, document);
  for (const path of arrays) {
    if (index.multikey.has(path)) continue;
    index.multikey.add(path);
    context.touch(collection);
  }
  return keys.map((encoded) => {
    if (!index.shortened && isShortened(encoded)) {
      index.shortened = true;
      context.touch(collection);
    }
    const key = joinKey(spaceKey(index.space), indexKeyOf(encoded), index.unique ? NOTHING : idKey);
    return { index, key };
  });
}

const NOTHING = new Uint8Array(0);

function allEntries(
  collection: Collection,
  document: Document,
  idKey: Uint8Array,
  context: WriteContext,
): Map<string, IndexEntry> {
  const entries = new Map<string, IndexEntry>();
  for (const index of collection.indexes) {
    for (const entry of entriesOf(collection, index, document, idKey, context)) {
      entries.set(Buffer.from(entry.key).toString('latin1'), entry);
    }
  }
  return entries;
}

/** Checks all unique entries before anything is written, so that a refused write leaves no trace. */
function claimEntries(
  context: WriteContext,
  collection: Collection,
  entries: Iterable<IndexEntry>,
  document: Document,
  idKey: Uint8Array,
): void {
  for (const { index, key } of entries) {
    if (!index.unique) continue;
    context.kv.claim(key);
    const holder = context.kv.get(key);
    if (holder && !Buffer.from(holder).equals(idKey)) {
      throw duplicate(collection, index.name, index.key, keyValues(index, document));
    }
  }
}

/**
 * Stores a new document; `bytes` has `_id` first.
 * @throws CommandError DuplicateKey, with nothing written
 */
export function insertRecord(
  context: WriteContext,
  collection: Collection,
  bytes: Uint8Array,
  document: Document,
): void {
  const id = own(document, '_id');
  checkId(id);
  checkDepth(document);
  const key = documentKey(collection, id);
  if (!collection.shortenedIds && isShortenedId(encodeValue(id))) {
    collection.shortenedIds = true;
    context.touch(collection);
  }
  context.kv.claim(key);
  if (context.kv.get(key)) throw duplicate(collection, '_id_', { _id: 1 }, { _id: id });
  const idKey = key.subarray(4);
  const entries = [...allEntries(collection, document, idKey, context).values()];
  claimEntries(context, collection, entries, document, idKey);
  context.kv.put(key, bytes);
  for (const entry of entries) context.kv.put(entry.key, idKey);
  context.record({ operation: 'insert', collection, id, after: document, afterBytes: bytes });
}

/** Replaces a stored document by another with the same `_id`; touches only the index entries that differ. */
export function updateRecord(
  context: WriteContext,
  collection: Collection,
  before: StoredDocument,
  after: { bytes: Uint8Array; document: Document; replacement: boolean },
): void {
  checkDepth(after.document);
  const key = documentKey(collection, before.id);
  context.kv.claim(key);
  const idKey = key.subarray(4);
  const old = allEntries(collection, before.document, idKey, context);
  const fresh = allEntries(collection, after.document, idKey, context);
  const added = [...fresh].filter(([text]) => !old.has(text)).map(([, entry]) => entry);
  const removed = [...old].filter(([text]) => !fresh.has(text)).map(([, entry]) => entry);
  claimEntries(context, collection, added, after.document, idKey);
  claimRemoved(context, removed);
  for (const entry of removed) context.kv.remove(entry.key);
  for (const entry of added) context.kv.put(entry.key, idKey);
  context.kv.put(key, after.bytes);
  context.record({
    operation: 'update',
    collection,
    id: before.id,
    before: before.document,
    after: after.document,
    afterBytes: after.bytes,
    replacement: after.replacement,
  });
}

function claimRemoved(context: WriteContext, removed: readonly IndexEntry[]): void {
  for (const { index, key } of removed) if (index.unique) context.kv.claim(key);
}

export function deleteRecord(context: WriteContext, collection: Collection, record: StoredDocument): void {
  const key = documentKey(collection, record.id);
  context.kv.claim(key);
  const entries = [...allEntries(collection, record.document, key.subarray(4), context).values()];
  claimRemoved(context, entries);
  context.kv.remove(key);
  for (const entry of entries) context.kv.remove(entry.key);
  context.record({ operation: 'delete', collection, id: record.id, before: record.document });
}

/**
 * Fills a new index from the documents that are there.
 * @throws CommandError DuplicateKey; the entries written so far are for the caller to undo
 */
export function buildIndex(
  context: WriteContext,
  collection: Collection,
  index: Index,
  documents: Iterable<StoredDocument>,
): void {
  for (const { id, document } of documents) {
    const idKey = documentKey(collection, id).subarray(4);
    const entries = entriesOf(collection, index, document, idKey, context);
    claimEntries(context, collection, entries, document, idKey);
    for (const entry of entries) context.kv.put(entry.key, idKey);
  }
}

/** The document that an index entry points at. */
export function documentOfEntry(
  kv: KvReader,
  collection: Collection,
  idKey: Uint8Array,
): Uint8Array | undefined {
  return kv.get(joinKey(spaceKey(collection.space), idKey));
}
