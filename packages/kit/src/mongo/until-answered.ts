import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@orrery/runtime';
import { isDatabaseFault } from './database-fault.js';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;
const WENT_AWAY = { message: 'the database went away during the start; trying again', facts: {} };

/** How {@link untilAnswered} tries. */
export interface Attempts {
  readonly log: Logger;
  /** Ends the attempts. */
  readonly signal?: AbortSignal | undefined;
  /** What is logged of each failure, in one line. @default that the database went away */
  readonly told?: { readonly message: string; readonly facts: object };
  /** Whether it is tried again. @default when the database is to blame */
  readonly isRetried?: (error: unknown) => boolean;
}

/**
 * Does what needs the database, again with a growing delay for as long as that is away. Resolves to what `work` came to, or to
 * undefined when `signal` ended the attempts.
 * @throws what `work` throws for any other reason
 */
export async function untilAnswered<Result>(
  work: () => Promise<Result>,
  { log, signal, told = WENT_AWAY, isRetried = isDatabaseFault }: Attempts,
): Promise<Result | undefined> {
  for (let attempt = 1; !signal?.aborted; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) break;
      if (!isRetried(error)) throw error;
      const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
      const reason = error instanceof Error ? error.name : 'unknown';
      log.warn({ attempt, delayMs, reason, ...told.facts }, told.message);
      await sleep(delayMs, undefined, signal && { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
