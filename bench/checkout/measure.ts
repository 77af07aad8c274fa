import { setTimeout as sleep } from 'node:timers/promises';
import { BookReader } from '../../chaos/books.js';
import { insist } from '../../chaos/graph.js';
import type { TransportName } from '../../chaos/options.js';
import { becameQuiet } from '../../chaos/quiet.js';
import { ChaosSystem } from '../../chaos/system.js';
import { stockShop, tokensOf } from '../../chaos/world.js';
import { cpuSecondsOf } from '../process-figures.js';

/** What is measured. */
export interface CheckoutLoad {
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
  readonly answer: { readonly p50: number; readonly p99: number };
  /** From the answer's order to its money being taken. */
  readonly saga: { readonly p50: number; readonly p99: number };
  /** Of all of the system's Node processes, databases and gateway included, beyond what they use idle; not of a broker. */
  readonly cpuMsPerCheckout: number;
  /** What the same processes use in each second in which nobody buys. */
  readonly idleCpuMsPerSecond: number;
}

// For each instance: code that a process has not run often yet costs it several times as much.
const WARM_UP_CHECKOUTS = 40;
const IDLE_MS = 10_000;

const PATIENCE_MS = 300_000;
const ADDRESS = {
  recipient: 'B. Ench',
  lines: ['Ring 1'],
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
};
const ADD = 'mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { __typename } }';
const CART = '{ cart { id total { amountMinor currency } } }';
const CHECKOUT =
  'mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename ... on Order { id } } }';

/** Runs a system, fills carts, and measures their checkouts. @throws Error when one does not come to its end */
export async function measureCheckouts(load: CheckoutLoad): Promise<CheckoutFigures> {
  const { transport, instances, checkouts, clients } = load;
  const system = await ChaosSystem.start({ transport, instances });
  const reader = new BookReader(system);
  try {
    const warmUps = WARM_UP_CHECKOUTS * instances;
    const { productIds } = await stockShop(system, (warmUps + checkouts) * 2);
    const tokens = tokensOf(system);
    const inputs = await inParallel(warmUps + checkouts, clients, async (nth) => {
      const token = await tokens(userOf(nth));
      const run = <Data>(query: string, variables: object) =>
        insist<Data>(system.gatewayUrl, token, query, variables, Date.now() + PATIENCE_MS);
      for (const step of [0, 1]) {
        const productId = productIds[(nth * 2 + step) % productIds.length];
        await run(ADD, { input: { productId, quantity: 1 } });
      }
      const { cart } = await run<{ cart: { id: string; total: object } }>(CART, {});
      return {
        idempotencyKey: `bench-${String(nth).padStart(6, '0')}`,
        cartId: cart.id,
        shippingAddress: ADDRESS,
        paymentMethod: 'tok_visa',
        expectedTotal: cart.total,
      };
    });
    const buy = async (nth: number) => {
      const sent = performance.now();
      const token = await tokens(userOf(nth));
      await insist(system.gatewayUrl, token, CHECKOUT, { input: inputs[nth] }, Date.now() + PATIENCE_MS);
      return performance.now() - sent;
    };
    const quiet = async () => {
      if ((await becameQuiet(reader, PATIENCE_MS)) === undefined)
        throw new Error('not all checkouts have ended');
    };
    await inParallel(warmUps, clients, buy);
    await quiet();
    const idle = await cpuDuring(system, () => sleep(IDLE_MS));
    const warmedUpAt = new Date();
    let acceptedMs = 0;
    let answers: number[] = [];
    const busy = await cpuDuring(system, async () => {
      const begun = performance.now();
      answers = await inParallel(checkouts, clients, (nth) => buy(warmUps + nth));
      acceptedMs = performance.now() - begun;
      await quiet();
    });
    const idleCpuMsPerSecond = (idle.cpuMs * 1_000) / idle.ms;
    const { checkouts: sagas } = await reader.read();
    const completed = sagas.filter(
      ({ state, createdAt }) => state === 'COMPLETED' && createdAt >= warmedUpAt,
    );
    if (completed.length !== checkouts) throw new Error(`${completed.length} of ${checkouts} were completed`);
    const starts = completed.map(({ createdAt }) => createdAt.getTime());
    const ends = completed.map(({ updatedAt }) => updatedAt.getTime());
    return {
      acceptedPerSecond: (checkouts * 1_000) / acceptedMs,
      completedPerSecond: (checkouts * 1_000) / (Math.max(...ends) - Math.min(...starts)),
      answer: percentiles(answers),
      saga: percentiles(ends.map((end, nth) => end - (starts[nth] ?? end))),
      cpuMsPerCheckout: (busy.cpuMs - (idleCpuMsPerSecond * busy.ms) / 1_000) / checkouts,
      idleCpuMsPerSecond,
    };
  } finally {
    await reader.close();
    await system.stop();
  }
}

function userOf(nth: number): string {
  return `usr_bench${String(nth).padStart(15, '0')}`;
}

/** What the system's processes use while something is done, and how long that takes, in milliseconds. */
async function cpuDuring(
  system: ChaosSystem,
  work: () => Promise<unknown>,
): Promise<{ cpuMs: number; ms: number }> {
  const cpuBefore = cpuMsOf(system);
  const begun = performance.now();
  await work();
  return { cpuMs: cpuMsOf(system) - cpuBefore, ms: performance.now() - begun };
}

function cpuMsOf(system: ChaosSystem): number {
  return system.pids.reduce((sum, pid) => sum + cpuSecondsOf(pid) * 1_000, 0);
}

/** Does `work` for 0, 1, ... so many at a time; the results are in that order. */
async function inParallel<T>(count: number, atOnce: number, work: (nth: number) => Promise<T>): Promise<T[]> {
  const results: T[] = new Array(count);
  let next = 0;
  const worker = async () => {
    for (let nth = next++; nth < count; nth = next++) results[nth] = await work(nth);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function percentiles(values: readonly number[]): { p50: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
