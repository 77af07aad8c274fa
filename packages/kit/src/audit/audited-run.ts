import type { Command, CommandScope, RunTransaction } from '../service/scopes.js';
import { actorOf, entitiesIn } from './audit-entry.js';
import type { AuditLog } from './audit-log.js';
import { countWritten, type Written } from './written.js';

/**
 * Runs a command and records that it was done, if it wrote anything: in each transaction that it makes, as its last write; and
 * right after it when it wrote outside one, before it is answered. What was refused and changed nothing leaves no record.
 * @throws what the command throws; the database's error when the record of a change outside a transaction cannot be added
 */
export function auditedRun<Input, Output>(
  command: Command<CommandScope<unknown>, Input, Output>,
  input: Input,
  { scope, log, requestId }: { scope: CommandScope<unknown>; log: AuditLog; requestId: string },
): Promise<Output> {
  const recordOf = (result: unknown) => ({
    at: new Date(),
    requestId,
    command: command.name,
    actor: actorOf(scope.caller),
    entities: entitiesIn(input, result),
  });
  return countWritten(async (written) => {
    let recorded = 0;
    const transaction: RunTransaction = async (work) => {
      const before = written.documents;
      try {
        return await scope.transaction(async (session) => {
          const start = written.documents;
          const done = await work(session);
          if (written.documents > start) await log.append(recordOf(done), session);
          return done;
        });
      } finally {
        recorded += written.documents - before; // with the record itself; what was rolled back needs none
      }
    };
    const outcome = await settled(command({ ...scope, transaction }, input));
    if (isMore(written, recorded)) await log.append(recordOf(outcome.value));
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  });
}

// What wrote something and failed afterwards has done it all the same.
async function settled<T>(work: Promise<T>): Promise<{ value: T } | { value?: undefined; error: unknown }> {
  try {
    return { value: await work };
  } catch (error) {
    return { error };
  }
}

function isMore({ documents }: Written, recorded: number): boolean {
  return documents > recorded;
}
