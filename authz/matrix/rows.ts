import { newId, seedId } from '@orrery/contracts';
import { seedWorld } from '@orrery/contracts/seed';
import mongoose from 'mongoose';
import { SERVICES } from '../../dev/src/topology.js';
import { ASKERS, OWNER } from './askers.js';
import type { Databases, Row } from './databases.js';

const FAR_FUTURE = new Date('2100-01-01T00:00:00Z');
const OWNER_ID = OWNER.user?.id ?? '';

/** The rows that are asked for, by what they show: ids. All of what has an owner is the owner's. */
export interface Rows {
  readonly product: string;
  readonly productSku: string;
  readonly productSlug: string;
  readonly brand: string;
  readonly category: string;
  readonly categorySlug: string;
  readonly rootCategory: string;
  readonly warehouse: string;
  readonly stockLevel: string;
  readonly reservation: string;
  readonly cart: string;
  readonly cartLines: readonly string[];
  readonly order: string;
  readonly orderNumber: string;
  /** Orders that ended early, by the reason's code. */
  readonly failed: Readonly<Record<string, string>>;
  /** Of {@link Rows.order}: captured, a part given back. */
  readonly payment: string;
  readonly declinedPayment: string;
  /** Something is asked of the provider, and not before the next century. */
  readonly pendingPayment: string;
  readonly refund: string;
  readonly failedRefund: string;
  readonly review: string;
}

/** Finds the rows in the demo data, and adds what no demo data has: every field is to have a value somewhere. */
export async function prepareRows(databases: Databases): Promise<Rows> {
  const product = seedWorld().products.at(0);
  const order = await databases.row('orders', 'orders', { userId: OWNER_ID, state: 'DELIVERED' });
  const base = await databases.row('payments', 'payments', { userId: OWNER_ID, state: 'CAPTURED' });
  const payment = await addPayment(databases, base, { orderId: order._id, state: 'PARTIALLY_REFUNDED' });
  const category = await databases.row('catalog', 'categories', { _id: product.categoryId });
  const cart = await databases.row('orders', 'carts', { userId: OWNER_ID });
  const warehouse = await databases.row('inventory', 'warehouses');
  await addPhone(databases);
  await addSessions(databases);
  await addApiKey(databases);
  await addRevocation(databases);
  await addCarts(databases);
  await addAdjustment(databases, product.id, warehouse._id);
  await addAuditRecords(databases);
  return {
    product: product.id,
    productSku: product.sku,
    productSlug: product.slug,
    brand: product.brandId,
    category: category._id,
    categorySlug: String(category.slug),
    rootCategory: (category.ancestorIds as string[])[0] ?? '',
    warehouse: warehouse._id,
    stockLevel: (await databases.row('inventory', 'stockLevels', { productId: product.id }))._id,
    reservation: await expiringReservation(databases),
    cart: cart._id,
    cartLines: (cart.lines as Row[]).map(({ _id }) => _id),
    order: order._id,
    orderNumber: String(order.number),
    failed: await addFailedOrders(databases, order, product.id),
    payment,
    declinedPayment: await addPayment(databases, base, {
      state: 'DECLINED',
      declineReason: 'CARD_EXPIRED',
      live: false,
    }),
    pendingPayment: await addPayment(databases, base, {
      state: 'AUTHORIZED',
      pending: 'CAPTURE',
      dueAt: FAR_FUTURE,
    }),
    refund: await addRefund(databases, payment, { state: 'SUCCEEDED' }),
    failedRefund: await addRefund(databases, payment, {
      state: 'FAILED',
      declineReason: 'CARD_EXPIRED',
      retryAt: FAR_FUTURE,
    }),
    review: (await databases.row('reviews', 'reviews', { userId: OWNER_ID }))._id,
  };
}

// Of nothing that was done: no command of every service is run before it is read.
async function addAuditRecords(databases: Databases): Promise<void> {
  for (const { name } of SERVICES) {
    await databases.collection(name, 'audit_log').insertOne({
      _id: new mongoose.mongo.ObjectId() as never,
      at: new Date(),
      requestId: 'authz',
      command: 'nothing',
      actor: { kind: 'user', id: OWNER_ID, roles: ['CUSTOMER'] },
      entities: [{ type: 'User', id: OWNER_ID }],
    });
  }
}

async function addPhone(databases: Databases): Promise<void> {
  const { _id } = await databases.row('accounts', 'users', { _id: OWNER_ID });
  const change = { $set: { 'addresses.0.phone': '+353 1 555 0100' } };
  await databases.collection('accounts', 'users').updateOne({ _id }, change);
}

/** Logins of the owner's, of which the first is only looked at. */
export async function addSessions(databases: Databases, count = 1): Promise<readonly string[]> {
  const now = new Date();
  const rows = Array.from({ length: count }, () => ({
    _id: newId('Session'),
    userId: OWNER_ID,
    agent: 'a browser',
    createdAt: now,
    lastUsedAt: now,
    endedAt: null,
    expiresAt: FAR_FUTURE,
  }));
  await databases.collection('accounts', 'sessions').insertMany(rows);
  return rows.map(({ _id }) => _id);
}

async function addApiKey(databases: Databases): Promise<void> {
  await databases.collection('accounts', 'api_keys').insertOne({
    _id: newId('ApiKey'),
    userId: OWNER_ID,
    name: 'a machine',
    scopes: ['orders:read'],
    prefix: 'ork_authz',
    hash: 'of nothing',
    createdAt: new Date(),
    expiresAt: FAR_FUTURE,
    lastUsedAt: new Date(),
    revokedAt: null,
  });
}

async function addRevocation(databases: Databases): Promise<void> {
  await databases.collection('accounts', 'revocations').insertOne({
    _id: newId('Session'),
    userId: newId('User'), // nobody's, so that nobody is turned away
    everything: false,
    sessionIds: [newId('Session')],
    clientIds: ['client:nobody'],
    exceptSessionId: newId('Session'),
    at: new Date(),
  });
}

async function addCarts(databases: Databases): Promise<void> {
  const carts = databases.collection('orders', 'carts');
  for (const { user } of ASKERS) {
    if (!user) continue;
    const line = {
      _id: newId('CartLine'),
      productId: seedId('Product', 2),
      quantity: 1,
      addedAt: new Date(),
    };
    const cart = { _id: newId('Cart'), lines: [line], updatedAt: new Date() };
    await carts.updateOne({ userId: user.id }, { $setOnInsert: cart }, { upsert: true });
  }
}

async function addAdjustment(databases: Databases, productId: string, warehouseId: string): Promise<void> {
  await databases.collection('inventory', 'stockAdjustments').insertOne({
    _id: newId('StockAdjustment'),
    productId,
    warehouseId,
    delta: 1,
    reason: 'COUNTED',
    note: 'one more was found',
    madeBy: ASKERS.find(({ role }) => role === 'WAREHOUSE')?.user?.id,
    madeAt: new Date(),
  });
}

async function expiringReservation(databases: Databases): Promise<string> {
  const { _id } = await databases.row('inventory', 'reservations', { state: 'HELD' });
  const change = { $set: { expiresAt: FAR_FUTURE } };
  await databases.collection('inventory', 'reservations').updateOne({ _id }, change);
  return _id;
}

async function addFailedOrders(
  databases: Databases,
  base: Row,
  productId: string,
): Promise<Readonly<Record<string, string>>> {
  const money = { amountMinor: 100, currency: 'EUR' };
  const failures: Record<string, object> = {
    OUT_OF_STOCK: { lines: [{ productId, wanted: 3, available: 1 }] },
    PRICE_CHANGED: { expectedTotal: money, total: money },
    PAYMENT_DECLINED: { reason: 'CARD_EXPIRED' },
    CANCELLED_BY_CUSTOMER: {},
    TIMED_OUT: {},
  };
  const ids: Record<string, string> = {};
  for (const [index, [code, more]] of Object.entries(failures).entries()) {
    const _id = newId('Order');
    const state = code === 'CANCELLED_BY_CUSTOMER' ? 'CANCELLED' : 'FAILED';
    const failure = { code, message: 'It came to nothing.', ...more };
    await databases
      .collection('orders', 'orders')
      .insertOne({ ...base, _id, number: `authz-${index}`, state, failure });
    ids[code] = _id;
  }
  return ids;
}

/** A payment of the owner's that is as another but for what differs. Resolves to its id. */
export async function addPayment(
  databases: Databases,
  base: Row,
  differs: Readonly<Record<string, unknown>>,
): Promise<string> {
  const _id = newId('Payment');
  const row = {
    ...base,
    _id,
    orderId: newId('Order'),
    authorizationKey: `authz ${_id}`,
    userId: OWNER_ID,
    createdAt: new Date(),
    ...differs,
  };
  // An order has one payment that counts, and the newest is the one that is shown.
  await databases
    .collection('payments', 'payments')
    .updateMany({ orderId: row.orderId }, { $set: { live: false } });
  await databases.collection('payments', 'payments').insertOne(row);
  return _id;
}

async function addRefund(
  databases: Databases,
  paymentId: string,
  differs: Readonly<Record<string, unknown>>,
): Promise<string> {
  const _id = newId('Refund');
  const now = new Date();
  await databases.collection('payments', 'refunds').insertOne({
    _id,
    paymentId,
    userId: OWNER_ID,
    amount: { amountMinor: 100, currency: 'EUR' },
    reason: 'Wrong size',
    idempotencyKey: `authz ${_id}`,
    state: 'SUCCEEDED',
    dueAt: null,
    asks: 1,
    declineReason: null,
    createdAt: now,
    updatedAt: now,
    ...differs,
  });
  return _id;
}
