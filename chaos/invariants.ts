import type { Books, OrderBook, StockBook } from './books.js';
import { consumersOf, effectsIn } from './effects.js';
import type { LedgerEntry } from './ledger.js';

/** What must be true, by what is checked: each is a sentence for each time that it is not. */
export type Invariant = (
  books: Books,
  ledger: readonly LedgerEntry[],
  stocked: ReadonlyMap<string, number>,
) => string[];

const SOLD = new Set(['SHIPPED', 'DELIVERED']);
const PAID = new Set(['CONFIRMED', ...SOLD]);
const UNDONE = new Set(['FAILED', 'CANCELLED']);

const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'checkout.prices-requested': ['catalog.prices-quoted'],
  'checkout.stock-requested': ['inventory.stock-reserved', 'inventory.stock-refused'],
  'checkout.stock-keep-requested': ['inventory.stock-kept', 'inventory.stock-lost'],
  'checkout.stock-release-requested': ['inventory.stock-released'],
  'checkout.payment-requested': ['payments.payment-authorized', 'payments.payment-declined'],
  'checkout.capture-requested': ['payments.payment-captured', 'payments.capture-declined'],
  'checkout.payment-cancel-requested': ['payments.payment-cancelled'],
};

/** What is wrong with one figure of the stock, at any instant. */
export function stockFault({
  _id,
  onHand,
  reserved,
  sold,
  initial,
  adjusted,
}: StockBook): string | undefined {
  const free = onHand - reserved;
  if (free + reserved + sold !== initial + adjusted)
    return `${_id}: ${free} + ${reserved} + ${sold} is not ${initial} + ${adjusted}`;
  if (free < 0 || reserved < 0 || sold < 0) return `${_id}: a figure is below zero`;
  return undefined;
}

/** All invariants of a checkout, by name. */
export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  'the books of the stock add up': ({ stock }, _ledger, stocked) => {
    const faults = stock.flatMap((level) => stockFault(level) ?? []);
    for (const [productId, units] of stocked) {
      const levels = stock.filter((level) => level.productId === productId);
      const all = levels.reduce((sum, { initial, adjusted }) => sum + initial + adjusted, 0);
      if (all !== units) faults.push(`${productId}: ${all} units of ${units}`);
    }
    return faults;
  },

  'what is reserved and sold is what orders were promised': ({ stock, reservations }) => {
    const promised = (state: string, level: StockBook) =>
      reservations
        .filter((reservation) => reservation.state === state)
        .flatMap(({ lines }) => lines)
        .filter((line) => line.productId === level.productId && line.warehouseId === level.warehouseId)
        .reduce((sum, { quantity }) => sum + quantity, 0);
    return stock.flatMap((level) => [
      ...(promised('HELD', level) === level.reserved
        ? []
        : [`${level._id}: ${level.reserved} reserved, ${promised('HELD', level)} promised`]),
      ...(promised('FULFILLED', level) === level.sold
        ? []
        : [`${level._id}: ${level.sold} sold, ${promised('FULFILLED', level)} shipped`]),
    ]);
  },

  'reservations match live orders': ({ orders, reservations }) => {
    const byOrder = new Map(reservations.map((reservation) => [reservation.orderId, reservation]));
    const known = new Set(orders.map(({ _id }) => _id));
    return [
      ...reservations
        .filter(({ orderId }) => !known.has(orderId))
        .map(({ orderId }) => `${orderId} is no order, and has a reservation`),
      ...orders.flatMap((order) => {
        const reservation = byOrder.get(order._id);
        const wanted = SOLD.has(order.state) ? 'FULFILLED' : PAID.has(order.state) ? 'HELD' : 'RELEASED';
        const state = reservation?.state ?? 'RELEASED';
        if (state !== wanted) return [`${order._id} is ${order.state}, and its reservation ${state}`];
        if (wanted === 'RELEASED' || sameUnits(order, reservation?.lines ?? [])) return [];
        return [`${order._id} was promised other units than it ordered`];
      }),
    ];
  },

  'money was taken once for each order that stands, and not for others': ({ orders, provider }) => {
    const known = new Map(orders.map((order) => [order._id, order]));
    const faults: string[] = [];
    for (const [orderId, money] of moneyByOrder(provider)) {
      const order = known.get(orderId);
      if (!order) faults.push(`${orderId} is no order, and money was moved for it`);
      if (money.captures > 1) faults.push(`${orderId} was captured ${money.captures} times`);
      if (money.authorizations > 1) faults.push(`${orderId} was authorized ${money.authorizations} times`);
      if (money.refunds > 1) faults.push(`${orderId} was refunded ${money.refunds} times`);
      if (money.voids > 1) faults.push(`${orderId} was voided ${money.voids} times`);
    }
    for (const { _id, state, total } of orders) {
      const money = moneyByOrder(provider).get(_id);
      const kept = (money?.capturedMinor ?? 0) - (money?.refundedMinor ?? 0);
      const due = PAID.has(state) ? (total?.amountMinor ?? -1) : 0;
      if (kept !== due) faults.push(`${_id} is ${state}: ${kept} were kept, ${due} are due`);
      const open = (money?.authorizations ?? 0) > (money?.captures ?? 0) + (money?.voids ?? 0);
      if (UNDONE.has(state) && open) faults.push(`${_id} is ${state}, and its money still set aside`);
    }
    return faults;
  },

  'every acknowledged order exists, once, as it was ordered': ({ orders }, ledger) => {
    const known = new Map(orders.map((order) => [order._id, order]));
    const faults = ledger.flatMap(
      ({ orderId, userId, expectedTotalMinor, violations, cancelled, shipped }) => {
        const own = [...violations];
        const order = orderId ? known.get(orderId) : undefined;
        if (orderId && !order) own.push(`${orderId} was acknowledged, and is not there`);
        if (order && order.userId !== userId) own.push(`${orderId} is another's`);
        if (order && PAID.has(order.state) && order.total?.amountMinor !== expectedTotalMinor) {
          own.push(`${orderId} costs ${order.total?.amountMinor}, ${expectedTotalMinor} was agreed`);
        }
        if (order && cancelled && order.state !== 'CANCELLED')
          own.push(`${orderId} was cancelled, and is ${order.state}`);
        if (order && shipped && !SOLD.has(order.state))
          own.push(`${orderId} was shipped, and is ${order.state}`);
        return own;
      },
    );
    if (orders.length > ledger.length)
      faults.push(`${orders.length} orders of ${ledger.length} that were wanted`);
    return faults;
  },

  'what was ordered and not paid is in the cart again': ({ orders, carts }) => {
    const held = new Map(
      carts.map(({ userId, lines }) => [userId, new Set(lines.map(({ productId }) => productId))]),
    );
    return orders.flatMap(({ _id, userId, state, history, lines }) => {
      // One that was confirmed may have been paid when it was cancelled. Each customer orders once: nothing is taken out later.
      if (!UNDONE.has(state) || history.some((step) => step.state === 'CONFIRMED')) return [];
      return lines
        .filter(({ productId }) => !held.get(userId)?.has(productId))
        .map(({ productId }) => `${_id} is ${state}, and ${productId} is not in its customer's cart`);
    });
  },

  'every order and every saga has come to its end': ({ orders, checkouts }) => {
    const ends = new Map(checkouts.map(({ _id, state }) => [_id, state]));
    return orders.flatMap(({ _id, state, version, history, failure }) => {
      const own: string[] = [];
      const end = UNDONE.has(state) ? 'COMPENSATED' : 'COMPLETED';
      if (!PAID.has(state) && !UNDONE.has(state)) own.push(`${_id} is still ${state}`);
      if (ends.get(_id) !== end) own.push(`${_id} is ${state}, and its checkout ${ends.get(_id)}`);
      if (history.length !== version || history.at(-1)?.state !== state)
        own.push(`${_id} has a history that does not fit`);
      if (UNDONE.has(state) !== (failure !== null))
        own.push(`${_id} is ${state}, and its failure is ${failure?.code}`);
      return own;
    });
  },

  'every event had each of its effects, and no other': ({ events }) => {
    const sent = new Map(events.flatMap((book) => book.sent.map((row) => [row.envelope.id, row] as const)));
    const faults: string[] = [];
    for (const { envelope, pending } of sent.values()) {
      if (pending.length > 0)
        faults.push(`${envelope.type} ${envelope.id} still waits for ${pending.join(', ')}`);
    }
    for (const book of events) {
      const { service } = book;
      const had = effectsIn(book);
      for (const id of had.keys()) {
        if (!sent.has(id)) faults.push(`${service} had the effect of ${id}, which nobody sent`);
      }
      for (const { envelope } of sent.values()) {
        const wanted = consumersOf(envelope.type).includes(service) ? 1 : 0;
        const effects = had.get(envelope.id) ?? 0;
        if (effects !== wanted)
          faults.push(`${envelope.type} ${envelope.id} had ${effects} effects in ${service}`);
      }
    }
    return faults;
  },

  'every request was answered once': ({ events }) => {
    const count = new Map<string, number>();
    for (const { envelope } of events.flatMap(({ sent }) => sent)) {
      const key = `${envelope.subject} ${envelope.type}`;
      count.set(key, (count.get(key) ?? 0) + 1);
    }
    const of = (subject: string, types: readonly string[]) =>
      types.reduce((sum, type) => sum + (count.get(`${subject} ${type}`) ?? 0), 0);
    return [...count].flatMap(([key, asked]) => {
      const [subject = '', type = ''] = key.split(' ');
      const answers = ANSWERS[type];
      if (!answers || of(subject, answers) === asked) return [];
      return [`${type} of ${subject} was asked ${asked} times, and answered ${of(subject, answers)} times`];
    });
  },

  'events are numbered without a gap': ({ events }) =>
    events.flatMap(({ service, sent }) => {
      const numbers = new Map<string, number[]>();
      for (const { envelope } of sent) {
        numbers.set(envelope.subject, [...(numbers.get(envelope.subject) ?? []), envelope.sequence]);
      }
      return [...numbers].flatMap(([subject, all]) =>
        all.sort((a, b) => a - b).some((number, i) => number !== i + 1)
          ? [`${service} misses an event of ${subject}`]
          : [],
      );
    }),

  'there is no dead letter': ({ events }) =>
    events.flatMap(({ service, deadLetters, parked }) => [
      ...deadLetters.map(({ _id, error }) => `${service}: ${_id}: ${error}`),
      ...(parked > 0 ? [`${service}: ${parked} events are parked`] : []),
    ]),
};

/** Checks all invariants; resolves to what is violated, a sentence each. */
export function violationsOf(
  books: Books,
  ledger: readonly LedgerEntry[],
  stocked: ReadonlyMap<string, number>,
): string[] {
  return Object.entries(INVARIANTS).flatMap(([name, invariant]) =>
    invariant(books, ledger, stocked).map((fault) => `${name}: ${fault}`),
  );
}

function sameUnits(
  order: OrderBook,
  promised: readonly { readonly productId: string; readonly quantity: number }[],
): boolean {
  const text = (lines: readonly { productId: string; quantity: number }[]) =>
    lines
      .map(({ productId, quantity }) => `${productId} ${quantity}`)
      .sort()
      .join();
  return text(order.lines) === text(promised);
}

interface MoneyOfOrder {
  authorizations: number;
  captures: number;
  voids: number;
  refunds: number;
  capturedMinor: number;
  refundedMinor: number;
}

function moneyByOrder(provider: Books['provider']): Map<string, MoneyOfOrder> {
  const byOrder = new Map<string, MoneyOfOrder>();
  for (const { key, operation, outcome, amountMinor } of provider) {
    const orderId = key.split(':')[0] ?? '';
    if (outcome !== 'APPROVED' || operation === 'closed') continue;
    const money = byOrder.get(orderId) ?? {
      authorizations: 0,
      captures: 0,
      voids: 0,
      refunds: 0,
      capturedMinor: 0,
      refundedMinor: 0,
    };
    byOrder.set(orderId, money);
    if (operation === 'authorize') money.authorizations += 1;
    if (operation === 'capture') {
      money.captures += 1;
      money.capturedMinor += amountMinor;
    }
    if (operation === 'void') money.voids += 1;
    if (operation === 'refund') {
      money.refunds += 1;
      money.refundedMinor += amountMinor;
    }
  }
  return byOrder;
}
