import { ROOT } from '../dev/src/config.js';
import { BookReader, type Books } from './books.js';
import { brokenBuild, type SourceEdit } from './broken/builds.js';
import { CONDITIONS, type Conditions } from './conditions.js';
import { buyOnce, customerId } from './customer.js';
import { Draw } from './draw.js';
import { stockFault, violationsOf } from './invariants.js';
import { type Kill, killAtRandom } from './killer.js';
import { Ledger } from './ledger.js';
import type { TransportName } from './options.js';
import { becameQuiet } from './quiet.js';
import { ChaosSystem, type SystemOptions } from './system.js';
import { stockShop, tokensOf, type World } from './world.js';

/** What a run is made of. */
export interface CampaignOptions {
  readonly checkouts: number;
  readonly kills: number;
  readonly transport: TransportName;
  /** Fixes the faults and the inputs, not how the processes interleave. */
  readonly seed: number;
  /** A build that is broken on purpose, which the run must catch. @default none */
  readonly broken?: string;
  /** Whether the data and the logs stay in any case; they do where a build that is not broken has violations. @default false */
  readonly keep?: boolean;
  readonly conditions?: Partial<Conditions>;
  /** Told of the system as soon as it is up, for who must end it early. */
  readonly onStarted?: (system: ChaosSystem) => void;
}

/** What a run came to. */
export interface CampaignResult {
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

/** Runs a system, lets customers buy while its processes are killed, waits for quiet, and compares all books. */
export async function runCampaign(
  options: CampaignOptions,
  say: (line: string) => void,
): Promise<CampaignResult> {
  const draw = new Draw(`seed ${options.seed}`);
  const broken = options.broken ? brokenBuild(options.broken) : undefined;
  const conditions = { ...CONDITIONS, ...broken?.conditions, ...options.conditions };
  const system = await ChaosSystem.start({
    transport: options.transport,
    instances: conditions.instances,
    ...faultyEnvironments(options.seed, conditions, broken?.edits),
  });
  options.onStarted?.(system);
  const reader = new BookReader(system);
  let { keep = false } = options;
  try {
    // Too little for all, so that some orders find nothing left.
    const world = await stockShop(system, Math.max(4, Math.ceil(options.checkouts * 0.28)));
    say(`${system.names.length} processes are up: ${options.checkouts} checkouts begin`);
    const ledger = new Ledger();
    const faultsOnTheWay = new Set<string>();
    const over = new AbortController();
    const watching = watchStock(reader, faultsOnTheWay, over.signal);
    const killing = killAtRandom(system, {
      kills: options.kills,
      names: conditions.targets ?? system.names,
      onlyReady: conditions.killsReady,
      diesAt: conditions.diesAt,
      progress: () => ledger.entries.length / options.checkouts,
      draw: draw.of('kills'),
    });
    const buying = { checkouts: options.checkouts, conditions, draw, killing };
    const failed = await buyAll(system, world, ledger, buying, say);
    const kills = await killing;
    say(`${kills.length} kills are done, ${failed.length} customers gave up: waiting for quiet`);
    const quietMs = await becameQuiet(reader, conditions.quietWithinMs);
    over.abort();
    await watching;
    const books = await reader.read();
    const faults = [
      ...[...faultsOnTheWay].map((fault) => `on the way: ${fault}`),
      ...violationsOf(books, ledger.entries, world.stocked),
    ];
    const violations = [
      ...system.deserted,
      ...(quietMs === undefined ? [`it was not quiet within ${conditions.quietWithinMs / 1_000} s`] : []),
      ...failed.map((reason) => `a customer gave up: ${reason}`),
      ...faults,
    ];
    keep ||= violations.length > 0 && !broken;
    return {
      checkouts: ledger.entries.length,
      kills,
      quietMs,
      outcomes: countStates(books),
      faults,
      violations,
    };
  } finally {
    await reader.close();
    await system.stop({ keep });
    if (keep) say(`the data and logs are in ${system.folders.join(' and ')}`);
  }
}

/** The environments in which events are doubled and overtaken, and the payment provider's answers lost. */
export function faultyEnvironments(
  seed: number,
  { duplicates, delays, lostAnswers }: Conditions,
  edits?: readonly SourceEdit[],
): Pick<SystemOptions, 'serviceEnv' | 'providerEnv'> {
  return {
    serviceEnv: {
      CHAOS_ROOT: ROOT,
      CHAOS_SEED: String(seed),
      CHAOS_DUPLICATES: String(duplicates),
      CHAOS_DELAYS: String(delays),
      CHECKOUT_STEP_TIMEOUT_MS: '15000',
      ...(edits && { CHAOS_BREAK: JSON.stringify(edits) }),
    },
    providerEnv: {
      FAULT_SEED: String(seed),
      FAULT_LATENCY_MS: '30',
      FAULT_LOST_REQUESTS: '0.02',
      FAULT_LOST_ANSWERS: String(lostAnswers),
    },
  };
}

// A few customers at a time, each of whom buys once, until all checkouts are made and all kills are done: what is killed is
// killed in mid-work.
async function buyAll(
  system: ChaosSystem,
  { productIds }: World,
  ledger: Ledger,
  buying: { checkouts: number; conditions: Conditions; draw: Draw; killing: Promise<unknown> },
  say: (line: string) => void,
): Promise<string[]> {
  const { checkouts, conditions, draw, killing } = buying;
  const shop = { ...conditions, productIds };
  const actor = { gatewayUrl: system.gatewayUrl, tokenOf: tokensOf(system) };
  const failed: string[] = [];
  let killed = false;
  void killing.finally(() => {
    killed = true;
  });
  let next = 0;
  const buyer = async () => {
    while (next < checkouts || !killed) {
      const i = next++;
      if (i > 0 && i % 100 === 0) say(`${i} checkouts`);
      try {
        await buyOnce(actor, shop, ledger, customerId(i), `chaos-key-${i}`, draw.of(i));
      } catch (error) {
        failed.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: conditions.customers }, buyer));
  return failed;
}

// The figures of a product are in one document, so that they must add up whenever one looks.
async function watchStock(reader: BookReader, faults: Set<string>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const levels = await reader.stock().catch(() => []);
    for (const level of levels) {
      const fault = stockFault(level);
      if (fault) faults.add(fault);
    }
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
}

/** How many orders ended in each state, and why. */
export function countStates({ orders }: Books): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state, failure } of orders) {
    const name = failure ? `${state} ${failure.code}` : state;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
