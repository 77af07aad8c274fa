import { AsyncLocalStorage } from 'node:async_hooks';
import { METRIC } from '@orrery/contracts';
import type { Metrics } from '@orrery/runtime';
import type { Connection } from 'mongoose';
import { Counter, Histogram } from 'prom-client';

// What counts as a call: commands that read or write documents, not the driver's own talk.
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

/** Whether a command of this name counts as a database call: it reads or writes documents. */
export function isDatabaseCall(commandName: string): boolean {
  return COUNTED.has(commandName);
}

const current = new AsyncLocalStorage<{ calls: number }>();

/** Runs `work` and all that it starts, on a tally of its own for {@link databaseCallsSoFar}. */
export function tallyDatabaseCalls<T>(work: () => T): T {
  return current.run({ calls: 0 }, work);
}

/** How many database calls were made so far by the request that this code runs for; 0 outside one. */
export function databaseCallsSoFar(): number {
  return current.getStore()?.calls ?? 0;
}

/** Counts and times every command that `connection` sends, by command and collection. */
export function observeDatabaseCalls(connection: Connection, metrics: Metrics): void {
  const registers = [metrics.registry];
  const calls = new Counter({
    name: METRIC.databaseCallsTotal,
    help: 'Commands sent to the database that read or write documents.',
    labelNames: ['command', 'collection'],
    registers,
  });
  const duration = new Histogram({
    name: METRIC.databaseCallDuration,
    help: 'Time from a database command sent to its reply.',
    labelNames: ['command'],
    registers,
  });
  const client = connection.getClient();
  client.on('commandStarted', (event) => {
    if (!isDatabaseCall(event.commandName)) return;
    calls.inc({ command: event.commandName, collection: String(event.command[event.commandName]) });
    const tally = current.getStore();
    if (tally) tally.calls++;
  });
  client.on('commandSucceeded', (event) => {
    if (isDatabaseCall(event.commandName)) {
      duration.observe({ command: event.commandName }, event.duration / 1_000);
    }
  });
}
