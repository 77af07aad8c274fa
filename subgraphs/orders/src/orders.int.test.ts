import { seedId } from '@orrery/contracts';
import { type SeedOrder, seedWorld } from '@orrery/contracts/seed';
import type { Caller } from '@orrery/runtime';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderDocument } from './models/order.model.js';
import type { OrdersModels } from './models/orders.models.js';
import { orders } from './service.js';

const ALL = [...seedWorld().orders];
const newestFirst = ALL.toReversed(); // seeded orders are the oldest first, no two of the same time
const { userId: customer } = seedWorld().carts.at(0); // the one with the most orders
const theirs = newestFirst.filter(({ userId }) => userId === customer);
const one = theirs.find(({ failure }) => failure) as SeedOrder;

const asCustomer = { caller: callerOf(customer) };
const asOther = { caller: callerOf(seedId('User', 'other')) };
const as = (role: 'SUPPORT' | 'FINANCE' | 'WAREHOUSE' | 'CATALOG_MANAGER') => ({
  caller: callerOf(seedId('User', 'staff'), role),
});

interface OrderPage {
  totalCount: number;
  nodes: { id: string; state: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const PAGE = 'totalCount nodes { id state } pageInfo { hasNextPage endCursor }';
const OF_USER = `query ($id: ID!, $first: Int = 5, $after: String, $state: OrderState) {
  _entities(representations: [{ __typename: "User", id: $id }]) {
    ... on User { orders(first: $first, after: $after, state: $state) { ${PAGE} } }
  }
}`;
const LIST = `query ($first: Int = 5, $after: String, $state: OrderState) {
  orders(first: $first, after: $after, state: $state) { ${PAGE} }
}`;

describe('orders', () => {
  let service: TestService;
  let models: OrdersModels;

  beforeAll(async () => {
    service = await openTestService(orders);
    models = service.opened.scope().models as OrdersModels;
    expect(await service.seed()).toEqual({ orders: 400, carts: 12, events: 400 });
  });

  afterAll(() => service.close());

  async function ordersOf(id: string, variables: object, sentBy: object) {
    const { data, errors } = await service.execute<{ _entities: { orders: OrderPage | null }[] }>(
      OF_USER,
      { id, ...variables },
      sentBy,
    );
    expect(errors).toBeUndefined();
    return data._entities[0]?.orders;
  }

  it('should write the same seed only once', async () => {
    expect(await service.seed()).toEqual({ orders: 0, carts: 0, events: 0 });
    expect(await models.Order.countDocuments()).toBe(400);
  });

  it('should answer an order to its customer as it was placed', async () => {
    const { data, errors } = await service.execute(
      `query ($id: ID!) {
        order(id: $id) {
          id number state version placedAt
          lines { id sku name unitPrice { amountMinor currency } quantity total { amountMinor currency }
            product { id } }
          subtotal { amountMinor currency } shipping { amountMinor currency } total { amountMinor currency }
          shippingAddress { recipient lines postalCode city country }
          history { state at } failure { code message } customer { id }
        }
      }`,
      { id: one.id },
      asCustomer,
    );
    expect(errors).toBeUndefined();
    const { userId, lines, ...expected } = one;
    expect(data).toEqual({
      order: {
        ...expected,
        version: one.history.length,
        customer: { id: userId },
        lines: lines.map(({ productId, ...line }) => ({
          ...line,
          product: { id: productId },
        })),
      },
    });
  });

  it.each([
    ['nobody', {}, null],
    ['another customer', asOther, null],
    ['a catalog manager', as('CATALOG_MANAGER'), null],
    ['its customer', asCustomer, { id: one.id }],
    ['support', as('SUPPORT'), { id: one.id }],
    ['finance', as('FINANCE'), { id: one.id }],
    ['the warehouse', as('WAREHOUSE'), { id: one.id }],
  ])('should show an order to %s by id, number and reference alike', async (_who, sentBy, seen) => {
    const { data, errors } = await service.execute(
      `query ($id: ID!, $number: String!) {
        order(id: $id) { id }
        orderByNumber(number: $number) { id }
        _entities(representations: [{ __typename: "Order", id: $id }]) { ... on Order { id } }
      }`,
      { id: one.id, number: one.number },
      sentBy,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ order: seen, orderByNumber: seen, _entities: [seen] });
  });

  it('should answer null for an order that does not exist', async () => {
    const { data } = await service.execute(
      '{ order(id: "ord_nothing") { id } orderByNumber(number: "1") { id } }',
      {},
      as('SUPPORT'),
    );
    expect(data).toEqual({ order: null, orderByNumber: null });
  });

  it('should list the orders of a user to the user and to whoever may read all orders, and to nobody else', async () => {
    const expected = {
      totalCount: theirs.length,
      nodes: theirs.slice(0, 5).map(({ id, state }) => ({ id, state })),
    };
    expect(await ordersOf(customer, {}, asCustomer)).toMatchObject(expected);
    for (const role of ['SUPPORT', 'FINANCE', 'WAREHOUSE'] as const) {
      expect(await ordersOf(customer, {}, as(role))).toMatchObject(expected);
    }
    // Who may read users, but no orders, is not told how many there are either.
    const readsUsers: Caller = {
      kind: 'machine',
      clientId: 'client:1',
      roles: [],
      scopes: ['users:read'],
      expiresAt: Number.MAX_SAFE_INTEGER,
    };
    for (const sentBy of [{}, asOther, as('CATALOG_MANAGER'), { caller: readsUsers }]) {
      expect(await ordersOf(customer, {}, sentBy)).toBeNull();
    }
  });

  it('should list a user only the orders in the asked state', async () => {
    const delivered = theirs.filter(({ state }) => state === 'DELIVERED');
    const page = await ordersOf(customer, { state: 'DELIVERED', first: 100 }, asCustomer);
    expect(page?.totalCount).toBe(delivered.length);
    expect(page?.nodes.map(({ id }) => id)).toEqual(delivered.map(({ id }) => id));
  });

  it.each(['SUPPORT', 'FINANCE', 'WAREHOUSE'] as const)('should list every order to %s', async (role) => {
    const { data } = await service.execute<{ orders: OrderPage }>(LIST, { first: 100 }, as(role));
    expect(data.orders.totalCount).toBe(400);
    expect(data.orders.nodes.map(({ id }) => id)).toEqual(newestFirst.slice(0, 100).map(({ id }) => id));
  });

  it('should list staff the orders in a state', async () => {
    const confirmed = newestFirst.filter(({ state }) => state === 'CONFIRMED').map(({ id }) => id);
    const variables = { first: 100, state: 'CONFIRMED' };
    const { data } = await service.execute<{ orders: OrderPage }>(LIST, variables, as('WAREHOUSE'));
    expect(data.orders.totalCount).toBe(confirmed.length);
    expect(data.orders.nodes.map(({ id }) => id)).toEqual(confirmed);
  });

  it.each([
    ['nobody', {}, 'UNAUTHENTICATED'],
    ['a customer', asCustomer, 'FORBIDDEN'],
    ['a catalog manager', as('CATALOG_MANAGER'), 'FORBIDDEN'],
  ])('should refuse the list of all orders to %s', async (_who, sentBy, code) => {
    const { data, errors } = await service.execute(LIST, {}, sentBy);
    expect(data).toBeNull();
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual([code]);
  });

  it('should page through a list without loss or repetition while orders are placed', async () => {
    const newer: OrderDocument = {
      ...((await models.Order.findById(one.id).lean()) as OrderDocument),
      _id: seedId('Order', 'newer'),
      number: '99999',
      placedAt: new Date('2099-01-01'),
    };
    let page = await ordersOf(customer, { first: 3 }, asCustomer);
    const seen = [...(page?.nodes ?? [])];
    await models.Order.create(newer);
    while (page?.pageInfo.hasNextPage) {
      page = await ordersOf(customer, { first: 3, after: page.pageInfo.endCursor }, asCustomer);
      seen.push(...(page?.nodes ?? []));
    }
    await models.Order.deleteOne({ _id: newer._id });
    expect(seen.map(({ id }) => id)).toEqual(theirs.map(({ id }) => id));
  });

  it.each([0, -1, 1_000_000_000])('should refuse pages of %d orders', async (first) => {
    const { errors } = await service.execute(LIST, { first }, as('SUPPORT'));
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'first' }] });
  });

  it('should refuse a cursor that was altered', async () => {
    const page = await ordersOf(customer, {}, asCustomer);
    const cursor = page?.pageInfo.endCursor ?? '';
    const altered = `${cursor.slice(0, -4)}${cursor.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    const { errors } = await service.execute(LIST, { after: altered }, as('SUPPORT'));
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
  });

  it('should refuse an operator in the place of a string', async () => {
    const { data, errors } = await service.execute(
      'query ($number: String!) { orderByNumber(number: $number) { id } }',
      { number: { $gt: '' } },
      as('SUPPORT'),
    );
    expect(data).toBeUndefined();
    expect(errors).toHaveLength(1);
  });

  it.each([5, 50])(
    'should read %d orders by reference, and the orders of as many users, in 3 calls',
    async (count) => {
      const users = Array.from({ length: count }, (_, nth) => ({
        __typename: 'User',
        id: seedId('User', nth),
      }));
      const some = ALL.slice(0, count).map(({ id }) => ({ __typename: 'Order', id }));
      service.databaseCalls();
      const { data, errors } = await service.execute<{ _entities: { id?: string }[] }>(
        `query ($representations: [_Any!]!) {
        _entities(representations: $representations) {
          ... on User { orders(first: 2) { totalCount nodes { id } } }
          ... on Order { id customer { id } lines { product { id } } }
        }
      }`,
        { representations: [...users, ...some] },
        as('SUPPORT'),
      );
      expect(errors).toBeUndefined();
      expect(data._entities).toHaveLength(2 * count);
      expect(data._entities.slice(count).map(({ id }) => id)).toEqual(some.map(({ id }) => id));
      expect(service.databaseCalls()).toBe(3);
    },
  );
});
