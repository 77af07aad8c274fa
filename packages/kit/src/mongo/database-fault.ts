import mongoose from 'mongoose';

const { MongoNetworkError, MongoSystemError } = mongoose.mongo;

// Beside the driver's network errors: a connection's end is told under a dozen names.
const TRANSIENT_NAMES = new Set([
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClosedError',
  'MongoClientClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoExpiredSessionError',
  'MongoStalePrimaryError',
  'MongoOperationTimeoutError',
]);

// Write conflict, lock timeout, and a server that steps down, starts or ends.
const TRANSIENT_CODES = new Set([112, 24, 50, 89, 91, 189, 6, 7, 9001, 10107, 11600, 11602, 13435, 13436]);

/** Whether work failed because of where its database is, or of who else used it, not because of itself: it can be tried again. */
export function isDatabaseFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errorLabelSet } = error as { code?: unknown; errorLabelSet?: ReadonlySet<string> };
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoSystemError ||
    TRANSIENT_NAMES.has(error.name) ||
    (typeof code === 'number' && TRANSIENT_CODES.has(code)) ||
    errorLabelSet?.has('TransientTransactionError') === true ||
    errorLabelSet?.has('UnknownTransactionCommitResult') === true
  );
}
