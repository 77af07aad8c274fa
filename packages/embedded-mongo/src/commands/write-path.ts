import type { Collection } from '../engine/catalog.js';
import type { WriteContext } from '../engine/records.js';
import type { PlainWrite } from '../engine/write-queue.js';
import { CommandError } from '../errors.js';
import type { Document } from '../types.js';
import type { Reply } from '../wire/reply.js';
import type { CommandContext } from './context.js';
import { collectionInTransaction, usableInTransaction } from './read-path.js';

/** The answer of a write command, and whether anything was written. */
export interface WriteResult {
  readonly body: Document;
  readonly wrote: boolean;
}

/** What a write command's body runs with. */
export interface WriteScope {
  readonly write: WriteContext;
  /** The collection, or undefined when there is none. */
  collection(database: string, name: string): Collection | undefined;
  /** The collection, made when there is none. */
  ensure(database: string, name: string): Collection;
}

function plainScope(context: CommandContext, write: PlainWrite): WriteScope {
  const { engine } = context.host;
  return {
    write,
    collection: (database, name) => engine.catalog.get(database, name),
    ensure: (database, name) => engine.ensureCollection(write, database, name),
  };
}

function inTransaction(context: CommandContext, work: (scope: WriteScope) => WriteResult): WriteResult {
  const transaction = context.transaction!;
  const usable = usableInTransaction(context);
  const find = (database: string, name: string) => {
    const collection = collectionInTransaction(context, database, name);
    collection?.indexes.forEach(usable);
    return collection;
  };
  return work({
    write: transaction,
    collection: find,
    ensure: (database, name) => find(database, name) ?? transaction.create(database, name),
  });
}

function retryable(context: CommandContext, work: (scope: WriteScope) => WriteResult) {
  const session = context.session!;
  const { sessions } = context.host;
  sessions.beginRetryable(session);
  return (write: PlainWrite): WriteResult => {
    const record = sessions.record(session);
    if (record && record.txnNumber === session.txnNumber && record.reply) {
      return { body: record.reply, wrote: false };
    }
    const result = work(plainScope(context, write));
    if (result.wrote) sessions.remember(write, session, result.body);
    return result;
  };
}

/**
 * Runs a write command where it belongs: in its transaction, or in the shared commit of this turn, where a
 * retryable write that was done before is answered from its record instead of being done again.
 */
export async function runWrite(
  context: CommandContext,
  work: (scope: WriteScope) => WriteResult,
): Promise<Reply> {
  if (context.transaction) return { body: inTransaction(context, work).body };
  const isRetryable = context.session?.txnNumber !== undefined;
  const job = isRetryable
    ? retryable(context, work)
    : (write: PlainWrite) => work(plainScope(context, write));
  const origin = context.session && {
    lsid: context.session.lsid,
    txnNumber: context.body.txnNumber as unknown,
  };
  const result = await context.host.engine.queue.submit(job, { origin, maxTimeMs: context.maxTimeMs });
  return { body: result.body };
}

/** One statement's failure in a write command's answer. */
export function writeError(index: number, error: CommandError): Document {
  const { keyPattern, keyValue } = error.details;
  return {
    index,
    code: error.code,
    ...(keyPattern !== undefined && { keyPattern }),
    ...(keyValue !== undefined && { keyValue }),
    errmsg: error.message,
  };
}

/** Failures that end the whole command, whose changes are then taken back. */
const WHOLE_COMMAND = new Set<string>(['WriteConflict', 'SnapshotUnavailable', 'MaxTimeMSExpired']);

/** True for failures of a single statement, which the others may survive. */
export function isStatementError(error: unknown): error is CommandError {
  return error instanceof CommandError && !WHOLE_COMMAND.has(error.codeName);
}
