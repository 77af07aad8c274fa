import { setTimeout as sleep } from 'node:timers/promises';
import type { TransportName } from '../../chaos/options.js';
import { atRate, inParallel } from './arrivals.js';
import { Shop } from './shop.js';

/** The load of customers each of whom waits for an answer before the next one comes. */
export interface ClosedLoad {
  readonly transport: TransportName;
  /** Of each service. */
  readonly instances: number;
  readonly checkouts: number;
  /** How many customers wait for an answer at the same time. */
  readonly clients: number;
}

/** What a load came to; times in milliseconds. */
export interface CheckoutFigures {
  readonly acceptedPerSecond: number;
  readonly completedPerSecond: number;
  readonly answer: Percentiles;
  /** From the answer's order to its money being taken. */
  readonly saga: Percentiles;
}

/** The load of customers who come so many a second, whether or not the others are done. */
export interface SteadyLoad {
  readonly transport: TransportName;
  /** How many instances of each service each of the systems has. */
  readonly instances: readonly number[];
  readonly checkouts: number;
  /** Checkouts that arrive in each second, at each of the systems. */
  readonly rate: number;
}

/** What a checkout costs a system. */
export interface CheckoutCost {
  readonly instances: number;
  /** Of all of the system's Node processes, databases and gateway included, beyond what they use idle; not of a broker. */
  readonly cpuMsPerCheckout: number;
  /** What the same processes use in each second in which nobody buys. */
  readonly idleCpuMsPerSecond: number;
  readonly saga: Percentiles;
}

/** In milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

const IDLE_MS = 20_000;

/** Runs a system and measures as many checkouts as it can take. @throws Error when one does not come to its end */
export async function measureCheckouts(load: ClosedLoad): Promise<CheckoutFigures> {
  const { checkouts, clients } = load;
  const shop = await Shop.open(load);
  try {
    const since = new Date();
    const begun = performance.now();
    const answers = await inParallel(checkouts, clients, (nth) => shop.buy(nth));
    const acceptedMs = performance.now() - begun;
    await shop.quiet();
    const completed = await shop.completed(since);
    const first = Math.min(...completed.map(({ createdAt }) => createdAt.getTime()));
    const last = Math.max(...completed.map(({ updatedAt }) => updatedAt.getTime()));
    return {
      acceptedPerSecond: (checkouts * 1_000) / acceptedMs,
      completedPerSecond: (checkouts * 1_000) / (last - first),
      answer: percentiles(answers),
      saga: sagaTimes(completed),
    };
  } finally {
    await shop.close();
  }
}

/**
 * Runs systems of so many instances side by side, lets the same customers come to each at the same rate, and measures what
 * a checkout costs each. With what it can take it would not be comparable: the longer the queue, the more is done at once.
 */
export async function compareCosts(load: SteadyLoad): Promise<CheckoutCost[]> {
  const { checkouts, rate } = load;
  const shops: Shop[] = [];
  try {
    for (const instances of load.instances) shops.push(await Shop.open({ ...load, instances }));
    const idle = await cpuDuring(shops, () => sleep(IDLE_MS));
    const since = new Date();
    const busy = await cpuDuring(shops, async () => {
      await Promise.all(shops.map((shop) => atRate(checkouts, rate, (nth) => shop.buy(nth))));
      await Promise.all(shops.map((shop) => shop.quiet()));
    });
    return await Promise.all(
      shops.map(async (shop, nth) => {
        const idleCpuMsPerSecond = ((idle.cpuMs[nth] ?? 0) * 1_000) / idle.ms;
        return {
          instances: load.instances[nth] ?? 0,
          cpuMsPerCheckout: ((busy.cpuMs[nth] ?? 0) - (idleCpuMsPerSecond * busy.ms) / 1_000) / checkouts,
          idleCpuMsPerSecond,
          saga: sagaTimes(await shop.completed(since)),
        };
      }),
    );
  } finally {
    await Promise.all(shops.map((shop) => shop.close()));
  }
}

/** What each shop's processes use while something is done, and how long that takes, in milliseconds. */
async function cpuDuring(
  shops: readonly Shop[],
  work: () => Promise<unknown>,
): Promise<{ cpuMs: number[]; ms: number }> {
  const before = shops.map((shop) => shop.cpuMs());
  const begun = performance.now();
  await work();
  return {
    cpuMs: shops.map((shop, nth) => shop.cpuMs() - (before[nth] ?? 0)),
    ms: performance.now() - begun,
  };
}

function sagaTimes(sagas: Awaited<ReturnType<Shop['completed']>>): Percentiles {
  return percentiles(sagas.map(({ createdAt, updatedAt }) => updatedAt.getTime() - createdAt.getTime()));
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
