import type { ClientSession } from 'mongoose';
import { expect, it } from 'vitest';
import type { RunTransaction } from '../service/scopes.js';
import { afterCommit, withEffects } from './after-commit.js';

const session = {} as ClientSession;

/** Transactions of which the first `conflicts` attempts are rolled back; `said` tells of each commit. */
function transactionsThatConflict(conflicts: number, said: string[]): RunTransaction {
  return async (work) => {
    for (let attempt = 0; attempt < conflicts; attempt++) await work(session);
    const result = await work(session);
    said.push('committed');
    return result;
  };
}

it('should call effects in their order, once, after the commit', async () => {
  const said: string[] = [];
  const transaction = withEffects(transactionsThatConflict(2, said));
  const result = await transaction(async (own) => {
    afterCommit(own, () => said.push('first'));
    afterCommit(own, () => said.push('second'));
    return 42;
  });
  expect(result).toBe(42);
  expect(said).toEqual(['committed', 'first', 'second']);
});

it('should call none when the transaction fails', async () => {
  const said: string[] = [];
  const transaction = withEffects(transactionsThatConflict(0, said));
  const failed = transaction(async (own) => {
    afterCommit(own, () => said.push('first'));
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(said).toEqual([]);
});

it('should refuse a session that it knows nothing of', () => {
  expect(() => afterCommit({} as ClientSession, () => undefined)).toThrow('wants the session');
});
