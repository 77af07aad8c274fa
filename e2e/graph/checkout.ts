import { randomUUID } from 'node:crypto';
import { seedId } from '@orrery/contracts';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { until } from '../subscriptions/fixture/until.js';
import { hear, websocketClient } from '../subscriptions/fixture/websocket-client.js';
import { GraphClient } from './graph-client.js';

const PRODUCT = seedId('Product', 15);
const ADDRESS = {
  recipient: 'Ada Lindholm',
  lines: ['Ring 1'],
  postalCode: '10115',
  city: 'Berlin',
  country: 'DE',
};
const CHECKOUT = `mutation ($input: CheckoutInput!) { checkout(input: $input) { __typename
  ... on Order { id state version total { amountMinor } } ... on MutationError { code } } }`;
const WATCH = `subscription ($id: ID!) { orderUpdated(id: $id) { state version total { amountMinor }
  payment { state } lines { product { name } } failure { __typename code } } }`;

interface Update {
  readonly data: {
    readonly orderUpdated: {
      readonly state: string;
      readonly version: number;
      readonly payment: { readonly state: string } | null;
      readonly lines: readonly { readonly product: { readonly name: string } }[];
    };
  };
}

describe('checking out over the graph', () => {
  const places = inject('system');
  const client = new GraphClient(places);
  const stops: (() => unknown)[] = [];

  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  const stock = async () => {
    const { product } = await client.dataOf('query ($id: ID!) { product(id: $id) { stock { available } } }', {
      id: PRODUCT,
    });
    return (product as { stock: { available: number } }).stock.available;
  };

  const orderOf = async (id: string) => {
    const query = `query ($id: ID!) { order(id: $id) { state version payment { state refunded { amountMinor } captured { amountMinor } }
      failure { __typename code ... on OrderPaymentDeclined { reason } ... on OutOfStock { lines { product { name } wanted available } } } } }`;
    const { data } = await client.run(query, { id }, 'ada');
    return data?.order as { state: string; version: number; payment: unknown; failure: unknown };
  };

  /** Fills ada's cart with units of one product, and checks out. */
  async function checkOut(quantity: number, paymentMethod = 'tok_visa') {
    await client.run('mutation { clearCart { id } }', {}, 'ada');
    const add = 'mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { __typename } }';
    await client.run(add, { input: { productId: PRODUCT, quantity } }, 'ada');
    const { cart } = await client.dataOf('{ cart { id total { amountMinor currency } } }', {}, 'ada');
    const { id: cartId, total: expectedTotal } = cart as { id: string; total: { amountMinor: number } };
    const input = {
      idempotencyKey: randomUUID(),
      cartId,
      shippingAddress: ADDRESS,
      paymentMethod,
      expectedTotal,
    };
    const { data: placed, errors } = await client.run(CHECKOUT, { input }, 'ada');
    expect(errors).toBeUndefined();
    return { input, order: placed?.checkout as { id: string; state: string; version: number } };
  }

  async function ended(id: string, state: string): Promise<void> {
    await until(async () => (await orderOf(id)).state === state);
  }

  it('should be told live of every step, with the payment and the products, and be paid in the end', async () => {
    const before = await stock();
    const { input, order } = await checkOut(2);
    expect(order).toEqual({ __typename: 'Order', id: order.id, state: 'PENDING', version: 1, total: null });
    const socket = websocketClient(`http://127.0.0.1:${places.gatewayPort}`, {
      connectionParams: { authorization: `Bearer ${await client.token('ada')}` },
    });
    stops.push(() => socket.dispose());
    const { answers } = hear(socket, WATCH, { id: order.id });
    await ended(order.id, 'CONFIRMED');
    await until(async () => JSON.stringify((await orderOf(order.id)).payment).includes('CAPTURED'));
    expect(await stock()).toBe(before - 2);

    const cancel = 'mutation ($id: ID!) { cancelOrder(id: $id) { __typename } }';
    expect((await client.run(cancel, { id: order.id }, 'ada')).data).toEqual({
      cancelOrder: { __typename: 'Order' },
    });
    await until(() => answers.some((answer) => versionOf(answer) === 5));
    const versions = answers.map(versionOf);
    // It may have begun to listen late, and then misses none: each version is one more than that before it.
    expect(versions).toEqual(versions.map((_, nth) => (versions[0] ?? 0) + nth));
    expect((answers.at(-1) as Update).data.orderUpdated).toMatchObject({
      state: 'CANCELLED',
      failure: { __typename: 'OrderCancelled', code: 'CANCELLED_BY_CUSTOMER' },
      lines: [{ product: { name: expect.any(String) } }],
    });
    await until(async () => JSON.stringify((await orderOf(order.id)).payment).includes('"REFUNDED"'));
    await until(async () => (await stock()) === before);

    const again = await client.run(CHECKOUT, { input }, 'ada');
    expect(again.data?.checkout).toMatchObject({ id: order.id, state: 'CANCELLED', version: 5 });
    const other = { ...input, paymentMethod: 'tok_amex' };
    expect((await client.run(CHECKOUT, { input: other }, 'ada')).data?.checkout).toEqual({
      __typename: 'IdempotencyKeyReused',
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('should say why a payment was declined, and give the stock back', async () => {
    const before = await stock();
    const { order } = await checkOut(1, 'tok_no-funds');
    await ended(order.id, 'FAILED');
    expect((await orderOf(order.id)).failure).toEqual({
      __typename: 'OrderPaymentDeclined',
      code: 'PAYMENT_DECLINED',
      reason: 'INSUFFICIENT_FUNDS',
    });
    await until(async () => (await stock()) === before);
  });

  it('should say which lines are out of stock, and what is left of them', async () => {
    const { order } = await checkOut(99);
    await ended(order.id, 'FAILED');
    expect((await orderOf(order.id)).failure).toEqual({
      __typename: 'OutOfStock',
      code: 'OUT_OF_STOCK',
      lines: [{ product: { name: expect.any(String) }, wanted: 99, available: expect.any(Number) }],
    });
  });

  it('should give the cart back when the order comes to nothing, and refuse an empty one at once', async () => {
    const { input, order } = await checkOut(1, 'tok_no-funds');
    await ended(order.id, 'FAILED');
    const cart = '{ cart { id lines { quantity product { id } } } }';
    expect((await client.dataOf(cart, {}, 'ada')).cart).toEqual({
      id: input.cartId,
      lines: [{ quantity: 1, product: { id: PRODUCT } }],
    });
    await client.run('mutation { clearCart { id } }', {}, 'ada');
    const answer = await client.run(CHECKOUT, { input: { ...input, idempotencyKey: randomUUID() } }, 'ada');
    expect(answer.data?.checkout).toEqual({ __typename: 'CartEmpty', code: 'CART_EMPTY' });
  });
});

function versionOf(answer: unknown): number {
  return (answer as Update).data.orderUpdated.version;
}
