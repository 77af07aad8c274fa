import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, SEED_NOW_MS } from './calendar.js';
import { type Random, randomOf } from './random.js';
import { PER_SCALE } from './scale.js';
import { ADA, customerUserIndex, STAFF_COUNT } from './users.js';
import type { SeedOrderFailureCode, SeedOrderState } from './world.types.js';

/** How an order went: who placed it, when, and what became of it. */
export interface OrderPlan {
  readonly userIndex: number;
  /** From PENDING to the state it is in, times in milliseconds since 1970. */
  readonly steps: readonly { readonly state: SeedOrderState; readonly ms: number }[];
  readonly state: SeedOrderState;
  readonly failureCode: SeedOrderFailureCode | null;
}

// [rank, age in minutes]: ranks count from the newest order of scale 1. Recent orders are dense, as in a shop that grows.
const AGES: readonly (readonly [rank: number, minutes: number])[] = [
  [0, 2],
  [4, 20],
  [9, 70],
  [16, 480],
  [40, 4_320],
  [64, 11_520],
  [100, 30_000],
  [400, 525_000],
];

const PROGRESS: readonly SeedOrderState[] = [
  'PENDING',
  'RESERVED',
  'AUTHORIZED',
  'CONFIRMED',
  'SHIPPED',
  'DELIVERED',
];

// How long each step of PROGRESS takes after the one before it.
const STEP_MS: readonly (readonly [min: number, max: number])[] = [
  [0, 0],
  [SECOND_MS, 4 * SECOND_MS],
  [2 * SECOND_MS, 30 * SECOND_MS],
  [SECOND_MS, 3 * SECOND_MS],
  [6 * HOUR_MS, 40 * HOUR_MS],
  [DAY_MS, 4 * DAY_MS],
];

/** The index in PROGRESS of the state that an order of that rank has reached when nothing went wrong. */
function progressOf(rank: number): number {
  return [4, 9, 16, 40, 64].filter((bound) => rank >= bound).length;
}

// Ada's orders by rank, and why they ended when they did not get as far as their age says.
const ADAS_ORDERS = new Map<number, SeedOrderFailureCode | null>([
  [1, null],
  [5, null],
  [11, null],
  [20, null],
  [33, 'CANCELLED_BY_CUSTOMER'],
  [45, null],
  [55, null],
  [70, null],
  [90, null],
  [120, 'CANCELLED_BY_CUSTOMER'],
  [160, null],
  [200, 'PAYMENT_DECLINED'],
  [250, null],
  [300, 'OUT_OF_STOCK'],
  [350, null],
  [390, null],
]);

const FAILURES = [
  null,
  'CANCELLED_BY_CUSTOMER',
  'PAYMENT_DECLINED',
  'OUT_OF_STOCK',
  'PRICE_CHANGED',
] as const;
const FAILURE_WEIGHTS = [870, 70, 30, 18, 12];

function placedMs(position: number, scale: number): number {
  const jitter = randomOf('order-time', position).int(900);
  const rank = position * 1_000 + jitter; // in thousandths of an order
  const upper = AGES.findIndex(([bound]) => rank < bound * 1_000 * scale);
  const [fromRank, fromMinutes] = AGES[upper - 1]!;
  const [toRank, toMinutes] = AGES[upper]!;
  const share = (rank - fromRank * 1_000 * scale) / ((toRank - fromRank) * 1_000 * scale);
  return SEED_NOW_MS - Math.floor((fromMinutes + share * (toMinutes - fromMinutes)) * MINUTE_MS);
}

function failureOf(random: Random, rank: number): SeedOrderFailureCode | null {
  if (progressOf(rank) < PROGRESS.indexOf('CONFIRMED')) return null; // still under way
  return FAILURES[random.weighted(FAILURE_WEIGHTS)]!;
}

/** How many steps of PROGRESS an order takes before it ends by that failure. */
function stepsBefore(random: Random, failure: SeedOrderFailureCode): number {
  if (failure === 'CANCELLED_BY_CUSTOMER') return 1 + random.weighted([5, 10, 20, 65]);
  return failure === 'PAYMENT_DECLINED' ? 2 : 1;
}

function stepsOf(random: Random, placed: number, rank: number, failure: SeedOrderFailureCode | null) {
  const count = failure ? stepsBefore(random, failure) : progressOf(rank) + 1;
  let ms = placed;
  const steps = PROGRESS.slice(0, count).map((state, nth) => {
    ms += random.between(...STEP_MS[nth]!);
    return { state, ms };
  });
  if (failure === 'CANCELLED_BY_CUSTOMER') {
    steps.push({ state: 'CANCELLED', ms: ms + random.between(MINUTE_MS, 5 * HOUR_MS) });
  } else if (failure) {
    steps.push({ state: 'FAILED', ms: ms + random.between(SECOND_MS, 20 * SECOND_MS) });
  }
  return steps;
}

/** The plan of the `index`-th order, oldest first, among the orders of a world of `scale`. */
export function orderPlan(index: number, scale: number): OrderPlan {
  const position = PER_SCALE.orders * scale - 1 - index; // 0 is the newest
  const rank = Math.floor(position / scale);
  const random = randomOf('order', index);
  const customers = PER_SCALE.users * scale - STAFF_COUNT;
  // The smaller of two draws: some customers come back often.
  const customer = 1 + Math.min(random.int(customers - 1), random.int(customers - 1));
  const adas = position % scale === 0 ? ADAS_ORDERS.get(rank) : undefined;
  const failureCode = adas === undefined ? failureOf(random, rank) : adas;
  const steps = stepsOf(random, placedMs(position, scale), rank, failureCode);
  return {
    userIndex: adas === undefined ? customerUserIndex(customer) : ADA,
    steps,
    state: steps.at(-1)!.state,
    failureCode,
  };
}
