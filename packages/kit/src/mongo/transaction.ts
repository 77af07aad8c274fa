import { failpoint } from '@orrery/runtime';
import type { Connection } from 'mongoose';
import type { RunTransaction } from '../service/scopes.js';

/** Transactions on `connection`, with majority writes; transient conflicts are retried by the driver. */
export function transactionsOn(connection: Connection): RunTransaction {
  return async (work) => {
    const session = await connection.startSession();
    try {
      const result = await session.withTransaction(
        async () => {
          const done = await work(session);
          failpoint('transaction.before-commit');
          return done;
        },
        { writeConcern: { w: 'majority' } },
      );
      failpoint('transaction.after-commit');
      return result;
    } finally {
      await session.endSession();
    }
  };
}

/** Whether `error` is MongoDB's refusal of a second document with the same unique key. */
export function isDuplicateKey(error: unknown): error is Error & { keyPattern?: Record<string, unknown> } {
  return error instanceof Error && (error as { code?: unknown }).code === 11_000;
}
