import type { OpenService } from '@orrery/kit';

// The same commands that the kit's metrics count: those that read or write documents.
const COUNTED: ReadonlySet<string> = new Set([
  'find',
  'getMore',
  'aggregate',
  'count',
  'distinct',
  'insert',
  'update',
  'delete',
  'findAndModify',
  'bulkWrite',
]);

/** Counts a service's database calls. The returned function answers those since it was last called, and starts anew. */
export function countDatabaseCalls(service: OpenService): () => number {
  let calls = 0;
  service.connection.getClient().on('commandStarted', ({ commandName }) => {
    if (COUNTED.has(commandName)) calls++;
  });
  return () => {
    const counted = calls;
    calls = 0;
    return counted;
  };
}
