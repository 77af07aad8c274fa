import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensureBrand } from './commands/ensure-brand.command.js';
import { ensureCategory } from './commands/ensure-category.command.js';
import { updateProduct } from './commands/update-product.command.js';
import type { CatalogScope } from './context.js';
import type { CatalogModels } from './models/catalog.models.js';
import { catalog } from './service.js';

const asManager = { caller: callerOf('usr_manager', 'CATALOG_MANAGER') };
const refusedCallers = [
  ['UNAUTHENTICATED', {}],
  ['FORBIDDEN', { caller: callerOf('usr_1') }],
  ['FORBIDDEN', { caller: callerOf('usr_2', 'SUPPORT', 'WAREHOUSE', 'FINANCE') }],
] as const;

const CREATE = `mutation ($input: CreateProductInput!) {
  createProduct(input: $input) {
    __typename
    ... on Product { id sku slug name price { amountMinor currency } status brand { name } category { slug } }
    ... on SkuTaken { code }
  }
}`;
const UPDATE = `mutation ($input: UpdateProductInput!) {
  updateProduct(input: $input) { id name slug tags price { amountMinor } category { slug } }
}`;
const ARCHIVE = 'mutation ($id: ID!) { archiveProduct(id: $id) { id status } }';

interface Created {
  createProduct: { __typename: string; id: string; slug: string; code?: string };
}

describe('writes to the catalog', () => {
  let service: TestService;
  let scope: CatalogScope;
  let models: CatalogModels;
  let brandId: string;
  let categoryId: string;

  beforeAll(async () => {
    service = await openTestService(catalog);
    scope = service.opened.scope() as CatalogScope;
    models = scope.models;
    brandId = (await ensureBrand(scope, { name: 'Quester' }))._id;
    categoryId = (await ensureCategory(scope, { path: ['Camping', 'Tents'] }))._id;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    await models.Product.deleteMany({});
  });

  function input(changes: object = {}) {
    const price = { amountMinor: 1_999, currency: 'EUR' };
    return { sku: 'A-1', name: 'Dome Tent', description: 'For two.', brandId, categoryId, price, ...changes };
  }

  async function create(changes: object = {}) {
    const answer = await service.execute<Created>(CREATE, { input: input(changes) }, asManager);
    expect(answer.errors).toBeUndefined();
    return answer.data.createProduct;
  }

  const codeOf = async (document: string, variables: Record<string, unknown>, sentBy = {}) =>
    (await service.execute(document, variables, sentBy)).errors?.[0]?.extensions?.code;

  async function found(text: string): Promise<number> {
    const { data } = await service.execute<{ products: { totalCount: number } }>(
      'query ($text: String!) { products(filter: { text: $text }) { totalCount } }',
      { text },
    );
    return data.products.totalCount;
  }

  it('should create a product that is found at once, and refuse its SKU to another', async () => {
    const created = await create({ attributes: [{ name: 'colour', value: 'green' }], tags: ['new'] });
    expect(created).toEqual({
      __typename: 'Product',
      id: expect.stringMatching(/^prd_/),
      sku: 'A-1',
      slug: 'dome-tent-a-1',
      name: 'Dome Tent',
      price: { amountMinor: 1_999, currency: 'EUR' },
      status: 'ACTIVE',
      brand: { name: 'Quester' },
      category: { slug: 'camping-tents' },
    });
    expect(await found('dome quester camping new')).toBe(1);
    const before = await models.Product.find().lean();
    expect(await create({ name: 'Another' })).toEqual({ __typename: 'SkuTaken', code: 'SKU_TAKEN' });
    expect(await models.Product.find().lean()).toEqual(before);
  });

  it('should create a product that nobody described yet', async () => {
    const { id } = await create({ description: '' });
    expect((await models.Product.findById(id).lean())?.description).toBe('');
  });

  it('should give one of those that take a SKU at the same time the product', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, nth) => create({ name: `Tent ${nth}` })),
    );
    expect(answers.filter(({ __typename }) => __typename === 'Product')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'SKU_TAKEN')).toHaveLength(9);
    expect(await models.Product.countDocuments()).toBe(1);
  });

  it('should give products slugs of their own, though names are long and SKUs alike', async () => {
    const name = 'long '.repeat(40).trim();
    const answers = [
      ...(await Promise.all(['A-1', 'a-1', 'A.1'].map((sku) => create({ sku })))),
      ...(await Promise.all(['B-1', 'B-2'].map((sku) => create({ sku, name })))),
    ];
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array(5).fill('Product'));
    expect(new Set(answers.map(({ slug }) => slug)).size).toBe(5);
    for (const { slug } of answers) expect(slug).toMatch(/^[a-z0-9-]{1,80}$/);
    expect(await create({ sku: 'B-2', name })).toEqual({ __typename: 'SkuTaken', code: 'SKU_TAKEN' });
  });

  it('should let catalog managers and administrators write, and nobody else', async () => {
    const { id } = await create();
    const before = await models.Product.find().lean();
    const writes: [string, Record<string, unknown>][] = [
      [CREATE, { input: input({ sku: 'A-2' }) }],
      [UPDATE, { input: { id, name: 'Mine' } }],
      [ARCHIVE, { id }],
      ['mutation { createBrand(input: { name: "Mine" }) { id } }', {}],
      ['mutation { createCategory(input: { path: ["Mine"] }) { id } }', {}],
    ];
    for (const [code, sentBy] of refusedCallers) {
      for (const [document, variables] of writes)
        expect(await codeOf(document, variables, sentBy)).toBe(code);
    }
    expect(await models.Product.find().lean()).toEqual(before);
    expect(await models.Brand.countDocuments({ name: 'Mine' })).toBe(0);
    expect(await models.Category.countDocuments({ name: 'Mine' })).toBe(0);
    const asAdmin = { caller: callerOf('usr_admin', 'ADMIN') };
    for (const [document, variables] of writes)
      expect((await service.execute(document, variables, asAdmin)).errors).toBeUndefined();
  });

  it('should name every faulty field by its path, and write nothing', async () => {
    const faulty = input({
      sku: 'no spaces',
      name: '',
      price: { amountMinor: -1, currency: 'XXXX' },
      weightGrams: 0,
      dimensions: { lengthMm: 1, widthMm: 0, heightMm: 1 },
      attributes: [
        { name: 'colour', value: 'green' },
        { name: '', value: 'x' },
      ],
      tags: ['x'.repeat(51)],
    });
    const { errors } = await service.execute(CREATE, { input: faulty }, asManager);
    expect(errors?.[0]?.extensions?.code).toBe('BAD_USER_INPUT');
    const fields = errors?.[0]?.extensions?.fields as { path: string }[];
    expect(fields.map(({ path }) => path).sort()).toEqual([
      'input.attributes.1.name',
      'input.dimensions.widthMm',
      'input.name',
      'input.price.amountMinor',
      'input.price.currency',
      'input.sku',
      'input.tags',
      'input.weightGrams',
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/no spaces|XXXX/);
    for (const [changes, path] of [
      [{ brandId: 'brd_none' }, 'input.brandId'],
      [{ categoryId: 'cat_none' }, 'input.categoryId'],
    ] as const) {
      const answer = await service.execute(CREATE, { input: input(changes) }, asManager);
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    }
    expect(await models.Product.countDocuments()).toBe(0);
  });

  it('should change what is given, keep the rest and the slug, and find it by its new words', async () => {
    const { id } = await create({ tags: ['old'] });
    const shoes = await ensureCategory(scope, { path: ['Footwear'] });
    const before = await models.Product.findById(id).lean();
    const changes = { id, name: 'Hill Boot', categoryId: shoes._id, description: null };
    const { data } = await service.execute(UPDATE, { input: changes }, asManager);
    const slugs = { slug: 'dome-tent-a-1', category: { slug: 'footwear' } };
    expect(data.updateProduct).toEqual({
      ...{ id, name: 'Hill Boot', tags: ['old'], price: { amountMinor: 1_999 } },
      ...slugs,
    });
    expect(await found('hill boot footwear')).toBe(1);
    expect(await found('dome')).toBe(0);
    expect(await found('camping')).toBe(0);
    const after = await models.Product.findById(id).lean();
    expect(after?.description).toBe('For two.');
    expect(after?.categoryPath).toEqual([shoes._id]);
    expect(after?.updatedAt.getTime()).toBeGreaterThan(before?.updatedAt.getTime() ?? Number.NaN);
  });

  it('should refuse changes to what is not there, and faulty ones, changing nothing', async () => {
    const { id } = await create();
    const before = await models.Product.findById(id).lean();
    expect(await codeOf(UPDATE, { input: { id: 'prd_none', name: 'x' } }, asManager)).toBe('NOT_FOUND');
    expect(await codeOf(ARCHIVE, { id: 'prd_none' }, asManager)).toBe('NOT_FOUND');
    const { errors } = await service.execute(
      UPDATE,
      { input: { id, name: '', price: { amountMinor: -1, currency: 'EUR' } } },
      asManager,
    );
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.name' }, { path: 'input.price.amountMinor' }],
    });
    expect(await models.Product.findById(id).lean()).toEqual(before);
  });

  it('should lose no change of those made at the same time: each is kept whole or refused as a conflict', async () => {
    const { id } = await create();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, nth) =>
        service.execute<{ updateProduct: { name: string } | null }>(
          UPDATE,
          { input: { id, name: `Word${nth}`, tags: [`tag${nth}`] } },
          asManager,
        ),
      ),
    );
    const kept = answers.filter(({ errors }) => errors === undefined);
    const codes = answers.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions?.code) ?? []);
    expect(kept.length).toBeGreaterThan(0);
    expect(codes).toEqual(Array(10 - kept.length).fill('CONFLICT'));
    const stored = await models.Product.findById(id).lean();
    expect(kept.map(({ data }) => data.updateProduct?.name)).toContain(stored?.name);
    expect(stored?.tags).toEqual([stored?.name.replace('Word', 'tag')]);
    expect(stored?.searchTerms.filter((term) => /^(word|tag)/.test(term))).toEqual([
      stored?.name.toLowerCase(),
      stored?.tags[0],
    ]);
  });

  it('should refuse a change of what somebody else changed after it was read', async () => {
    const { id } = await create();
    const { Product } = models;
    // A colleague writes between the command's reading and its writing.
    const overtaken: CatalogScope = {
      ...scope,
      models: {
        ...models,
        Brand: new Proxy(models.Brand, {
          get: (model, name, receiver) => {
            if (name !== 'findById') return Reflect.get(model, name, receiver);
            return (key: string) => ({
              lean: async () => {
                await Product.updateOne({ _id: id }, { $set: { name: 'Theirs', updatedAt: new Date(0) } });
                return models.Brand.findById(key).lean();
              },
            });
          },
        }),
      },
    };
    await expect(updateProduct(overtaken, { id, name: 'Mine' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await Product.findById(id).lean())?.name).toBe('Theirs');
  });

  it('should take a product off sale: not found any more, still readable, twice is the same', async () => {
    const { id } = await create();
    const answer = { data: { archiveProduct: { id, status: 'ARCHIVED' } } };
    expect(await service.execute(ARCHIVE, { id }, asManager)).toEqual(answer);
    const stored = await models.Product.findById(id).lean();
    expect(await service.execute(ARCHIVE, { id }, asManager)).toEqual(answer);
    expect(await models.Product.findById(id).lean()).toEqual(stored);
    expect(await found('dome')).toBe(0);
    const { data } = await service.execute('query ($id: ID!) { product(id: $id) { status } }', { id });
    expect(data).toEqual({ product: { status: 'ARCHIVED' } });
  });

  it('should tell live subscribers of creations, changes and archiving', async () => {
    const events = await service.subscribe('subscription { productChanged { name status } }');
    const seen = async () => (await events.next()).value?.data;
    const first = seen();
    const { id } = await create();
    expect(await first).toEqual({ productChanged: { name: 'Dome Tent', status: 'ACTIVE' } });
    const second = seen();
    await service.execute(UPDATE, { input: { id, name: 'Boot' } }, asManager);
    expect(await second).toEqual({ productChanged: { name: 'Boot', status: 'ACTIVE' } });
    const third = seen();
    await service.execute(ARCHIVE, { id }, asManager);
    expect(await third).toEqual({ productChanged: { name: 'Boot', status: 'ARCHIVED' } });
    await events.return();
  });
});
