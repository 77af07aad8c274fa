import { setTimeout as sleep } from 'node:timers/promises';
import { SubgraphFailure } from '../subgraph-failure.js';
import type { WireAnswer } from '../wire/exchange.js';
import { isOutage, type SendCall, type SubgraphCall } from './subgraph-call.js';

/** How often a query is sent again. */
export interface RetryOptions {
  /** Most times that one query is sent again. */
  readonly max: number;
  /** Most retries for a hundred queries, on the average. */
  readonly budgetPercent: number;
}

const BURST = 10; // retries that a subgraph may be sent at once after a calm time
const FIRST_WAIT_MS = 25;
const LONGEST_WAIT_MS = 100;

/** Lets retries be a share of the queries at most: more would keep a subgraph down that is overloaded. */
export class RetryBudget {
  readonly #share: number;
  #tokens = BURST;

  constructor(budgetPercent: number) {
    this.#share = budgetPercent / 100;
  }

  /** A query was sent for the first time. */
  earn(): void {
    this.#tokens = Math.min(BURST, this.#tokens + this.#share);
  }

  /** Takes one retry; false when none is left. */
  spend(): boolean {
    // Tenths add up to a little less than a whole one in binary.
    if (this.#tokens < 1 - 1e-9) return false;
    this.#tokens -= 1;
    return true;
  }
}

/** Half of the wait is chance, so that callers that failed together do not come back together. */
export function backoffMs(retry: number, random: () => number): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** retry);
  return wait / 2 + (random() * wait) / 2;
}

/**
 * Sends a query again, after a wait that grows, when no connection came about or it broke, or the answer was 502, 503 or
 * 504; within the budget and the call's time, never a mutation.
 */
export function withRetries(
  send: SendCall,
  options: RetryOptions & { onRetry: () => void; random?: () => number },
): SendCall {
  const { max, onRetry, random = Math.random } = options;
  const budget = new RetryBudget(options.budgetPercent);
  const again = async (call: SubgraphCall, first: Outcome): Promise<WireAnswer> => {
    let outcome = first;
    for (let retry = 0; retry < max && outcome.isOutage; retry++) {
      const wait = backoffMs(retry, random);
      if (performance.now() + wait >= call.expiresAt || !budget.spend()) break;
      await sleep(wait);
      if (call.aborted) break;
      onRetry();
      outcome = await outcomeOf(send(call));
    }
    if (outcome.answer) return outcome.answer;
    throw outcome.error;
  };
  return (call) => {
    if (!call.isQuery) return send(call);
    budget.earn();
    return send(call).then(
      (answer) => (isOutage(answer) ? again(call, { answer, isOutage: true }) : answer),
      (error: unknown) => {
        if (!isLost(error)) throw error;
        return again(call, { error, isOutage: true });
      },
    );
  };
}

interface Outcome {
  readonly answer?: WireAnswer;
  readonly error?: unknown;
  readonly isOutage: boolean;
}

function outcomeOf(sent: Promise<WireAnswer>): Promise<Outcome> {
  return sent.then(
    (answer) => ({ answer, isOutage: isOutage(answer) }),
    (error: unknown) => ({ error, isOutage: isLost(error) }),
  );
}

function isLost(error: unknown): boolean {
  return error instanceof SubgraphFailure && error.reason === 'unreachable';
}
