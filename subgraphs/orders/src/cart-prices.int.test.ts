import { seedId } from '@orrery/contracts';
import { seedWorld } from '@orrery/contracts/seed';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orders } from './service.js';

const [ada, ...others] = [...seedWorld().carts];
if (!ada) throw new Error('the seed world has no carts');
const asAda = { caller: callerOf(ada.userId) };
const asOther = { caller: callerOf(seedId('User', 'other')) };
const asSupport = { caller: callerOf(seedId('User', 'staff'), 'SUPPORT') };
const asFinance = { caller: callerOf(seedId('User', 'staff'), 'FINANCE') };

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const priced = (amountMinor: number) => ({ product: { price: eur(amountMinor) } });
const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Cart { id subtotal { amountMinor currency } }
    ... on CartLine { id quantity unitPrice { amountMinor currency } total { amountMinor currency } }
    ... on User { cart { id } }
  }
}`;

// What the gateway sends for fields that @require prices: the entity's key, and the prices that the catalog gave.
describe("a cart's prices", () => {
  let service: TestService;

  beforeAll(async () => {
    service = await openTestService(orders);
    await service.seed();
  });

  afterAll(() => service.close());

  async function entities(representations: object[], sentBy: object = asAda) {
    const { data, errors } = await service.execute<{ _entities: (Record<string, unknown> | null)[] }>(
      ENTITIES,
      { representations },
      sentBy,
    );
    return { found: data._entities, codes: errors?.map(({ extensions }) => extensions?.code) };
  }
  const cart = (lines: unknown) => ({ __typename: 'Cart', id: ada.id, lines });

  it('should be what the catalog says, times what is in the cart', async () => {
    const expected = ada.lines.reduce((sum, { quantity }, nth) => sum + quantity * (nth + 1) * 100, 0);
    const prices = ada.lines.map((_, nth) => priced((nth + 1) * 100));
    const lines = ada.lines.map(({ id }, nth) => ({ __typename: 'CartLine', id, ...prices[nth] }));
    const { found } = await entities([cart(prices), ...lines]);
    expect(found).toEqual([
      { id: ada.id, subtotal: eur(expected) },
      ...ada.lines.map(({ id, quantity }, nth) => ({
        id,
        quantity,
        unitPrice: eur((nth + 1) * 100),
        total: eur(quantity * (nth + 1) * 100),
      })),
    ]);
  });

  it.each([
    ['its product is gone', null],
    ['its price did not come', {}],
    ['its price is null', { price: null }],
  ])('should not exist for a line when %s, nor for the whole', async (_when, product) => {
    const [first, ...rest] = ada.lines;
    const line = { __typename: 'CartLine', id: first?.id, product };
    const { found, codes } = await entities([cart([{ product }, ...rest.map(() => priced(100))]), line]);
    expect(codes).toBeUndefined();
    expect(found).toEqual([
      { id: ada.id, subtotal: null },
      { id: first?.id, quantity: first?.quantity, unitPrice: null, total: null },
    ]);
  });

  it('should not be summed up over lines that came or went in between', async () => {
    const { found, codes } = await entities([cart([priced(100)])]);
    expect(found).toEqual([{ id: ada.id, subtotal: null }]);
    expect(codes).toEqual(['CONFLICT']);
  });

  it('should be seen by its owner and by support alone, as the cart itself', async () => {
    const line = { __typename: 'CartLine', id: ada.lines[0]?.id, ...priced(100) };
    const all = [cart(ada.lines.map(() => priced(100))), line, { __typename: 'User', id: ada.userId }];
    for (const sentBy of [asAda, asSupport]) {
      expect((await entities(all, sentBy)).found).toMatchObject([
        { id: ada.id },
        { id: line.id },
        { cart: { id: ada.id } },
      ]);
    }
    for (const sentBy of [{}, asOther, asFinance]) {
      expect((await entities(all, sentBy)).found).toEqual([null, null, { cart: null }]);
    }
  });

  it.each([1, 11])('should read %d carts, their lines and their owners in three calls', async (count) => {
    const carts = others.slice(0, count);
    service.databaseCalls();
    const { found } = await entities(
      [
        ...carts.map(({ id, lines }) => ({ __typename: 'Cart', id, lines: lines.map(() => priced(100)) })),
        ...carts.map(({ lines }) => ({ __typename: 'CartLine', id: lines[0]?.id, ...priced(100) })),
        ...carts.map(({ userId }) => ({ __typename: 'User', id: userId })),
      ],
      asSupport,
    );
    expect(found).toHaveLength(3 * count);
    expect(found).not.toContain(null);
    expect(service.databaseCalls()).toBe(3);
  });
});
