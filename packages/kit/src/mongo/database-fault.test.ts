import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { isDatabaseFault } from './database-fault.js';

const { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError, MongoWriteConcernError } =
  mongoose.mongo;

// As the driver's own of that name, which it does not export: a kind of network error.
class PoolClearedOnNetworkError extends MongoNetworkError {
  override get name() {
    return 'PoolClearedOnNetworkError';
  }
}

const labelled = (label: string) => {
  const error = new MongoServerError({ message: 'no', code: 1 });
  error.addErrorLabel(label);
  return error;
};

describe('a fault of work on a database', () => {
  it.each([
    ['a connection that broke', new MongoNetworkError('reset')],
    ['a pool that was cleared under a command', new PoolClearedOnNetworkError('cleared')],
    ['no server that answers', new MongoServerSelectionError('none', {} as never)],
    ['a write conflict', new MongoServerError({ message: 'conflict', code: 112 })],
    [
      'a write concern that was not met',
      new MongoWriteConcernError({ writeConcernError: { code: 91, errmsg: '' } } as never),
    ],
    ['a transaction to be tried again', labelled('TransientTransactionError')],
    ['a commit of which nothing is known', labelled('UnknownTransactionCommitResult')],
  ])("should be the database's when it is %s", (_title, error) => {
    expect(isDatabaseFault(error)).toBe(true);
  });

  it.each([
    ['an error of its own', new Error('no such product')],
    ['a second document with the same key', new MongoServerError({ message: 'twice', code: 11_000 })],
    ['an error of the driver about its use', new MongoError('wrong')],
    ['what is no error', 'no'],
  ])("should be the work's when it is %s", (_title, error) => {
    expect(isDatabaseFault(error)).toBe(false);
  });
});
