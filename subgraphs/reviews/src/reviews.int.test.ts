import { seedId } from '@orrery/contracts';
import { ratingOf, type SeedReview, seedWorld } from '@orrery/contracts/seed';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReviewsModels } from './models/reviews.models.js';
import { reviews } from './service.js';

const byProduct = new Map<string, SeedReview[]>();
for (const review of seedWorld().reviews) {
  byProduct.set(review.productId, [...(byProduct.get(review.productId) ?? []), review]);
}
const [popular = ''] = [...byProduct].sort(([, a], [, b]) => b.length - a.length).map(([id]) => id);

interface ReviewPage {
  totalCount: number;
  nodes: { id: string; rating: number; createdAt: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const PAGE = `query ($id: ID!, $first: Int!, $after: String, $sort: ReviewSort!) {
  _entities(representations: [{ __typename: "Product", id: $id }]) {
    ... on Product {
      reviews(first: $first, after: $after, sort: $sort) {
        totalCount nodes { id rating createdAt } pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

describe('reviews', () => {
  let service: TestService;
  let models: ReviewsModels;

  beforeAll(async () => {
    service = await openTestService(reviews);
    models = service.opened.scope().models as ReviewsModels;
    expect(await service.seed()).toEqual({ reviews: 1_500 });
  });

  afterAll(() => service.close());

  async function pageOf(variables: Record<string, unknown>): Promise<ReviewPage> {
    const all = { id: popular, first: 4, sort: 'NEWEST', ...variables };
    const { data, errors } = await service.execute<{ _entities: { reviews: ReviewPage }[] }>(PAGE, all);
    expect(errors).toBeUndefined();
    return data._entities[0]?.reviews as ReviewPage;
  }

  async function readAll(sort: string, betweenPages?: () => Promise<unknown>) {
    let page = await pageOf({ sort });
    const nodes = [...page.nodes];
    await betweenPages?.();
    while (page.pageInfo.hasNextPage) {
      page = await pageOf({ sort, after: page.pageInfo.endCursor });
      nodes.push(...page.nodes);
    }
    return nodes;
  }

  it('should answer the rating that the seed world says, for every product', async () => {
    const ids = Array.from({ length: 320 }, (_, index) => seedId('Product', index));
    const representations = ids.map((id) => ({ __typename: 'Product', id }));
    const { data } = await service.execute<{ _entities: { rating: object }[] }>(
      `query ($representations: [_Any!]!) {
        _entities(representations: $representations) { ... on Product { rating { average count histogram } } }
      }`,
      { representations },
    );
    const expected = ids.map((_, index) => {
      const { average, count, histogram } = ratingOf(index);
      return { rating: { average, count, histogram: [...histogram] } };
    });
    expect(data._entities).toEqual(expected);
  });

  it.each([
    ['NEWEST', (a: SeedReview, b: SeedReview) => newer(a, b)],
    ['HIGHEST', (a: SeedReview, b: SeedReview) => b.rating - a.rating || newer(a, b)],
    ['LOWEST', (a: SeedReview, b: SeedReview) => a.rating - b.rating || newer(a, b)],
  ])('should list all reviews of a product page by page, %s first', async (sort, order) => {
    const expected = [...(byProduct.get(popular) ?? [])].sort(order).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(8);
    expect((await readAll(sort)).map(({ id }) => id)).toEqual(expected);
    expect((await pageOf({ sort })).totalCount).toBe(expected.length);
  });

  it('should neither repeat nor skip a review when one is written between two pages', async () => {
    const newcomer = { ...(await models.Review.findOne({ productId: popular }).lean())! };
    const created = new Date('2099-01-01');
    const intruder = { ...newcomer, _id: seedId('Review', 'x'), userId: 'usr_x', createdAt: created };
    const nodes = await readAll('NEWEST', () => models.Review.create([intruder]));
    await models.Review.deleteOne({ _id: intruder._id });
    const expected = [...(byProduct.get(popular) ?? [])].sort(newer).map(({ id }) => id);
    expect(nodes.map(({ id }) => id)).toEqual(expected);
  });

  it('should refuse a cursor of another order, an altered one, and page sizes out of bounds', async () => {
    const { pageInfo } = await pageOf({ sort: 'NEWEST' });
    const refused = [
      [{ after: pageInfo.endCursor, sort: 'HIGHEST' }, 'after'],
      [{ after: `${pageInfo.endCursor.slice(0, -2)}AA` }, 'after'],
      [{ first: 0 }, 'first'],
      [{ first: -1 }, 'first'],
      [{ first: 1_000_000_000 }, 'first'],
    ] as const;
    for (const [variables, path] of refused) {
      const { errors } = await service.execute(PAGE, { id: popular, first: 4, sort: 'NEWEST', ...variables });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    }
  });

  it.each([5, 50])('should cost one database call a field for %i products and users', async (count) => {
    const product = Array.from({ length: count }, (_, nth) => ({
      __typename: 'Product',
      id: seedId('Product', nth),
    }));
    const user = Array.from({ length: count }, (_, nth) => ({ __typename: 'User', id: seedId('User', nth) }));
    service.databaseCalls();
    const { data, errors } = await service.execute<{ product: object[]; user: object[] }>(
      `query ($product: [_Any!]!, $user: [_Any!]!) {
        product: _entities(representations: $product) {
          ... on Product { rating { average } reviews(first: 2) { totalCount nodes { author { id } } } }
        }
        user: _entities(representations: $user) {
          ... on User { reviews(first: 2) { totalCount nodes { product { id rating { count } } } } }
        }
      }`,
      { product, user },
    );
    expect(errors).toBeUndefined();
    expect(data.product).toHaveLength(count);
    expect(data.user).toHaveLength(count);
    // Products: pages, ratings (totalCount reads the same). Users: pages, counts, ratings of the products on them.
    expect(service.databaseCalls()).toBe(5);
  });

  it('should list what a user wrote, newest first, with the count', async () => {
    const [first] = byProduct.get(popular) ?? [];
    const userId = first?.userId;
    const written = [...seedWorld().reviews].filter((review) => review.userId === userId).sort(newer);
    const { data } = await service.execute(
      `query ($id: ID!) {
        _entities(representations: [{ __typename: "User", id: $id }]) {
          ... on User { reviews(first: 100) { totalCount nodes { id } } }
        }
      }`,
      { id: userId },
    );
    expect(data).toEqual({
      _entities: [{ reviews: { totalCount: written.length, nodes: written.map(({ id }) => ({ id })) } }],
    });
  });

  it('should answer null for a review that does not exist, and resolve references in one call', async () => {
    expect((await service.execute('{ review(id: "rev_none") { id } }')).data).toEqual({ review: null });
    const representations = [0, 1, 'none'].map((key) => ({
      __typename: 'Review',
      id: seedId('Review', key),
    }));
    service.databaseCalls();
    const { data } = await service.execute(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Review { id } } }',
      { r: representations },
    );
    expect(data).toEqual({ _entities: [{ id: seedId('Review', 0) }, { id: seedId('Review', 1) }, null] });
    expect(service.databaseCalls()).toBe(1);
  });

  it('should seed nothing twice, and count again what comes back', async () => {
    expect(await service.seed()).toEqual({ reviews: 0 });
    const before = await models.ProductRating.find().sort({ _id: 1 }).lean();
    const gone = await models.Review.findOneAndDelete({ productId: popular }).lean();
    await models.ProductRating.updateOne({ _id: popular }, { $inc: { [`stars.${gone?.rating}`]: -1 } });
    expect(await service.seed()).toEqual({ reviews: 1 });
    expect(await models.ProductRating.find().sort({ _id: 1 }).lean()).toEqual(before);
  });
});

function newer(a: SeedReview, b: SeedReview): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
