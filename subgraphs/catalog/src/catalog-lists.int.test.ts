import { seedId } from '@orrery/contracts';
import { type SeedProduct, seedWorld } from '@orrery/contracts/seed';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CatalogModels } from './models/catalog.models.js';
import { catalog } from './service.js';

const world = seedWorld();
const products = [...world.products];
const onSale = products.filter(({ archived }) => !archived);

interface ProductPage {
  totalCount: number;
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}

const PAGE = `query ($first: Int!, $after: String, $sort: ProductSort!) {
  products(first: $first, after: $after, sort: $sort) {
    totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

describe('lists of the catalog', () => {
  let service: TestService;
  let models: CatalogModels;

  beforeAll(async () => {
    service = await openTestService(catalog);
    models = service.opened.scope().models as CatalogModels;
    const { brands, categories } = world;
    const all = { brands: brands.length, categories: categories.length, products: products.length };
    expect(await service.seed()).toEqual(all);
    expect(await service.seed()).toEqual({ brands: 0, categories: 0, products: 0 });
  });

  afterAll(() => service.close());

  async function pageOf(variables: Record<string, unknown>): Promise<ProductPage> {
    const all = { first: 100, sort: 'NAME', ...variables };
    const { data, errors } = await service.execute<{ products: ProductPage }>(PAGE, all);
    expect(errors).toBeUndefined();
    return data.products;
  }

  async function readAll(sort: string, first: number, betweenPages?: () => Promise<unknown>) {
    let page = await pageOf({ sort, first });
    const nodes = [...page.nodes];
    await betweenPages?.();
    while (page.pageInfo.hasNextPage) {
      page = await pageOf({ sort, first, after: page.pageInfo.endCursor });
      expect(page.pageInfo.hasPreviousPage).toBe(true);
      nodes.push(...page.nodes);
    }
    return nodes.map(({ id }) => id);
  }

  const rising = (key: (product: SeedProduct) => string | number) => (a: SeedProduct, b: SeedProduct) => {
    const [one, other] = [key(a), key(b)];
    if (one !== other) return one < other ? -1 : 1;
    return a.id < b.id ? -1 : 1;
  };
  const falling = (key: (product: SeedProduct) => string | number) => {
    const order = rising(key);
    return (a: SeedProduct, b: SeedProduct) => order(b, a);
  };
  const idsBy = (order: (a: SeedProduct, b: SeedProduct) => number) =>
    [...onSale].sort(order).map(({ id }) => id);

  it.each([
    ['NAME', rising(({ name }) => name)],
    ['NAME_DESC', falling(({ name }) => name)],
    ['NEWEST', falling(({ createdAt }) => createdAt)],
    ['PRICE_ASC', rising(({ price }) => price.amountMinor)],
    ['PRICE_DESC', falling(({ price }) => price.amountMinor)],
  ])('should list what is on sale by %s, each product once', async (sort, order) => {
    expect(await readAll(sort, 37)).toEqual(idsBy(order));
    expect((await pageOf({ sort, first: 1 })).totalCount).toBe(onSale.length);
  });

  it('should neither repeat nor skip a product when others come before and behind the cursor', async () => {
    const [template] = await models.Product.find().limit(1).lean();
    const names = ['!first', '~last'].map((name, nth) => ({
      ...template!,
      ...{ _id: `prd_new${nth}`, sku: `NEW-${nth}`, slug: `new-${nth}`, name, status: 'ACTIVE' as const },
    }));
    const ids = await readAll('NAME', 50, () => models.Product.create(names));
    await models.Product.deleteMany({ sku: /^NEW-/ });
    expect(ids).toEqual([...idsBy(rising(({ name }) => name)), 'prd_new1']);
  });

  it.each([0, -1, 101, 1_000_000_000])('should refuse a page of %i', async (first) => {
    for (const field of ['products', 'brand(id: $id) { products', 'category(slug: $slug) { products']) {
      const variables = { first, id: world.brands[0]?.id, slug: world.categories[0]?.slug };
      const close = field.includes('{') ? '}' : '';
      const { errors } = await service.execute(
        `query ($first: Int!, $id: ID = "", $slug: String = "") {
          ${field}(first: $first) { nodes { id } } ${close} a: brand(id: $id) { id } b: category(slug: $slug) { id }
        }`,
        variables,
      );
      expect(errors).toHaveLength(1);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'first' }] });
    }
  });

  it('should refuse a cursor that was altered anywhere, and one of another order', async () => {
    const { endCursor } = (await pageOf({ first: 3 })).pageInfo;
    const altered = Array.from(endCursor, (letter, at) => {
      const other = letter === 'A' ? 'B' : 'A';
      return `${endCursor.slice(0, at)}${other}${endCursor.slice(at + 1)}`;
    });
    const shortened = [endCursor.slice(0, -1), `${endCursor}A`, '', 'x', '{"$gt":""}'];
    const cases = [...altered, ...shortened].map((after) => ({ after, sort: 'NAME' }));
    for (const sort of ['NAME_DESC', 'NEWEST', 'PRICE_ASC', 'PRICE_DESC'])
      cases.push({ after: endCursor, sort });
    for (const variables of cases) {
      const { errors } = await service.execute(PAGE, { first: 3, ...variables });
      expect({ ...variables, ...errors?.[0]?.extensions }).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: [{ path: 'after' }],
      });
    }
  });

  it('should list a category with its descendants, and a brand, as its own pages', async () => {
    const root = world.categories[0]!;
    const inside = new Set(
      world.categories
        .filter(({ id, ancestorIds }) => id === root.id || ancestorIds.includes(root.id))
        .map(({ id }) => id),
    );
    const brand = world.brands[0]!;
    const { data } = await service.execute<Record<'category' | 'brand', { products: ProductPage }>>(
      `query ($slug: String!, $id: ID!) {
        category(slug: $slug) { products(first: 100) { totalCount nodes { id } } }
        brand(id: $id) { products(first: 100) { totalCount nodes { id } } }
      }`,
      { slug: root.slug, id: brand.id },
    );
    const byName = [...onSale].sort(rising(({ name }) => name));
    const ofCategory = byName.filter(({ categoryId }) => inside.has(categoryId)).map(({ id }) => ({ id }));
    const ofBrand = byName.filter(({ brandId }) => brandId === brand.id).map(({ id }) => ({ id }));
    expect(ofCategory.length).toBeGreaterThan(0);
    expect(ofBrand.length).toBeGreaterThan(0);
    expect(data.category.products).toEqual({
      totalCount: ofCategory.length,
      nodes: ofCategory.slice(0, 100),
    });
    expect(data.brand.products).toEqual({ totalCount: ofBrand.length, nodes: ofBrand.slice(0, 100) });
  });

  it.each([5, 50])('should cost the same database calls for %i products', async (first) => {
    service.databaseCalls();
    const { data, errors } = await service.execute<{ products: ProductPage }>(
      `query ($first: Int!) {
        products(first: $first) {
          totalCount
          nodes {
            id price { amountMinor }
            brand { name products(first: 2) { totalCount nodes { id } } }
            category { name ancestors { name } parent { name } children { name } }
          }
        }
      }`,
      { first },
    );
    expect(errors).toBeUndefined();
    expect(data.products.nodes).toHaveLength(first);
    // Page, its count; brands, categories; the brands' pages and counts; the categories above and below.
    expect(service.databaseCalls()).toBe(8);
  });

  it.each([5, 50])('should resolve %i references by id, SKU and slug in one call a key', async (count) => {
    const some = products.slice(0, count);
    const representations = some.flatMap(({ id, sku, slug }) => [{ id }, { sku }, { slug }]);
    service.databaseCalls();
    const { data, errors } = await service.execute<{ _entities: unknown[] }>(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on Product { id sku slug } }
      }`,
      {
        representations: [...[...representations, { id: 'prd_none' }, { sku: 'NONE' }, { slug: 'none' }]].map(
          (key) => ({ __typename: 'Product', ...key }),
        ),
      },
    );
    expect(errors).toBeUndefined();
    const expected = some.flatMap(({ id, sku, slug }) => Array(3).fill({ id, sku, slug }));
    expect(data._entities).toEqual([...expected, null, null, null]);
    expect(service.databaseCalls()).toBe(3);
  });

  it('should resolve references to brands and categories, and null for those that are not there', async () => {
    const [brand, category] = [world.brands[1]!, world.categories[1]!];
    const { data } = await service.execute(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on Brand { name } ... on Category { slug } }
      }`,
      {
        representations: [
          { __typename: 'Category', id: category.id },
          { __typename: 'Brand', id: brand.id },
          { __typename: 'Brand', id: seedId('Brand', 'none') },
        ],
      },
    );
    expect(data).toEqual({ _entities: [{ slug: category.slug }, { name: brand.name }, null] });
  });

  it('should read one product by any of its names, also one that is off sale', async () => {
    const product = products.find(({ archived }) => archived)!;
    const { id, sku, slug, name } = product;
    const { data } = await service.execute(
      `query ($id: ID!, $sku: String!, $slug: String!) {
        product(id: $id) { name status } productBySku(sku: $sku) { name } productBySlug(slug: $slug) { name }
        none: product(id: "prd_none") { name }
      }`,
      { id, sku, slug },
    );
    const one = { name };
    expect(data).toEqual({
      product: { name, status: 'ARCHIVED' },
      productBySku: one,
      productBySlug: one,
      none: null,
    });
  });
});
