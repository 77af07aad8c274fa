import { ObjectId } from 'bson';
import type { Collection } from '../engine/catalog.js';
import { type Found, prepareQuery, type QuerySpec, runQuery } from '../engine/query.js';
import { deleteRecord, insertRecord, type StoredDocument, updateRecord } from '../engine/records.js';
import { CommandError } from '../errors.js';
import { compileFilter, type Matcher } from '../matcher/index.js';
import { type Document, own } from '../types.js';
import { compileUpdate, type Update } from '../updater/index.js';
import { encode } from '../wire/bson.js';
import { MAX_DOCUMENT_BYTES } from '../wire/message.js';
import { withIdFirst } from '../wire/raw-document.js';
import type { CommandContext } from './context.js';
import { usableInTransaction } from './read-path.js';
import type { WriteScope } from './write-path.js';

/** One update, wherever it comes from: update, findAndModify or bulkWrite. */
export interface UpdateStatement {
  readonly filter: Document;
  readonly update: Document | Document[];
  readonly arrayFilters?: Document[] | undefined;
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly sort?: Document | undefined;
  readonly hint?: unknown;
  readonly variables?: Document | undefined;
}

export interface DeleteStatement {
  readonly filter: Document;
  readonly multi: boolean;
  readonly sort?: Document | undefined;
  readonly hint?: unknown;
  readonly variables?: Document | undefined;
}

export interface UpdateOutcome {
  readonly matched: number;
  readonly modified: number;
  /** The new document of an upsert. */
  readonly upserted?: Document;
  /** The document before and after, of a single update. */
  readonly before?: Document;
  readonly after?: Document;
}

export function storedFrom(found: Found): StoredDocument {
  return { id: own(found.document, '_id'), bytes: found.bytes, document: found.document };
}

function encodeChecked(document: Document): Uint8Array {
  const bytes = encode(document);
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`,
    );
  }
  return bytes;
}

interface Compiled {
  readonly matcher: Matcher;
  readonly update: Update;
}

function compile(statement: UpdateStatement): Compiled {
  const { variables } = statement;
  const matcher = compileFilter(statement.filter, { variables });
  const update = compileUpdate(statement.update, { arrayFilters: statement.arrayFilters, variables });
  if (statement.multi && update.kind === 'replacement') {
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  }
  return { matcher, update };
}

function applyTo(
  scope: WriteScope,
  collection: Collection,
  found: Found,
  { matcher, update }: Compiled,
): Document {
  const before = storedFrom(found);
  const after = update.apply(before.document, { arrayIndex: matcher.arrayIndex(before.document) });
  if (after !== before.document) {
    updateRecord(scope.write, collection, before, {
      bytes: encodeChecked(after),
      document: after,
      replacement: update.kind === 'replacement',
    });
  }
  return after;
}

function insertUpsert(
  scope: WriteScope,
  target: Namespace,
  statement: UpdateStatement,
  update: Update,
): Document {
  const base = update.upsertBase(statement.filter);
  let document = update.apply(base, { isInsert: true });
  if (own(document, '_id') === undefined) document = { _id: new ObjectId(), ...document };
  const bytes = withIdFirst(encodeChecked(document), () => new Uint8Array(0));
  insertRecord(scope.write, scope.ensure(target.database, target.name), bytes, document);
  return document;
}

export interface Namespace {
  readonly database: string;
  readonly name: string;
}

/** Finds what a statement means to change; read fully first, so that changes do not feed the search. */
export function findTargets(
  context: CommandContext,
  scope: WriteScope,
  collection: Collection,
  spec: QuerySpec,
): Found[] {
  const query = prepareQuery(
    collection,
    { ...spec, deadline: context.deadline },
    context.transaction && usableInTransaction(context),
  );
  return [...runQuery(scope.write.kv, query)];
}

/** @throws CommandError, with what earlier documents of a multi update went through left in place */
export function applyUpdate(
  context: CommandContext,
  scope: WriteScope,
  target: Namespace,
  statement: UpdateStatement,
): UpdateOutcome {
  const compiled = compile(statement);
  const collection = scope.collection(target.database, target.name);
  const found = collection
    ? findTargets(context, scope, collection, {
        filter: statement.filter,
        sort: statement.sort,
        hint: statement.hint,
        matcher: compiled.matcher,
        limit: statement.multi ? 0 : 1,
      })
    : [];
  if (found.length === 0 && statement.upsert) {
    const upserted = insertUpsert(scope, target, statement, compiled.update);
    return { matched: 0, modified: 0, upserted, after: upserted };
  }
  let modified = 0;
  let after: Document | undefined;
  for (const one of found) {
    after = applyTo(scope, collection!, one, compiled);
    if (after !== one.document) modified++;
  }
  if (statement.multi || !found[0]) return { matched: found.length, modified };
  return { matched: found.length, modified, before: found[0].document, after: after! };
}

/** One delete; returns how many documents went. */
export function applyDelete(
  context: CommandContext,
  scope: WriteScope,
  target: Namespace,
  statement: DeleteStatement,
): { deleted: number; document?: Document } {
  const matcher = compileFilter(statement.filter, { variables: statement.variables });
  const collection = scope.collection(target.database, target.name);
  if (!collection) return { deleted: 0 };
  const found = findTargets(context, scope, collection, {
    filter: statement.filter,
    sort: statement.sort,
    hint: statement.hint,
    matcher,
    limit: statement.multi ? 0 : 1,
  });
  for (const one of found) deleteRecord(scope.write, collection, storedFrom(one));
  return { deleted: found.length, ...(found[0] && !statement.multi && { document: found[0].document }) };
}
