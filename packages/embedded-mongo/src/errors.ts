/** MongoDB's error codes that this server answers with (src/mongo/base/error_codes.yml). */
export const ErrorCode = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidIdField: 53,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  CannotCreateIndex: 67,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  NoMatchingDocument: 47,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NotExactValueField: 111,
  QueryFeatureNotAllowed: 224,
  WriteConflict: 112,
  ChangeStreamFatalError: 280,
  InvalidResumeToken: 260,
  UnknownReplWriteConcern: 79,
  UnsatisfiableWriteConcern: 100,
  NotARetryableWriteCommand: 50768,
  CursorInUse: 12051,
  MechanismUnavailable: 334,
  MergeStageNoMatchingDocument: 13113,
  BSONObjectTooLarge: 10334,
  IncompleteTransactionHistory: 217,
  ConflictingOperationInProgress: 117,
  LockTimeout: 24,
  NotWritablePrimary: 10107,
  ShutdownInProgress: 91,
  InvalidIndexSpecificationOption: 197,
  SnapshotTooOld: 239,
  SnapshotUnavailable: 246,
  CommandNotSupported: 115,
  CannotIndexParallelArrays: 171,
  NoSuchTransaction: 251,
  TransactionTooOld: 225,
  TransactionCommitted: 256,
  OperationNotSupportedInTransaction: 263,
  ChangeStreamHistoryLost: 286,
  ExceededMemoryLimit: 146,
  InvalidPipelineOperator: 168,
  ConversionFailure: 241,
  APIVersionError: 322,
  APIStrictError: 323,
  DuplicateKey: 11000,
} as const;

export type ErrorCodeName = keyof typeof ErrorCode;

/**
 * A command's failure, answered as `{ ok: 0, code, codeName, errmsg }`.
 * `details` is merged into the reply (keyPattern, keyValue, ...).
 */
export class CommandError extends Error {
  readonly code: number;

  constructor(
    readonly codeName: ErrorCodeName | `Location${number}`,
    message: string,
    readonly details: Record<string, unknown> = {},
    readonly errorLabels: readonly string[] = [],
  ) {
    super(message);
    this.name = 'CommandError';
    this.code = codeName.startsWith('Location')
      ? Number(codeName.slice('Location'.length))
      : ErrorCode[codeName as ErrorCodeName];
  }
}
