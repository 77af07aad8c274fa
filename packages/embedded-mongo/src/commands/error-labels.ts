import type { SessionRef } from '../sessions/sessions.js';
import { TRANSIENT } from '../sessions/transaction.js';

/** Errors that a retry may not meet again: MongoDB's category RetriableError. */
const RETRYABLE_CODES = new Set([6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/** Errors after which a change stream can be resumed, as MongoDB labels them. */
const RESUMABLE_CODES = new Set([...RETRYABLE_CODES, 43, 63, 133, 150, 234, 13388]);

/** LockTimeout, WriteConflict, StaleChunkHistory, SnapshotTooOld, SnapshotUnavailable, PreparedTransactionInProgress */
const TRANSIENT_CODES = new Set([24, 112, 227, 239, 246, 267]);
const NO_SUCH_TRANSACTION = 251;

/** The commands that end a transaction rather than run inside of it. */
export const TRANSACTION_ENDS: ReadonlySet<string> = new Set(['commitTransaction', 'abortTransaction']);

/** The labels by which a client decides whether to send a command again. */
export function labelsFor(code: number, session: SessionRef | undefined, name: string): string[] {
  const isEnd = TRANSACTION_ENDS.has(name);
  const labels: string[] = [];
  if (session?.txnNumber === undefined) return labels;
  if ((!session.inTransaction || isEnd) && RETRYABLE_CODES.has(code)) labels.push('RetryableWriteError');
  const isTransient =
    TRANSIENT_CODES.has(code) || code === NO_SUCH_TRANSACTION || (!isEnd && RETRYABLE_CODES.has(code));
  if (session.inTransaction && isTransient) labels.push(TRANSIENT);
  return labels;
}

/** The same for an error of the write concern, after the command itself was done. */
export function writeConcernLabels(code: number, session: SessionRef | undefined, name: string): string[] {
  return labelsFor(code, session, name).filter((label) => label !== TRANSIENT);
}

export function isResumable(code: number): boolean {
  return RESUMABLE_CODES.has(code);
}
