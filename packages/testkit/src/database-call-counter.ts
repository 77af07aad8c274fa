import { isDatabaseCall, type OpenService } from '@orrery/kit';

/** Counts a service's database calls. The returned function answers those since it was last called, and starts anew. */
export function countDatabaseCalls(service: OpenService): () => number {
  let calls = 0;
  service.connection.getClient().on('commandStarted', ({ commandName }) => {
    if (isDatabaseCall(commandName)) calls++;
  });
  return () => {
    const counted = calls;
    calls = 0;
    return counted;
  };
}
