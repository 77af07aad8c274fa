import { BookReader, type Books } from './books.js';
import { stockFault, violationsOf } from './invariants.js';
import type { Kill } from './killer.js';
import { Ledger } from './ledger.js';
import { becameQuiet } from './quiet.js';
import { ChaosSystem, type SystemOptions } from './system.js';
import { stockShop } from './world.js';

/** What a trial needs. */
export interface TrialOptions {
  readonly system: SystemOptions;
  readonly unitsPerProduct: number;
  /** How long all may take to come to its end after the last customer, in milliseconds. */
  readonly quietWithinMs: number;
  /** Whether the data and the logs stay in any case; they do where there are violations, unless those are expected. @default false */
  readonly keep?: boolean;
  /** @default false */
  readonly expectsViolations?: boolean;
  /** Told of the system as soon as it is up, for who must end it early. */
  readonly onStarted?: (system: ChaosSystem) => void;
}

/** What was done to a system while customers bought. */
export interface Deeds {
  readonly kills: readonly Kill[];
  /** Why customers gave up. */
  readonly gaveUp: readonly string[];
  /** What else did not go as it must, a sentence each. */
  readonly violations?: readonly string[];
}

/** What a trial came to. */
export interface TrialResult {
  readonly checkouts: number;
  readonly kills: readonly Kill[];
  /** What was found in the books, a sentence each. */
  readonly faults: readonly string[];
  /** The faults, and what took too long. */
  readonly violations: readonly string[];
  /** How many orders ended in each state. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** From the last customer to quiet, in milliseconds; undefined when it did not become quiet. */
  readonly quietMs: number | undefined;
}

const SAMPLE_MS = 250;

/** Starts a system with stock, lets `work` happen to it, waits for quiet, compares all books, and removes it. */
export async function runTrial<Done extends Deeds>(
  options: TrialOptions,
  say: (line: string) => void,
  work: (system: ChaosSystem, productIds: readonly string[], ledger: Ledger) => Promise<Done>,
): Promise<TrialResult & Done> {
  const { quietWithinMs } = options;
  const system = await ChaosSystem.start(options.system);
  options.onStarted?.(system);
  const reader = new BookReader(system);
  const over = new AbortController();
  let { keep = false } = options;
  try {
    const { productIds, stocked } = await stockShop(system, options.unitsPerProduct);
    const ledger = new Ledger();
    const watching = watchStock(reader, over.signal);
    const done = await work(system, productIds, ledger);
    const quietMs = await becameQuiet(reader, quietWithinMs);
    over.abort();
    const onTheWay = await watching;
    const books = await reader.read();
    const faults = [
      ...[...onTheWay].map((fault) => `on the way: ${fault}`),
      ...violationsOf(books, ledger.entries, stocked),
    ];
    const violations = [
      ...system.deserted,
      ...(done.violations ?? []),
      ...(quietMs === undefined ? [`it was not quiet within ${quietWithinMs / 1_000} s`] : []),
      ...done.gaveUp.map((reason) => `a customer gave up: ${reason}`),
      ...faults,
    ];
    keep ||= violations.length > 0 && !options.expectsViolations;
    const checkouts = ledger.entries.length;
    return { ...done, checkouts, quietMs, outcomes: countStates(books), faults, violations };
  } finally {
    over.abort();
    await reader.close();
    await system.stop({ keep });
    if (keep) say(`the data and logs are in ${system.folders.join(' and ')}`);
  }
}

// The figures of a product are in one document, so that they must add up whenever one looks.
async function watchStock(reader: BookReader, signal: AbortSignal): Promise<Set<string>> {
  const faults = new Set<string>();
  while (!signal.aborted) {
    const levels = await reader.stock().catch(() => []);
    for (const level of levels) {
      const fault = stockFault(level);
      if (fault) faults.add(fault);
    }
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
  return faults;
}

function countStates({ orders }: Books): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state, failure } of orders) {
    const name = failure ? `${state} ${failure.code}` : state;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
