import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProduct } from './commands/create-product.command.js';
import { ensureBrand } from './commands/ensure-brand.command.js';
import { ensureCategory } from './commands/ensure-category.command.js';
import type { CatalogScope } from './context.js';
import { catalog } from './service.js';

// sku, name, brand, category, price in minor units, colour, size, description
const SHELF = [
  ['TENT-2', 'Crème Tent', 'Quester', 'Camping > Tents', 20_000, 'green', 'S', 'Für zwei. $100 off (really)'],
  [
    'TENT-4',
    'Family Tent',
    'Nordlicht',
    'Camping > Tents',
    40_000,
    'green',
    'L',
    'Room for four: .* and more',
  ],
  ['LAMP-1', 'Tent Lamp', 'Nordlicht', 'Camping > Light', 3_000, 'red', 'S', 'Lights the tent up'],
  ['BOOT-1', 'Hill Boot', 'Quester', 'Footwear', 9_000, 'red', 'M', 'C++ of the hills, 100% leather'],
] as const;

type Filter = Record<string, unknown>;

describe('searching the catalog', () => {
  let service: TestService;
  const idOf = new Map<string, string>();

  beforeAll(async () => {
    service = await openTestService(catalog);
    const scope = service.opened.scope() as CatalogScope;
    for (const [sku, name, brandName, path, amountMinor, colour, size, description] of SHELF) {
      const brand = await ensureBrand(scope, { name: brandName });
      const category = await ensureCategory(scope, { path: path.split(' > ') });
      await createProduct(scope, {
        ...{ sku, name, description, brandId: brand._id, categoryId: category._id },
        price: { amountMinor, currency: 'EUR' },
        attributes: [
          { name: 'colour', value: colour },
          { name: 'size', value: size },
        ],
        tags: ['outdoor'],
      });
    }
    const archived = { sku: 'OLD-1', name: 'Old Tent', description: 'Gone', attributes: [], tags: [] };
    const brand = await ensureBrand(scope, { name: 'Bygone' });
    const category = await ensureCategory(scope, { path: ['Camping', 'Tents'] });
    const price = { amountMinor: 1, currency: 'EUR' };
    await createProduct(scope, { ...archived, brandId: brand._id, categoryId: category._id, price });
    await scope.models.Product.updateOne({ sku: 'OLD-1' }, { $set: { status: 'ARCHIVED' } });
    for (const { _id, name } of await scope.models.Brand.find().lean()) idOf.set(name, _id);
    for (const { _id, name } of await scope.models.Category.find().lean()) idOf.set(name, _id);
  });

  afterAll(() => service.close());

  async function found(filter: Filter): Promise<string[]> {
    const { data, errors } = await service.execute<{
      products: { totalCount: number; nodes: { sku: string }[] };
    }>('query ($filter: ProductFilterInput) { products(filter: $filter) { totalCount nodes { sku } } }', {
      filter,
    });
    expect(errors).toBeUndefined();
    expect(data.products.totalCount).toBe(data.products.nodes.length);
    return data.products.nodes.map(({ sku }) => sku).sort();
  }

  it.each([
    ['a word of the name', 'boot', ['BOOT-1']],
    ['words in any order and case', 'TENT family', ['TENT-4']],
    ['a word of the brand', 'nordlicht', ['LAMP-1', 'TENT-4']],
    ['a word of a category above', 'camping', ['LAMP-1', 'TENT-2', 'TENT-4']],
    ['a word of the description', 'leather', ['BOOT-1']],
    ['a tag and a name', 'outdoor lamp', ['LAMP-1']],
    ['the beginning of the last word', 'family ten', ['TENT-4']],
    ['not the beginning of an earlier word', 'fam tent', []],
    ['not the middle of a word', 'oot', []],
    ['a word without its accents', 'creme fur', ['TENT-2']],
    ['a word with accents that the text has not', 'hïll', ['BOOT-1']],
    ['a word that nothing has', 'tent submarine', []],
    ['a word of what is archived', 'gone', []],
  ])('should find by %s', async (_what, text, skus) => {
    expect(await found({ text })).toEqual(skus);
  });

  it.each([
    ['$100', ['BOOT-1', 'TENT-2']], // "100%" has the word too
    ['100%', ['BOOT-1', 'TENT-2']],
    ['c++', ['LAMP-1', 'TENT-2', 'TENT-4', 'BOOT-1'].sort()], // C is how Camping begins
    ['(really)', ['TENT-2']],
    ['b.*t', []], // two words: b, and one that begins with t
    ['^tent$', ['LAMP-1', 'TENT-2', 'TENT-4']],
    ['[a-z]', []],
    ['{"$gt":""}', []],
    ['tent|boot', []],
    ['\\', ['BOOT-1', 'LAMP-1', 'TENT-2', 'TENT-4']], // no word in it, so nothing to look for
  ])('should take %j as words, not as a pattern', async (text, skus) => {
    expect(await found({ text })).toEqual(skus);
  });

  it('should narrow by category with descendants, brands, price and attributes', async () => {
    const all = ['BOOT-1', 'LAMP-1', 'TENT-2', 'TENT-4'];
    const colour = (...values: string[]) => ({ name: 'colour', values });
    const cases: [Filter, string[]][] = [
      [{}, all],
      [{ categoryId: idOf.get('Camping') }, ['LAMP-1', 'TENT-2', 'TENT-4']],
      [{ categoryId: idOf.get('Tents') }, ['TENT-2', 'TENT-4']],
      [{ categoryId: 'cat_none' }, []],
      [{ brandIds: [idOf.get('Quester')] }, ['BOOT-1', 'TENT-2']],
      [{ brandIds: [idOf.get('Quester'), idOf.get('Nordlicht')] }, all],
      [{ brandIds: [] }, []],
      [{ minPriceMinor: 9_000 }, ['BOOT-1', 'TENT-2', 'TENT-4']],
      [{ maxPriceMinor: 9_000 }, ['BOOT-1', 'LAMP-1']],
      [{ minPriceMinor: 9_001, maxPriceMinor: 39_999 }, ['TENT-2']],
      [{ minPriceMinor: 2, maxPriceMinor: 1 }, []],
      [{ attributes: [colour('green')] }, ['TENT-2', 'TENT-4']],
      [{ attributes: [colour('green', 'red')] }, all],
      [{ attributes: [colour('red'), { name: 'size', values: ['S'] }] }, ['LAMP-1']],
      [{ attributes: [{ name: 'size', values: ['green'] }] }, []], // a value of another attribute
      [{ text: 'tent', brandIds: [idOf.get('Nordlicht')], maxPriceMinor: 3_000 }, ['LAMP-1']],
    ];
    for (const [filter, skus] of cases) {
      expect({ filter, skus: await found(filter) }).toEqual({ filter, skus });
    }
  });

  it.each([
    ['text', { text: 'x'.repeat(201) }, 'filter.text'],
    ['too many brands', { brandIds: Array.from({ length: 51 }, () => 'b') }, 'filter.brandIds'],
    [
      'the name of an attribute',
      { attributes: [{ name: 'x'.repeat(101), values: [] }] },
      'filter.attributes.0.name',
    ],
  ])('should refuse %s beyond its bounds, in lists as in facets', async (_what, filter, path) => {
    for (const field of [
      'products(filter: $filter) { totalCount }',
      'productFacets(filter: $filter) { price { minMinor } }',
    ]) {
      const { errors } = await service.execute(`query ($filter: ProductFilterInput) { ${field} }`, {
        filter,
      });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    }
  });

  async function facets(filter?: Filter) {
    const { data, errors } = await service.execute<{ productFacets: Record<string, unknown> }>(
      `query ($filter: ProductFilterInput) {
        productFacets(filter: $filter) {
          brands { brand { name } count } categories { category { name } count }
          attributes { name values { value count } } price { minMinor maxMinor }
        }
      }`,
      { filter },
    );
    expect(errors).toBeUndefined();
    return data.productFacets;
  }

  it('should count by what all products can be narrowed', async () => {
    const all = await facets();
    expect(all.price).toEqual({ minMinor: 3_000, maxMinor: 40_000 });
    expect(all.brands).toHaveLength(2);
    expect(all.brands).toEqual(
      expect.arrayContaining([
        { brand: { name: 'Quester' }, count: 2 },
        { brand: { name: 'Nordlicht' }, count: 2 },
      ]),
    );
    expect((all.categories as object[]).slice(0, 2)).toEqual([
      { category: { name: 'Camping' }, count: 3 },
      { category: { name: 'Tents' }, count: 2 },
    ]);
    expect(all.categories).toHaveLength(4);
    expect(all.attributes).toEqual([
      {
        name: 'colour',
        values: [
          { value: 'green', count: 2 },
          { value: 'red', count: 2 },
        ],
      },
      {
        name: 'size',
        values: [
          { value: 'S', count: 2 },
          { value: 'L', count: 1 },
          { value: 'M', count: 1 },
        ],
      },
    ]);
  });

  it('should leave the own filter out of each facet, and the others in', async () => {
    const filter = { text: 'tent', brandIds: [idOf.get('Nordlicht')], maxPriceMinor: 10_000 };
    expect(await facets(filter)).toEqual({
      brands: [{ brand: { name: 'Nordlicht' }, count: 1 }],
      categories: expect.arrayContaining([
        { category: { name: 'Camping' }, count: 1 },
        { category: { name: 'Light' }, count: 1 },
      ]),
      attributes: [
        { name: 'colour', values: [{ value: 'red', count: 1 }] },
        { name: 'size', values: [{ value: 'S', count: 1 }] },
      ],
      price: { minMinor: 3_000, maxMinor: 40_000 },
    });
    const brands = (await facets({ brandIds: [idOf.get('Quester')], categoryId: idOf.get('Tents') })).brands;
    expect(brands).toEqual(
      expect.arrayContaining([
        { brand: { name: 'Quester' }, count: 1 },
        { brand: { name: 'Nordlicht' }, count: 1 },
      ]),
    );
  });

  it('should have no facets where nothing is found', async () => {
    expect(await facets({ text: 'submarine' })).toEqual({
      brands: [],
      categories: [],
      attributes: [],
      price: null,
    });
  });
});
