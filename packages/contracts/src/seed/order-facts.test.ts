import { describe, expect, it } from 'vitest';
import { SEED_NOW } from './calendar.js';
import { seedWorld } from './world.js';
import {
  SEED_ORDER_STATES,
  SEED_PAYMENT_STATES,
  type SeedOrder,
  type SeedPaymentState,
} from './world.types.js';

const PATHS = [
  'PENDING',
  'PENDING RESERVED',
  'PENDING RESERVED AUTHORIZED',
  'PENDING RESERVED AUTHORIZED CONFIRMED',
  'PENDING RESERVED AUTHORIZED CONFIRMED SHIPPED',
  'PENDING RESERVED AUTHORIZED CONFIRMED SHIPPED DELIVERED',
  'PENDING CANCELLED',
  'PENDING RESERVED CANCELLED',
  'PENDING RESERVED AUTHORIZED CANCELLED',
  'PENDING RESERVED AUTHORIZED CONFIRMED CANCELLED',
  'PENDING FAILED',
  'PENDING RESERVED FAILED',
];

function paymentStatesFor(order: SeedOrder): SeedPaymentState[] {
  const passed = order.history.map(({ state }) => state);
  if (order.failure?.code === 'PAYMENT_DECLINED') return ['DECLINED'];
  if (!passed.includes('AUTHORIZED')) return [];
  if (order.state === 'AUTHORIZED') return ['AUTHORIZED'];
  if (order.state === 'CANCELLED') return passed.includes('CONFIRMED') ? ['REFUNDED'] : ['VOIDED'];
  return order.state === 'DELIVERED' ? ['CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'] : ['CAPTURED'];
}

describe.each([1, 10])('the orders at scale %i', (scale) => {
  const world = seedWorld({ scale });
  const orders = [...world.orders];
  const payments = [...world.payments];
  const ordersById = new Map(orders.map((order) => [order.id, order]));
  const products = new Map(Array.from(world.products, (product) => [product.id, product]));
  const users = new Map(Array.from(world.users, (user) => [user.id, user]));

  it('should be in every state, on known paths, with rising times in the past', () => {
    expect(new Set(orders.map(({ state }) => state))).toEqual(new Set(SEED_ORDER_STATES));
    expect(
      [...new Set(orders.map(({ history }) => history.map(({ state }) => state).join(' ')))].sort(),
    ).toEqual([...PATHS].sort());
    for (const { history, state, placedAt } of orders) {
      const times = history.map(({ at }) => at);
      expect([history[0]!.at, history.at(-1)!.state]).toEqual([placedAt, state]);
      expect(times).toEqual([...new Set(times)].sort());
      expect(times.at(-1)! < SEED_NOW).toBe(true);
    }
  });

  it('should have numbers that rise with the time they were placed, within a year', () => {
    expect(orders.map(({ number }) => Number(number))).toEqual(orders.map((_, index) => 10_001 + index));
    const placed = orders.map(({ placedAt }) => placedAt);
    expect(placed).toEqual([...placed].sort());
    expect(placed[0]! > '2025-01-15T09:00:00.000Z').toBe(true);
  });

  it('should be placed by customers, to an address of theirs', () => {
    for (const { userId, shippingAddress } of orders) {
      const user = users.get(userId)!;
      expect(user.roles).toEqual(['CUSTOMER']);
      const known = user.addresses.map(({ id: _, isDefault: __, ...address }) => address);
      expect(known).toContainEqual(shippingAddress);
    }
  });

  it('should have one to six lines of different products that were on sale', () => {
    expect(new Set(orders.map(({ lines }) => lines.length))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    for (const { lines, placedAt } of orders) {
      expect(new Set(lines.map(({ productId }) => productId)).size).toBe(lines.length);
      for (const { productId, sku, name } of lines) {
        const product = products.get(productId)!;
        expect({ sku, name }).toEqual({ sku: product.sku, name: product.name });
        expect(product.createdAt <= placedAt && !product.archived).toBe(true);
      }
    }
  });

  it('should add up', () => {
    for (const { lines, subtotal, shipping, total } of orders) {
      const totals = lines.map(({ unitPrice, quantity }) => unitPrice.amountMinor * quantity);
      expect(lines.map((line) => line.total.amountMinor)).toEqual(totals);
      expect(subtotal.amountMinor).toBe(totals.reduce((sum, amount) => sum + amount, 0));
      expect(shipping.amountMinor).toBe(subtotal.amountMinor >= 7_500 ? 0 : 490);
      expect(total.amountMinor).toBe(subtotal.amountMinor + shipping.amountMinor);
    }
  });

  it('should keep the price of their time: at times lower than today, never higher', () => {
    const lines = orders.flatMap((order) => order.lines);
    const today = (id: string) => products.get(id)!.price.amountMinor;
    expect(lines.filter((line) => line.unitPrice.amountMinor > today(line.productId))).toEqual([]);
    expect(lines.filter((line) => line.unitPrice.amountMinor < today(line.productId)).length).toBeGreaterThan(
      9,
    );
  });

  it('should say why when they failed or were cancelled, and only then', () => {
    for (const { state, failure } of orders) {
      if (state === 'CANCELLED') expect(failure?.code).toBe('CANCELLED_BY_CUSTOMER');
      else if (state === 'FAILED')
        expect(failure?.code).toMatch(/OUT_OF_STOCK|PRICE_CHANGED|PAYMENT_DECLINED/);
      else expect(failure).toBeNull();
    }
  });

  it('should have the payment that fits their state, and no other', () => {
    const byOrder = new Map(payments.map((payment) => [payment.orderId, payment]));
    expect(byOrder.size).toBe(payments.length);
    expect(new Set(payments.map(({ state }) => state))).toEqual(new Set(SEED_PAYMENT_STATES));
    for (const order of orders) {
      const allowed = paymentStatesFor(order);
      const payment = byOrder.get(order.id);
      if (allowed.length === 0) expect(payment).toBeUndefined();
      else expect(allowed).toContain(payment?.state);
    }
  });

  it('should have payments whose amounts and times agree', () => {
    for (const payment of payments) {
      const order = ordersById.get(payment.orderId)!;
      const { amountMinor } = payment.amount;
      expect([amountMinor, payment.userId]).toEqual([order.total.amountMinor, order.userId]);
      expect(payment.authorizedMinor).toBe(payment.state === 'DECLINED' ? 0 : amountMinor);
      const captured = payment.history.some(({ state }) => state === 'CAPTURED');
      expect(payment.capturedMinor).toBe(captured ? amountMinor : 0);
      expect(payment.refundedMinor).toBe(
        payment.refunds.reduce((sum, { amount }) => sum + amount.amountMinor, 0),
      );
      const { refundedMinor, state } = payment;
      expect(refundedMinor === amountMinor).toBe(state === 'REFUNDED');
      expect(refundedMinor > 0 && refundedMinor < amountMinor).toBe(state === 'PARTIALLY_REFUNDED');
      expect(payment.declineReason === null).toBe(state !== 'DECLINED');
      const times = payment.history.map(({ at }) => at);
      expect(times).toEqual([...new Set(times)].sort());
      expect([payment.createdAt, times.at(-1)! < SEED_NOW]).toEqual([times[0], true]);
    }
  });
});

it('should give Ada sixteen orders in every state', () => {
  const world = seedWorld();
  const own = [...world.orders].filter(({ userId }) => userId === world.users.at(0).id);
  expect(own).toHaveLength(16);
  expect(new Set(own.map(({ state }) => state))).toEqual(new Set(SEED_ORDER_STATES));
});
