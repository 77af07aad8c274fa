import { AsyncLocalStorage } from 'node:async_hooks';
import type { Connection } from 'mongoose';

const WRITES: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'findAndModify', 'bulkWrite']);

const current = new AsyncLocalStorage<{ documents: number }>();

/** What a piece of work wrote so far. */
export interface Written {
  /** Documents that it inserted, met with an update, or deleted, retries included. */
  readonly documents: number;
}

/** Runs `work` and all that it starts, and counts the documents that it writes on watched connections. */
export function countWritten<T>(work: (written: Written) => T): T {
  const written = { documents: 0 };
  return current.run(written, () => work(written));
}

/** Has {@link countWritten} see what is written over a connection that is open. */
export function watchWrites(connection: Connection): void {
  connection.getClient().on('commandSucceeded', ({ commandName, reply }) => {
    const written = current.getStore();
    if (written && WRITES.has(commandName)) written.documents += documentsIn(reply);
  });
}

function documentsIn(reply: unknown): number {
  if (typeof reply !== 'object' || reply === null) return 0;
  if ('lastErrorObject' in reply) return documentsIn(reply.lastErrorObject);
  return 'n' in reply && typeof reply.n === 'number' ? reply.n : 0;
}
