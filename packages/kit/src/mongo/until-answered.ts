import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@orrery/runtime';
import { isDatabaseFault } from './database-fault.js';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;

/**
 * Does what needs the database, again with a growing delay for as long as that is away. Resolves to what `work` came to, or to
 * undefined when `signal` ended the attempts.
 * @throws what `work` throws for any other reason
 */
export async function untilAnswered<Result>(
  work: () => Promise<Result>,
  { log, signal }: { readonly log: Logger; readonly signal?: AbortSignal | undefined },
): Promise<Result | undefined> {
  for (let attempt = 1; !signal?.aborted; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseFault(error)) throw error;
      const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
      log.warn(
        { attempt, delayMs, reason: (error as Error).name },
        'the database went away during the start; trying again',
      );
      await sleep(delayMs, undefined, signal && { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
