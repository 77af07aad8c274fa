import { seedId } from '@orrery/contracts';
import { seedWorld } from '@orrery/contracts/seed';
import { describe, expect, inject, it } from 'vitest';
import { GraphClient, type Who } from './graph-client.js';

const PRODUCT = seedId('Product', 7);
const NEW_PRODUCT = {
  sku: 'E2E-1',
  name: 'Tarp for tests',
  description: 'Keeps nothing dry.',
  brandId: seedId('Brand', 0),
  categoryId: seedWorld().products.at(0).categoryId,
  price: { amountMinor: 1999, currency: 'EUR' },
};
const CREATE = `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
  ... on Product { id sku inStock stock { available } reviews { totalCount } rating { count } }
  ... on MutationError { code message } } }`;

describe('writing through the graph', () => {
  const client = new GraphClient(inject('system'));

  it.each<[Who]>([[undefined], ['ada'], ['wanda']])(
    'should refuse staff writes to %s, and change nothing',
    async (who) => {
      const code = 'UNAUTHORIZED_FIELD_OR_TYPE';
      const answer = await client.run(CREATE, { input: NEW_PRODUCT }, who);
      expect(answer).toMatchObject({
        data: null,
        errors: [{ path: ['createProduct'], extensions: { code } }],
      });
      const found = await client.run('{ productBySku(sku: "E2E-1") { id } }');
      expect(found.data).toEqual({ productBySku: null });
    },
  );

  it('should create a product once, and answer with what other subgraphs know of it', async () => {
    const { data } = await client.run(CREATE, { input: NEW_PRODUCT }, 'cleo');
    expect(data?.createProduct).toEqual({
      id: expect.stringMatching(/^prd_/),
      sku: 'E2E-1',
      inStock: false,
      stock: { available: 0 },
      reviews: { totalCount: 0 },
      rating: { count: 0 },
    });
    const again = await client.run(CREATE, { input: NEW_PRODUCT }, 'cleo');
    expect(again.data?.createProduct).toMatchObject({ code: 'SKU_TAKEN' });
  });

  it('should name every faulty field of an input without its value', async () => {
    const input = { ...NEW_PRODUCT, sku: 'a b', name: '', price: { amountMinor: -1, currency: 'Euro' } };
    const { errors } = await client.run(CREATE, { input }, 'cleo');
    const fields = errors?.[0]?.extensions?.fields as { path: string; message: string }[];
    expect(fields.map(({ path }) => path).sort()).toEqual([
      'input.name',
      'input.price.amountMinor',
      'input.price.currency',
      'input.sku',
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/a b|Euro/);
  });

  it('should register a user, and never show the password', async () => {
    const register = `mutation ($input: RegisterInput!) { register(input: $input) { __typename ... on User { displayName } ... on MutationError { code } } }`;
    const input = { email: 'New.Person@example.com', displayName: 'New', password: 'correct horse battery' };
    expect((await client.run(register, { input })).data?.register).toEqual({
      __typename: 'User',
      displayName: 'New',
    });
    const again = await client.run(register, { input: { ...input, email: 'new.person@EXAMPLE.com' } });
    expect(again.data?.register).toMatchObject({ code: 'EMAIL_TAKEN' });
    const weak = await client.run(register, {
      input: { ...input, email: 'x@example.com', password: 'hunter2' },
    });
    expect(weak.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.password' }],
    });
    expect(JSON.stringify(weak)).not.toContain('hunter2');
  });

  it('should put a product into the cart at the price of today, and never take one', async () => {
    const add = `mutation ($input: AddCartLineInput!) { addCartLine(input: $input) { ... on Cart { itemCount
      subtotal { amountMinor } lines { quantity product { id } unitPrice { amountMinor } } } ... on MutationError { code } } }`;
    const { data, errors } = await client.run(add, { input: { productId: PRODUCT, quantity: 2 } }, 'alan');
    expect(errors).toBeUndefined();
    const { amountMinor } = seedWorld().products.at(7).price;
    expect(data?.addCartLine).toEqual({
      itemCount: 2,
      subtotal: { amountMinor: 2 * amountMinor },
      lines: [{ quantity: 2, product: { id: PRODUCT }, unitPrice: { amountMinor } }],
    });
    const priced = await client.run(
      add,
      { input: { productId: PRODUCT, quantity: 1, unitPrice: 1 } },
      'alan',
    );
    expect(priced.status).toBe(400);
  });

  it('should never take stock below zero', async () => {
    const levels = await client.run(
      '{ stockLevels(first: 1) { nodes { available product { id } warehouse { id } } } }',
      {},
      'wanda',
    );
    const [level] = (
      levels.data!.stockLevels as {
        nodes: { available: number; product: { id: string }; warehouse: { id: string } }[];
      }
    ).nodes;
    const adjust = `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename ... on StockLevel { available } ... on MutationError { code } } }`;
    const input = { productId: level?.product.id, warehouseId: level?.warehouse.id, reason: 'COUNTED' };
    const tooMuch = await client.run(
      adjust,
      { input: { ...input, delta: -((level?.available ?? 0) + 1) } },
      'wanda',
    );
    expect(tooMuch.data?.adjustStock).toMatchObject({ __typename: 'InsufficientStock' });
    const all = await client.run(adjust, { input: { ...input, delta: -(level?.available ?? 0) } }, 'wanda');
    expect(all.data?.adjustStock).toEqual({ __typename: 'StockLevel', available: 0 });
  });
});
