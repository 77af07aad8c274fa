import { ROOT } from '../dev/src/config.js';
import { BookReader, type Books } from './books.js';
import { brokenBuild } from './broken/builds.js';
import { buyOnce } from './customer.js';
import { Draw } from './draw.js';
import { stockFault, violationsOf } from './invariants.js';
import { type Kill, killAtRandom } from './killer.js';
import { Ledger } from './ledger.js';
import type { ChaosOptions } from './options.js';
import { becameQuiet } from './quiet.js';
import { ChaosSystem } from './system.js';
import { stockShop, tokensOf, type World } from './world.js';

/** What a run came to. */
export interface CampaignResult {
  readonly checkouts: number;
  readonly kills: readonly Kill[];
  readonly violations: readonly string[];
  /** How many orders ended in each state. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** From the last customer to quiet, in milliseconds; undefined when it did not become quiet. */
  readonly quietMs: number | undefined;
}

const CUSTOMERS_AT_ONCE = 8;
const MEAN_PAUSE_MS = 1_200; // between kills
const QUIET_WITHIN_MS = 120_000;
const SAMPLE_MS = 250;
const DUPLICATES = 0.2;
const DELAYS = 0.1;

/** Runs a system, lets customers buy while its processes are killed, waits for quiet, and compares all books. */
export async function runCampaign(
  options: ChaosOptions,
  say: (line: string) => void,
): Promise<CampaignResult> {
  const draw = new Draw(`seed ${options.seed}`);
  const system = await ChaosSystem.start({
    transport: options.transport,
    serviceEnv: {
      CHAOS_ROOT: ROOT,
      CHAOS_SEED: String(options.seed),
      CHAOS_DUPLICATES: String(DUPLICATES),
      CHAOS_DELAYS: String(DELAYS),
      CHECKOUT_STEP_TIMEOUT_MS: '15000',
      ...(options.broken && { CHAOS_BREAK: JSON.stringify(brokenBuild(options.broken).edits) }),
    },
    providerEnv: {
      FAULT_SEED: String(options.seed),
      FAULT_LATENCY_MS: '30',
      FAULT_LOST_REQUESTS: '0.02',
      FAULT_LOST_ANSWERS: '0.05',
    },
  });
  const reader = new BookReader(system);
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
      meanPauseMs: MEAN_PAUSE_MS,
      draw: draw.of('kills'),
      signal: new AbortController().signal,
    });
    const failed = await buyAll(system, world, ledger, options.checkouts, draw, killing, say);
    const kills = await killing;
    say(`${kills.length} kills are done, ${failed.length} customers gave up: waiting for quiet`);
    const quietMs = await becameQuiet(reader, QUIET_WITHIN_MS);
    over.abort();
    await watching;
    const books = await reader.read();
    return {
      checkouts: ledger.entries.length,
      kills,
      quietMs,
      outcomes: countStates(books),
      violations: [
        ...(quietMs === undefined ? [`it was not quiet within ${QUIET_WITHIN_MS / 1_000} s`] : []),
        ...failed.map((reason) => `a customer gave up: ${reason}`),
        ...[...faultsOnTheWay].map((fault) => `on the way: ${fault}`),
        ...violationsOf(books, ledger.entries, world.stocked),
      ],
    };
  } finally {
    await reader.close();
    await system.stop({ keep: options.keep });
    if (options.keep) say(`the data and logs are in ${system.installation.config.dataDir}`);
  }
}

// A few customers at a time, until all checkouts are made and all kills are done: what is killed is killed in mid-work.
async function buyAll(
  system: ChaosSystem,
  { productIds }: World,
  ledger: Ledger,
  checkouts: number,
  draw: Draw,
  killing: Promise<unknown>,
  say: (line: string) => void,
): Promise<string[]> {
  const actor = { gatewayUrl: system.gatewayUrl, tokenOf: tokensOf(system) };
  const failed: string[] = [];
  let killed = false;
  void killing.finally(() => {
    killed = true;
  });
  let next = 0;
  const customer = async (nth: number) => {
    while (next < checkouts || !killed) {
      const i = next++;
      if (i > 0 && i % 100 === 0) say(`${i} checkouts`);
      try {
        await buyOnce(
          actor,
          { productIds },
          ledger,
          `usr_chaoscustomer${String(nth).padStart(5, '0')}0000`,
          `chaos-key-${i}`,
          draw.of(i),
        );
      } catch (error) {
        failed.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: CUSTOMERS_AT_ONCE }, (_, nth) => customer(nth)));
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

function countStates({ orders }: Books): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state, failure } of orders) {
    const name = failure ? `${state} ${failure.code}` : state;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
