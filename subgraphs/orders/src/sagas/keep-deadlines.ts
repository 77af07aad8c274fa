import type { Job } from '@orrery/kit';
import type { OrdersScope } from '../context.js';
import { COMPENSATIONS, type CompensationName, isStep } from '../domain/checkout-machine.js';
import { TIMED_OUT } from '../domain/order-failure.js';
import type { CheckoutDocument } from '../models/checkout.model.js';
import type { OrderDocument } from '../models/order.model.js';
import { compensate, endEarly } from './end-early.js';

const BATCH = 100;
const EVERY_MS = 2_000;

/** Keeps the deadlines of checkouts. */
export const checkoutDeadlines: Job<OrdersScope> = {
  name: 'checkout-deadlines',
  everyMs: EVERY_MS,
  run: async (scope, signal) => {
    while (!signal.aborted && (await keepDeadlines(scope)) > 0);
  },
};

/**
 * Ends the checkouts whose step was not answered in time, and asks again for what is not undone yet. Each is one transaction
 * that finds the deadline still there: two instances that do this at once do it once.
 * @returns how many deadlines had passed
 */
export async function keepDeadlines(scope: OrdersScope, now: Date = new Date()): Promise<number> {
  const { Checkout } = scope.models;
  const late = await Checkout.find({ deadlineAt: { $type: 'date', $lte: now } }, { _id: 1 })
    .sort({ deadlineAt: 1 })
    .limit(BATCH)
    .lean();
  let passed = 0;
  for (const { _id } of late) if (await passDeadline(scope, _id, now)) passed += 1;
  return passed;
}

async function passDeadline(scope: OrdersScope, id: string, now: Date): Promise<boolean> {
  const { models, transaction, log } = scope;
  return transaction(async (session) => {
    const filter = { _id: id, deadlineAt: { $lte: now } };
    const checkout = await models.Checkout.findOne(filter, null, { session }).lean<CheckoutDocument>();
    if (!checkout) return false;
    const { state, awaiting } = checkout;
    log.warn({ order: id, state, awaiting }, 'a checkout was not answered in time');
    if (isStep(state)) {
      return Boolean(await endEarly(scope, checkout, { state: 'FAILED', failure: TIMED_OUT }, session));
    }
    const order = await models.Order.findById(id, { version: 1 }, { session }).lean<OrderDocument>();
    const open = (Object.keys(COMPENSATIONS) as CompensationName[]).filter((name) =>
      awaiting.includes(COMPENSATIONS[name].done),
    );
    await compensate(scope, checkout, order?.version ?? 1, open, session);
    return true;
  });
}
