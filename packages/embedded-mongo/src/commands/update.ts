import { CommandError } from '../errors.js';
import { type Document, isDocument, own } from '../types.js';
import { decode } from '../wire/bson.js';
import type { Reply } from '../wire/reply.js';
import { booleanArg, countArg, documentArg, documentsArg, refuseCollation, stringArg } from './arguments.js';
import type { Command, CommandContext } from './context.js';
import { checkCount } from './insert.js';
import {
  applyDelete,
  applyUpdate,
  type DeleteStatement,
  type Namespace,
  type UpdateStatement,
} from './modify.js';
import { variablesOf as letOf } from './variables.js';
import { isStatementError, runWrite, type WriteResult, type WriteScope, writeError } from './write-path.js';

/** The statements of an update or delete, from the body or from a document sequence. */
function statementsOf(context: CommandContext, field: string): Document[] {
  const sequence = context.sequences.get(field);
  const statements = sequence ? sequence.map(decode) : (documentsArg(context.body, field) ?? []);
  checkCount(statements.length, field);
  return statements;
}

function refuseUnknown(statement: Document, known: readonly string[], what: string): void {
  for (const name of Object.keys(statement)) {
    if (!known.includes(name))
      throw new CommandError('Location40415', `BSON field '${what}.${name}' is an unknown field.`);
  }
  refuseCollation(statement);
}

const UPDATE_FIELDS = [
  'q',
  'u',
  'multi',
  'upsert',
  'arrayFilters',
  'hint',
  'collation',
  'c',
  'sort',
  'upsertSupplied',
  'comment',
];

/** Reads an update's `u` as an operator document, a replacement or a pipeline. */
export function updateArg(value: unknown, name: string): Document | Document[] {
  if (Array.isArray(value) && value.every(isDocument)) return value as Document[];
  if (isDocument(value)) return value;
  throw new CommandError('FailedToParse', `Update argument '${name}' must be either an object or an array`);
}

function updateStatement(context: CommandContext, statement: Document): UpdateStatement {
  refuseUnknown(statement, UPDATE_FIELDS, 'update.updates');
  const multi = booleanArg(statement, 'multi');
  if (multi && statement.sort !== undefined) {
    throw new CommandError('FailedToParse', 'Cannot specify sort with multi=true');
  }
  return {
    filter: documentArg(statement, 'q') ?? {},
    update: updateArg(statement.u, 'u'),
    arrayFilters: documentsArg(statement, 'arrayFilters'),
    multi,
    upsert: booleanArg(statement, 'upsert'),
    sort: documentArg(statement, 'sort'),
    hint: statement.hint as unknown,
    variables: variablesOf(context, statement),
  };
}

function variablesOf(context: CommandContext, statement: Document): Document | undefined {
  const constants = documentArg(statement, 'c');
  const variables = letOf(context.body, new Date());
  return constants ? { ...variables, ...constants } : variables;
}

/** Runs statements in order; an ordered batch ends at the first that fails. */
function runStatements<T>(
  ordered: boolean,
  statements: readonly T[],
  run: (statement: T, index: number) => void,
): Document[] {
  const writeErrors: Document[] = [];
  for (let index = 0; index < statements.length; index++) {
    try {
      run(statements[index]!, index);
    } catch (error) {
      if (!isStatementError(error)) throw error;
      writeErrors.push(writeError(index, error));
      if (ordered) break;
    }
  }
  return writeErrors;
}

function isOrdered(body: Document): boolean {
  return body.ordered === undefined || booleanArg(body, 'ordered');
}

function updateAll(
  context: CommandContext,
  scope: WriteScope,
  target: Namespace,
  statements: readonly UpdateStatement[],
): WriteResult {
  const upserted: Document[] = [];
  let n = 0;
  let nModified = 0;
  const writeErrors = runStatements(isOrdered(context.body), statements, (statement, index) => {
    const outcome = applyUpdate(context, scope, target, statement);
    n += outcome.matched;
    nModified += outcome.modified;
    if (outcome.upserted) {
      n++;
      upserted.push({ index, _id: own(outcome.upserted, '_id') });
    }
  });
  const body: Document = { n, nModified };
  if (upserted.length > 0) body.upserted = upserted;
  if (writeErrors.length > 0) body.writeErrors = writeErrors;
  return { body, wrote: nModified > 0 || upserted.length > 0 };
}

async function runUpdate(context: CommandContext): Promise<Reply> {
  const target = { database: context.database, name: stringArg(context.body, 'update') };
  const statements = statementsOf(context, 'updates').map((one) => updateStatement(context, one));
  return runWrite(context, (scope) => updateAll(context, scope, target, statements));
}

function deleteStatement(context: CommandContext, statement: Document): DeleteStatement {
  refuseUnknown(statement, ['q', 'limit', 'hint', 'collation', 'comment'], 'delete.deletes');
  const limit = countArg(statement, 'limit');
  if (limit > 1) {
    throw new CommandError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`);
  }
  return {
    filter: documentArg(statement, 'q') ?? {},
    multi: limit === 0,
    hint: statement.hint as unknown,
    variables: variablesOf(context, statement),
  };
}

async function runDelete(context: CommandContext): Promise<Reply> {
  const target = { database: context.database, name: stringArg(context.body, 'delete') };
  const statements = statementsOf(context, 'deletes').map((one) => deleteStatement(context, one));
  return runWrite(context, (scope) => {
    let n = 0;
    const writeErrors = runStatements(isOrdered(context.body), statements, (statement) => {
      n += applyDelete(context, scope, target, statement).deleted;
    });
    return { body: { n, ...(writeErrors.length > 0 && { writeErrors }) }, wrote: n > 0 };
  });
}

const WRITE = { inTransaction: true, retryable: true, writes: true } as const;

export const update: Command = {
  run: runUpdate,
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let'],
  ...WRITE,
};

export const remove: Command = { run: runDelete, fields: ['deletes', 'ordered', 'let'], ...WRITE };
