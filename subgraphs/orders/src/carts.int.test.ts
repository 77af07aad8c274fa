import { seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrdersModels } from './models/orders.models.js';
import { orders } from './service.js';

const product = (nth: number) => seedId('Product', nth);
const USER = seedId('User', 'cart');
const asUser = { caller: callerOf(USER) };
const asOther = { caller: callerOf(seedId('User', 'other')) };
const asSupport = { caller: callerOf(seedId('User', 'staff'), 'SUPPORT') };

interface CartAnswer {
  id: string;
  itemCount: number;
  lines: { id: string; quantity: number; product: { id: string } }[];
}

const CART = 'id itemCount lines { id quantity product { id } }';
const ADD = `mutation ($input: AddCartLineInput!) {
  addCartLine(input: $input) {
    __typename
    ... on Cart { ${CART} }
    ... on QuantityLimit { code message cart { itemCount } }
    ... on CartFull { code message cart { itemCount } }
  }
}`;
const CHANGE = `mutation ($input: ChangeCartLineInput!) { changeCartLine(input: $input) { ${CART} } }`;
const REMOVE = `mutation ($id: ID!) { removeCartLine(id: $id) { ${CART} } }`;
const CLEAR = `mutation { clearCart { ${CART} } }`;

describe('carts', () => {
  let service: TestService;
  let Cart: OrdersModels['Cart'];

  beforeAll(async () => {
    service = await openTestService(orders);
    Cart = (service.opened.scope().models as OrdersModels).Cart;
  });

  afterAll(() => service.close());

  beforeEach(() => Cart.deleteMany({}));

  async function add(nth: number, quantity?: number, sentBy = asUser) {
    const { data, errors } = await service.execute<{ addCartLine: CartAnswer & { __typename: string } }>(
      ADD,
      { input: { productId: product(nth), quantity } },
      sentBy,
    );
    expect(errors).toBeUndefined();
    return data.addCartLine;
  }

  async function cartOf(sentBy: object): Promise<CartAnswer | null> {
    const { data } = await service.execute<{ cart: CartAnswer }>(`{ cart { ${CART} } }`, {}, sentBy);
    return data.cart;
  }

  const codesOf = async (document: string, variables: object, sentBy: object) => {
    const { errors } = await service.execute(document, variables as never, sentBy);
    return errors?.map(({ extensions }) => extensions?.code);
  };

  it('should begin with the first line, and add up units of the same product', async () => {
    expect(await cartOf(asUser)).toBeNull();
    const first = await add(1);
    expect(first).toMatchObject({
      __typename: 'Cart',
      itemCount: 1,
      lines: [{ product: { id: product(1) } }],
    });
    await add(2, 3);
    const third = await add(1, 4);
    expect(third).toMatchObject({ id: first.id, itemCount: 8 });
    expect(third.lines.map(({ product: { id }, quantity }) => [id, quantity])).toEqual([
      [product(1), 5],
      [product(2), 3],
    ]);
    expect(await cartOf(asUser)).toEqual({ id: third.id, itemCount: 8, lines: third.lines });
  });

  it('should store no price', async () => {
    await add(1);
    const stored = await Cart.findOne({ userId: USER }).lean();
    expect(Object.keys(stored?.lines[0] ?? {}).sort()).toEqual(['_id', 'addedAt', 'productId', 'quantity']);
    expect(Object.keys(stored ?? {}).sort()).toEqual(['_id', 'lines', 'updatedAt', 'userId']);
  });

  it('should refuse a price from a client', async () => {
    const input = { productId: product(1), quantity: 1, unitPrice: { amountMinor: 1, currency: 'EUR' } };
    const { errors } = await service.execute(ADD, { input }, asUser);
    expect(errors?.[0]?.message).toContain('"unitPrice" is not defined');
    expect(await Cart.countDocuments()).toBe(0);
  });

  it('should make one line of 50 units of 50 additions at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => add(1)));
    expect(answers.map(({ __typename }) => __typename)).toEqual(answers.map(() => 'Cart'));
    expect((await Cart.find().lean()).map(({ lines }) => lines.map(({ quantity }) => quantity))).toEqual([
      [50],
    ]);
  });

  it('should keep the limit of a line under additions at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => add(1, 3)));
    expect(answers.filter(({ __typename }) => __typename === 'Cart')).toHaveLength(33);
    expect(answers.filter(({ __typename }) => __typename === 'QuantityLimit')).toHaveLength(17);
    expect(await cartOf(asUser)).toMatchObject({ itemCount: 99 });
  });

  it('should keep the limit of lines under additions at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, nth) => add(nth)));
    expect(answers.filter(({ __typename }) => __typename === 'Cart')).toHaveLength(50);
    expect(answers.filter(({ __typename }) => __typename === 'CartFull')).toHaveLength(10);
    const cart = await cartOf(asUser);
    expect(new Set(cart?.lines.map(({ product: { id } }) => id)).size).toBe(50);
    const [inCart] = cart?.lines ?? [];
    const again = { input: { productId: inCart?.product.id, quantity: 1 } };
    const { data } = await service.execute<{ addCartLine: object }>(ADD, again, asUser);
    expect(data.addCartLine).toMatchObject({ __typename: 'Cart', itemCount: 51 });
  });

  it('should say why nothing was added, and show the cart', async () => {
    await add(1, 99);
    expect(await add(1)).toEqual({
      __typename: 'QuantityLimit',
      code: 'QUANTITY_LIMIT',
      message: 'A line holds at most 99 units of a product: nothing was added.',
      cart: { itemCount: 99 },
    });
  });

  it('should change, remove and clear lines', async () => {
    await add(1, 2);
    const { lines } = await add(2, 2);
    const [first, second] = lines;
    const input = { id: second?.id, quantity: 7 };
    const changed = await service.execute<{ changeCartLine: CartAnswer }>(CHANGE, { input }, asUser);
    expect(changed.data.changeCartLine.lines).toEqual([first, { ...second, quantity: 7 }]);
    const removed = await service.execute<{ removeCartLine: CartAnswer }>(REMOVE, { id: first?.id }, asUser);
    expect(removed.data.removeCartLine).toMatchObject({ itemCount: 7, lines: [{ id: second?.id }] });
    expect(await codesOf(REMOVE, { id: first?.id }, asUser)).toEqual(['NOT_FOUND']);
    const cleared = await service.execute<{ clearCart: CartAnswer }>(CLEAR, {}, asUser);
    expect(cleared.data.clearCart).toMatchObject({ itemCount: 0, lines: [] });
  });

  it('should answer null when there is no cart to clear', async () => {
    const { data, errors } = await service.execute(CLEAR, {}, asUser);
    expect(errors).toBeUndefined();
    expect(data).toEqual({ clearCart: null });
  });

  it("should leave another's lines alone", async () => {
    const { lines } = await add(1, 2);
    const id = lines[0]?.id;
    for (const sentBy of [asOther, asSupport]) {
      expect(await codesOf(CHANGE, { input: { id, quantity: 1 } }, sentBy)).toEqual(['NOT_FOUND']);
      expect(await codesOf(REMOVE, { id }, sentBy)).toEqual(['NOT_FOUND']);
    }
    expect(await cartOf(asUser)).toMatchObject({ lines });
  });

  it('should refuse every write and the own cart to nobody in particular', async () => {
    const writes: [string, object][] = [
      [ADD, { input: { productId: product(1) } }],
      [CHANGE, { input: { id: 'x', quantity: 1 } }],
      [REMOVE, { id: 'x' }],
      [CLEAR, {}],
      ['{ cart { id } }', {}],
    ];
    for (const [document, variables] of writes) {
      expect(await codesOf(document, variables, {})).toEqual(['UNAUTHENTICATED']);
    }
    expect(await Cart.countDocuments()).toBe(0);
  });

  it.each([0, -1, 100, 1_000_000_000])(
    'should refuse a quantity of %d by naming the field',
    async (quantity) => {
      const { lines } = await add(1, 5);
      const fields = [{ path: 'input.quantity', message: expect.stringMatching(/^must not be/) }];
      const refusal = { code: 'BAD_USER_INPUT', fields };
      const added = await service.execute(ADD, { input: { productId: product(1), quantity } }, asUser);
      expect(added.errors?.[0]?.extensions).toEqual(refusal);
      const change = { input: { id: lines[0]?.id, quantity } };
      const changed = await service.execute(CHANGE, change, asUser);
      expect(changed.errors?.[0]?.extensions).toEqual(refusal);
      expect(await cartOf(asUser)).toMatchObject({ itemCount: 5 });
    },
  );

  it("should refuse what is no product's id", async () => {
    const { errors } = await service.execute(ADD, { input: { productId: 'ord_1' } }, asUser);
    expect(errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.productId', message: "is not a product's id" }],
    });
  });
});
