import { Double } from 'bson';
import { Cursor } from '../cursors/cursor.js';
import { CommandError } from '../errors.js';
import { isNumber, toDouble } from '../numbers/exact.js';
import { type Document, own } from '../types.js';
import { decode, encode } from '../wire/bson.js';
import { rawElements } from '../wire/raw-document.js';
import type { Reply } from '../wire/reply.js';
import { booleanArg, countArg, documentArg, documentsArg, refuseCollation, stringArg } from './arguments.js';
import type { Command, CommandContext } from './context.js';
import { checkCount, insertOne } from './insert.js';
import { applyDelete, applyUpdate, type Namespace } from './modify.js';
import { updateArg } from './update.js';
import { variablesOf } from './variables.js';
import { isStatementError, runWrite, type WriteScope, writeError } from './write-path.js';

/** One operation of a bulk write: its fields, and an inserted document as bytes. */
interface BulkOperation {
  readonly kind: 'insert' | 'update' | 'delete';
  readonly target: Namespace;
  readonly fields: Document;
  readonly bytes?: Uint8Array;
}

interface Counts {
  nInserted: number;
  nMatched: number;
  nModified: number;
  nUpserted: number;
  nDeleted: number;
}

const FIELDS = {
  insert: ['document'],
  update: [
    'filter',
    'updateMods',
    'multi',
    'upsert',
    'arrayFilters',
    'hint',
    'constants',
    'collation',
    'sort',
  ],
  delete: ['filter', 'multi', 'hint', 'collation'],
} as const;

function namespacesOf(context: CommandContext): Namespace[] {
  const sequence = context.sequences.get('nsInfo');
  const rows = sequence ? sequence.map(decode) : (documentsArg(context.body, 'nsInfo') ?? []);
  return rows.map((row) => {
    const ns = stringArg(row, 'ns');
    const dot = ns.indexOf('.');
    return { database: ns.slice(0, dot), name: ns.slice(dot + 1) };
  });
}

function operationOf(fields: Document, namespaces: readonly Namespace[], raw: Uint8Array): BulkOperation {
  const kind = Object.keys(fields)[0] as BulkOperation['kind'];
  if (!Object.hasOwn(FIELDS, kind))
    throw new CommandError('Location40415', `BSON field 'bulkWrite.ops.${kind}' is an unknown field.`);
  for (const name of Object.keys(fields)) {
    if (name !== kind && !(FIELDS[kind] as readonly string[]).includes(name)) {
      throw new CommandError('Location40415', `BSON field 'bulkWrite.${kind}.${name}' is an unknown field.`);
    }
  }
  const index: unknown = fields[kind];
  const target = isNumber(index) ? namespaces[toDouble(index)] : undefined;
  if (!target) throw new CommandError('BadValue', `BulkWrite ops entry ${kind} has an invalid nsInfo index.`);
  if (kind !== 'insert') return { kind, target, fields };
  for (const element of rawElements(raw)) {
    if (element.name !== 'document' || element.type !== 3) continue;
    return { kind, target, fields, bytes: raw.subarray(element.valueStart, element.end) };
  }
  throw new CommandError(
    'FailedToParse',
    "BSON field 'bulkWrite.insert.document' is missing but a required field",
  );
}

function operationsOf(context: CommandContext): BulkOperation[] {
  const namespaces = namespacesOf(context);
  const raws = context.sequences.get('ops') ?? (documentsArg(context.body, 'ops') ?? []).map(encode);
  checkCount(raws.length, 'ops');
  return raws.map((raw) => operationOf(decode(raw), namespaces, raw));
}

/** Runs one operation, counts it, and returns its row of the answer. */
function runOne(
  context: CommandContext,
  scope: WriteScope,
  operation: BulkOperation,
  counts: Counts,
): Document {
  const { kind, target, fields } = operation;
  refuseCollation(fields);
  if (kind === 'insert') {
    insertOne(scope, target.database, target.name, operation.bytes!);
    counts.nInserted++;
    return { n: 1 };
  }
  const constants = documentArg(fields, 'constants');
  const variables = { ...variablesOf(context.body, new Date()), ...constants };
  const filter = documentArg(fields, 'filter') ?? {};
  const multi = booleanArg(fields, 'multi');
  const hint = fields.hint as unknown;
  if (kind === 'delete') {
    const { deleted } = applyDelete(context, scope, target, { filter, multi, hint, variables });
    counts.nDeleted += deleted;
    return { n: deleted };
  }
  const outcome = applyUpdate(context, scope, target, {
    filter,
    update: updateArg(fields.updateMods, 'updateMods'),
    arrayFilters: documentsArg(fields, 'arrayFilters'),
    multi,
    upsert: booleanArg(fields, 'upsert'),
    sort: documentArg(fields, 'sort'),
    hint,
    variables,
  });
  counts.nMatched += outcome.matched;
  counts.nModified += outcome.modified;
  if (!outcome.upserted) return { n: outcome.matched, nModified: outcome.modified };
  counts.nUpserted++;
  return { n: 1, nModified: 0, upserted: { index: 0, _id: own(outcome.upserted, '_id') } };
}

function runAll(context: CommandContext, scope: WriteScope, operations: readonly BulkOperation[]) {
  const { body } = context;
  const ordered = body.ordered === undefined || booleanArg(body, 'ordered');
  const errorsOnly = booleanArg(body, 'errorsOnly');
  const counts: Counts = { nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const rows: Document[] = [];
  let nErrors = 0;
  for (let index = 0; index < operations.length; index++) {
    try {
      const row = runOne(context, scope, operations[index]!, counts);
      if (!errorsOnly) rows.push({ ok: new Double(1), idx: index, ...row });
    } catch (error) {
      if (!isStatementError(error)) throw error;
      nErrors++;
      const { index: _, ...failure } = writeError(index, error);
      rows.push({ ok: new Double(0), idx: index, ...failure, n: 0 });
      if (ordered) break;
    }
  }
  const wrote = counts.nInserted + counts.nModified + counts.nUpserted + counts.nDeleted > 0;
  return { body: { nErrors, ...counts, rows }, wrote };
}

async function run(context: CommandContext): Promise<Reply> {
  const operations = operationsOf(context);
  const { body } = await runWrite(context, (scope) => runAll(context, scope, operations));
  const { rows, ...counts } = body as { rows: Document[] };
  const cursor = new Cursor(
    'admin.$cmd.bulkWrite',
    { documents: rows.map(encode)[Symbol.iterator](), close: () => undefined },
    false,
    context.session?.key,
  );
  const size = countArg(documentArg(context.body, 'cursor') ?? {}, 'batchSize') || Number.POSITIVE_INFINITY;
  return { body: counts, batch: await context.host.cursors.first(cursor, size, false) };
}

export const bulkWrite: Command = {
  run,
  fields: ['ops', 'nsInfo', 'errorsOnly', 'ordered', 'bypassDocumentValidation', 'let', 'cursor'],
  inTransaction: true,
  retryable: true,
  writes: true,
  adminOnly: true,
};
