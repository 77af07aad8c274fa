import { seedId } from '../ids.js';
import { DAY_MS, isoTime, MINUTE_MS, SECOND_MS, SEED_NOW_MS } from './calendar.js';
import { euros } from './money.js';
import { type OrderPlan, orderPlan } from './order-plan.js';
import { orderAt } from './orders.js';
import { type Random, randomOf } from './random.js';
import type { SeedOrder, SeedOrderState, SeedPayment, SeedPaymentState } from './world.types.js';

type Step = { readonly state: SeedPaymentState; readonly at: string };
type Refund = { readonly amountMinor: number; readonly reason: string; readonly ms: number };

const REASONS = ['Wrong size', 'Arrived damaged', 'Did not like the colour', 'Not as described'] as const;

/** Whether the order got as far as its payment. */
export function hasPayment(plan: OrderPlan): boolean {
  return plan.failureCode === 'PAYMENT_DECLINED' || plan.steps.some((step) => step.state === 'AUTHORIZED');
}

function timeOf(plan: OrderPlan, state: SeedOrderState): number | undefined {
  return plan.steps.find((step) => step.state === state)?.ms;
}

/** What was given back: all of an order that was cancelled after its capture, now and then a return after delivery. */
function refundOf(random: Random, plan: OrderPlan, order: SeedOrder): Refund | undefined {
  const amountMinor = order.total.amountMinor;
  const cancelledMs = timeOf(plan, 'CANCELLED');
  if (cancelledMs !== undefined) {
    return { amountMinor, reason: 'Order cancelled', ms: cancelledMs + random.between(SECOND_MS, MINUTE_MS) };
  }
  const deliveredMs = timeOf(plan, 'DELIVERED');
  const kind = (['none', 'one', 'all'] as const)[random.weighted([88, 8, 4])];
  if (deliveredMs === undefined || kind === 'none') return undefined;
  return {
    amountMinor: kind === 'all' ? amountMinor : order.lines[0]!.unitPrice.amountMinor,
    reason: random.pick(REASONS),
    ms: random.between(deliveredMs + 2 * DAY_MS, Math.min(deliveredMs + 20 * DAY_MS, SEED_NOW_MS)),
  };
}

function cardOf(random: Random): SeedPayment['card'] {
  const brand = (['VISA', 'MASTERCARD', 'AMEX'] as const)[random.weighted([5, 4, 1])]!;
  return { brand, last4: String(random.int(10_000)).padStart(4, '0') };
}

/** What became of a payment that was authorized. */
function laterSteps(plan: OrderPlan, order: SeedOrder, refund: Refund | undefined): Step[] {
  const confirmedMs = timeOf(plan, 'CONFIRMED');
  const cancelledMs = timeOf(plan, 'CANCELLED');
  if (confirmedMs === undefined) {
    return cancelledMs === undefined ? [] : [{ state: 'VOIDED', at: isoTime(cancelledMs + SECOND_MS) }];
  }
  const captured: Step = { state: 'CAPTURED', at: isoTime(confirmedMs + SECOND_MS) };
  if (!refund) return [captured];
  const whole = refund.amountMinor === order.total.amountMinor;
  return [captured, { state: whole ? 'REFUNDED' : 'PARTIALLY_REFUNDED', at: isoTime(refund.ms) }];
}

/** The payment of the order of that index; only for an order that {@link hasPayment}. */
export function paymentOfOrder(index: number, scale: number): SeedPayment {
  const plan = orderPlan(index, scale);
  const order = orderAt(index, scale);
  const random = randomOf('payment', index);
  const declined = plan.failureCode === 'PAYMENT_DECLINED';
  const firstMs = timeOf(plan, declined ? 'FAILED' : 'AUTHORIZED')!;
  const card = cardOf(random);
  const captured = timeOf(plan, 'CONFIRMED') !== undefined;
  const refund = captured ? refundOf(random, plan, order) : undefined;
  const history: Step[] = [
    { state: declined ? 'DECLINED' : 'AUTHORIZED', at: isoTime(firstMs) },
    ...(declined ? [] : laterSteps(plan, order, refund)),
  ];
  const amount = order.total;
  return {
    id: seedId('Payment', index),
    orderId: order.id,
    userId: order.userId,
    amount,
    authorizedMinor: declined ? 0 : amount.amountMinor,
    capturedMinor: captured ? amount.amountMinor : 0,
    refundedMinor: refund?.amountMinor ?? 0,
    state: history.at(-1)!.state,
    history,
    card,
    declineReason: declined
      ? (['INSUFFICIENT_FUNDS', 'CARD_EXPIRED', 'SUSPECTED_FRAUD'] as const)[random.weighted([6, 3, 1])]!
      : null,
    refunds: refund
      ? [
          {
            id: seedId('Refund', index),
            amount: euros(refund.amountMinor),
            reason: refund.reason,
            createdAt: isoTime(refund.ms),
          },
        ]
      : [],
    createdAt: isoTime(firstMs),
  };
}
