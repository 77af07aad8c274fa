import { bindingsOf, scopeOf } from '../aggregate/expression/scope.js';
import { compileExpression, type PipelineWrite } from '../aggregate/index.js';
import type { Collection } from '../engine/catalog.js';
import { type Found, prepareQuery, runQuery } from '../engine/query.js';
import { deleteRecord, updateRecord } from '../engine/records.js';
import { CommandError } from '../errors.js';
import { spaceKey } from '../storage/keyspace.js';
import { prefixRange } from '../storage/kv.js';
import { type Document, isDocument, own } from '../types.js';
import { compileUpdate } from '../updater/index.js';
import { decode, encode } from '../wire/bson.js';
import type { CommandContext } from './context.js';
import { insertOne } from './insert.js';
import { storedFrom } from './modify.js';
import { variablesOf } from './variables.js';
import type { WriteScope } from './write-path.js';

type Merge = Extract<PipelineWrite, { kind: 'merge' }>;

/** `$out`: the collection holds the results and nothing else; its indexes stay. */
function replaceAll(scope: WriteScope, database: string, name: string, documents: Uint8Array[]): void {
  const collection = scope.ensure(database, name);
  const old: Found[] = [];
  for (const { value } of scope.write.kv.range(prefixRange(spaceKey(collection.space)))) {
    old.push({ bytes: value, document: decode(value) });
  }
  for (const found of old) deleteRecord(scope.write, collection, storedFrom(found));
  for (const bytes of documents) insertOne(scope, database, name, bytes);
}

function checkUniqueOn(collection: Collection, on: readonly string[]): void {
  if (on.length === 1 && on[0] === '_id') return;
  const wanted = [...on].sort().join();
  const fits = collection.indexes.some(
    (index) =>
      index.unique && !index.partialFilter && !index.sparse && [...index.paths].sort().join() === wanted,
  );
  if (fits) return;
  throw new CommandError('Location51183', 'Cannot find index to verify that join fields will be unique');
}

function merged(context: CommandContext, merge: Merge, existing: Document, document: Document): Document {
  if (merge.whenMatched === 'replace') return { ...document, _id: own(existing, '_id') };
  if (merge.whenMatched === 'merge') return { ...existing, ...document, _id: own(existing, '_id') };
  const now = new Date();
  const outer = variablesOf(context.body, now) ?? {};
  const variables = { ...outer, ...boundBy(merge, document, outer, now) };
  return compileUpdate(merge.whenMatched as Document[], { variables }).apply(existing);
}

// `let` is evaluated on the document that is merged; without it that document is `$$new`.
function boundBy(
  merge: Merge,
  document: Document,
  outer: Readonly<Record<string, unknown>>,
  now: Date,
): Record<string, unknown> {
  if (!merge.variables) return { new: document };
  const scope = scopeOf(document, now, bindingsOf(outer));
  const names = Object.keys(outer);
  return Object.fromEntries(
    Object.entries(merge.variables).map(([name, expression]) => [
      name,
      compileExpression(expression, names)(scope),
    ]),
  );
}

/** The value by which `$merge` looks a document up. @throws CommandError where it has none that identifies */
function keyAt(document: Document, path: string): unknown {
  let value: unknown = document;
  for (const part of path.split('.')) value = isDocument(value) ? own(value, part) : undefined;
  const identifies = value !== undefined && value !== null && !Array.isArray(value);
  if (identifies || path === '_id') return value ?? null;
  throw new CommandError(
    'Location51132',
    `$merge write error: 'on' field '${path}' cannot be missing, null, undefined or an array`,
  );
}

function mergeOne(
  context: CommandContext,
  scope: WriteScope,
  merge: Merge,
  target: { database: string; name: string },
  bytes: Uint8Array,
): void {
  const collection = scope.ensure(target.database, target.name);
  const document = decode(bytes);
  const filter = Object.fromEntries(merge.on.map((path) => [path, keyAt(document, path)]));
  const [existing] = [...runQuery(scope.write.kv, prepareQuery(collection, { filter, limit: 1 }))];
  if (!existing) {
    if (merge.whenNotMatched === 'insert') insertOne(scope, target.database, target.name, bytes);
    if (merge.whenNotMatched === 'fail') {
      throw new CommandError(
        'MergeStageNoMatchingDocument',
        '$merge could not find a matching document in the target collection for at least one document in the source collection',
      );
    }
    return;
  }
  if (merge.whenMatched === 'keepExisting') return;
  if (merge.whenMatched === 'fail') {
    throw new CommandError(
      'DuplicateKey',
      `E11000 duplicate key error collection: ${target.database}.${target.name} dup key: ${JSON.stringify(filter)}`,
      { keyPattern: Object.fromEntries(merge.on.map((path) => [path, 1])), keyValue: filter },
    );
  }
  const after = merged(context, merge, existing.document, document);
  updateRecord(scope.write, collection, storedFrom(existing), {
    bytes: encode(after),
    document: after,
    replacement: merge.whenMatched === 'replace',
  });
}

/** Writes a pipeline's results where its last stage says. */
export function writePipelineResults(
  context: CommandContext,
  scope: WriteScope,
  write: PipelineWrite,
  documents: Uint8Array[],
): void {
  const target = { database: write.into.db ?? context.database, name: write.into.collection };
  if (write.kind === 'out') {
    replaceAll(scope, target.database, target.name, documents);
    return;
  }
  checkUniqueOn(scope.ensure(target.database, target.name), write.on);
  for (const bytes of documents) mergeOne(context, scope, write, target, bytes);
}
