import { randomUUID } from 'node:crypto';
import { seedId } from '@orrery/contracts';
import { callerOf, openTestService, type TestService } from '@orrery/testkit';
import type { Model } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { summarize } from './domain/rating.js';
import type { ReviewDocument } from './models/review.model.js';
import type { ReviewsModels } from './models/reviews.models.js';
import { reviews } from './service.js';

const PRODUCT = seedId('Product', 'a');
const USERS = 60;
const OTHER_PRODUCT = seedId('Product', 'b');
const userOf = (nth: number) => ({ caller: callerOf(seedId('User', nth)) });
const asSupport = { caller: callerOf(seedId('User', 'staff'), 'SUPPORT') };

const ADD = `mutation ($input: AddReviewInput!) {
  addReview(input: $input) {
    __typename
    ... on Review { id rating title product { id } author { id } }
    ... on ReviewAlreadyExists { code review { id } }
    ... on ProductNotReceived { code }
  }
}`;
const UPDATE =
  'mutation ($input: UpdateReviewInput!) { updateReview(input: $input) { id rating title body } }';
const DELETE = 'mutation ($id: ID!) { deleteReview(id: $id) { id } }';

interface Added {
  addReview: { __typename: string; id: string; code?: string };
}

describe('writes to reviews', () => {
  let service: TestService;
  let Review: Model<ReviewDocument>;

  beforeAll(async () => {
    service = await openTestService(reviews);
    Review = (service.opened.scope().models as ReviewsModels).Review;
  });

  afterAll(() => service.close());

  beforeEach(async () => {
    const { ProductRating } = service.opened.scope().models as ReviewsModels;
    await Promise.all([Review.deleteMany({}), ProductRating.deleteMany({})]);
    await Promise.all(
      Array.from({ length: USERS }, (_, nth) => deliver(seedId('User', nth), [PRODUCT, OTHER_PRODUCT])),
    );
  });

  let sequence = 0;
  // As orders tells it.
  function deliver(userId: string, productIds: string[], state = 'DELIVERED') {
    const at = new Date().toISOString();
    return service.opened.events.consumer.consume({
      specversion: '1.0',
      id: randomUUID(),
      source: '/orders',
      type: 'order.state-changed',
      subject: seedId('Order', sequence++),
      time: at,
      datacontenttype: 'application/json',
      dataschema: 'order.state-changed.v1',
      sequence: 1,
      aggregateversion: 1,
      data: { userId, state, productIds, at },
    });
  }

  function input(rating: number, productId = PRODUCT) {
    return { productId, rating, title: ' Fine ', body: 'It does what it says.' };
  }

  async function add(nth: number, rating: number, productId = PRODUCT) {
    const variables = { input: input(rating, productId) };
    return (await service.execute<Added>(ADD, variables, userOf(nth))).data.addReview;
  }

  async function ratingOf(productId = PRODUCT) {
    const { data } = await service.execute<{ _entities: { rating: object }[] }>(
      `query ($id: ID!) {
        _entities(representations: [{ __typename: "Product", id: $id }]) {
          ... on Product { rating { average count histogram } }
        }
      }`,
      { id: productId },
    );
    return data._entities[0]?.rating;
  }

  async function recount(productId = PRODUCT) {
    const counts: Record<number, number> = {};
    for (const { rating } of await Review.find({ productId }).lean())
      counts[rating] = (counts[rating] ?? 0) + 1;
    return summarize(counts);
  }

  it('should refuse a review of what was not delivered to its writer', async () => {
    const stranger = 1_000;
    const product = seedId('Product', 'c');
    const refused = { __typename: 'ProductNotReceived', code: 'PRODUCT_NOT_RECEIVED' };
    expect(await add(stranger, 5, product)).toEqual(refused);
    await deliver(seedId('User', stranger), [product], 'SHIPPED');
    await deliver(seedId('User', 0), [product]);
    expect(await add(stranger, 5, product)).toEqual(refused);
    expect(await Review.countDocuments({})).toBe(0);
    await deliver(seedId('User', stranger), [product]);
    expect(await add(stranger, 5, product)).toMatchObject({ __typename: 'Review' });
  });

  it('should write a review, count it, and refuse a second one by naming the first', async () => {
    const first = await add(1, 4);
    expect(first).toMatchObject({
      __typename: 'Review',
      rating: 4,
      title: 'Fine',
      product: { id: PRODUCT },
      author: { id: seedId('User', 1) },
    });
    expect(await add(1, 1)).toEqual({
      __typename: 'ReviewAlreadyExists',
      code: 'REVIEW_ALREADY_EXISTS',
      review: { id: first.id },
    });
    expect(await ratingOf()).toEqual({ average: 4, count: 1, histogram: [0, 0, 0, 1, 0] });
    expect(await add(1, 2, OTHER_PRODUCT)).toMatchObject({ __typename: 'Review' });
  });

  it('should write one of the reviews that a user sends at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => add(1, 5)));
    expect(answers.filter(({ __typename }) => __typename === 'Review')).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'REVIEW_ALREADY_EXISTS')).toHaveLength(9);
    expect(await ratingOf()).toEqual({ average: 5, count: 1, histogram: [0, 0, 0, 0, 1] });
  });

  it('should count 50 reviews that come at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, nth) => add(nth, (nth % 5) + 1)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(50);
    expect(await ratingOf()).toEqual({ average: 3, count: 50, histogram: [10, 10, 10, 10, 10] });
  });

  it('should keep the rating equal to a recount while reviews are added, changed and removed', async () => {
    const ids: string[] = [];
    for (let nth = 0; nth < 30; nth++) ids.push((await add(nth, (nth % 5) + 1)).id);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async (_, nth) => {
        if (nth >= 30) return add(nth, (nth % 5) + 1);
        const sentBy = userOf(nth);
        // Changed and removed at the same time: either may win, and both must be counted once.
        const change = service.execute(UPDATE, { input: { id: ids[nth], rating: 5 - (nth % 5) } }, sentBy);
        const removal = nth % 3 === 0 ? service.execute(DELETE, { id: ids[nth] }, sentBy) : undefined;
        const errors = [(await change).errors, (await removal)?.errors].flat();
        return errors.map((error) => error?.extensions?.code).filter((code) => code !== undefined);
      }),
    );
    const codes = new Set(outcomes.filter((outcome) => Array.isArray(outcome)).flat());
    codes.delete('NOT_FOUND');
    expect([...codes]).toEqual([]);
    expect(await Review.countDocuments({ productId: PRODUCT })).toBe(40);
    expect(await ratingOf()).toEqual(await recount());
  });

  it('should change what is given and move the count of the stars', async () => {
    const { id } = await add(1, 2);
    const better = await service.execute(UPDATE, { input: { id, rating: 5, title: null } }, userOf(1));
    expect(better.data).toEqual({
      updateReview: { id, rating: 5, title: 'Fine', body: 'It does what it says.' },
    });
    expect(await ratingOf()).toEqual({ average: 5, count: 1, histogram: [0, 0, 0, 0, 1] });
    await service.execute(UPDATE, { input: { id, body: ' Changed. ' } }, userOf(1));
    const stored = await Review.findById(id).lean();
    expect(stored).toMatchObject({ rating: 5, title: 'Fine', body: 'Changed.' });
    expect(stored?.updatedAt.getTime()).toBeGreaterThanOrEqual(stored?.createdAt.getTime() ?? Number.NaN);
    expect(await ratingOf()).toEqual({ average: 5, count: 1, histogram: [0, 0, 0, 0, 1] });
  });

  it("should treat another's review as absent, but let support remove it", async () => {
    const { id } = await add(1, 3);
    const before = await Review.findById(id).lean();
    const attempts = [
      await service.execute(UPDATE, { input: { id, rating: 1 } }, userOf(2)),
      await service.execute(UPDATE, { input: { id, rating: 1 } }, asSupport),
      await service.execute(DELETE, { id }, userOf(2)),
      await service.execute(DELETE, { id: 'rev_none' }, asSupport),
    ];
    for (const { errors } of attempts) expect(errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
    expect(await Review.findById(id).lean()).toEqual(before);
    expect(await ratingOf()).toEqual({ average: 3, count: 1, histogram: [0, 0, 1, 0, 0] });
    expect((await service.execute(DELETE, { id }, asSupport)).data).toEqual({ deleteReview: { id } });
    expect(await ratingOf()).toEqual({ average: null, count: 0, histogram: [0, 0, 0, 0, 0] });
  });

  it('should refuse anonymous writes and name faulty fields, changing nothing', async () => {
    const anonymous = await service.execute(ADD, { input: input(5) });
    expect(anonymous.errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
    const faulty = { productId: PRODUCT, rating: 6, title: ' ', body: 'x'.repeat(5_001) };
    const { errors } = await service.execute(ADD, { input: faulty }, userOf(1));
    expect(errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [
        { path: 'input.rating', message: 'must not be greater than 5' },
        { path: 'input.title', message: 'must not be blank' },
        { path: 'input.body', message: 'must be shorter than or equal to 5000 characters' },
      ],
    });
    for (const productId of ['prd_1', seedId('Brand', 1), '{"$gt":""}']) {
      const answer = await service.execute(ADD, { input: input(5, productId) }, userOf(1));
      expect(answer.errors?.[0]?.extensions).toMatchObject({ fields: [{ path: 'input.productId' }] });
    }
    expect(await Review.countDocuments()).toBe(0);
    expect(await ratingOf()).toEqual({ average: null, count: 0, histogram: [0, 0, 0, 0, 0] });
  });

  it('should tell live subscribers of the reviews of their product', async () => {
    const events = await service.subscribe(
      'subscription ($id: ID) { reviewAdded(productId: $id) { rating product { id } author { id } } }',
      { id: PRODUCT },
    );
    const next = events.next();
    await add(1, 1, OTHER_PRODUCT);
    await add(2, 5);
    expect((await next).value).toEqual({
      data: { reviewAdded: { rating: 5, product: { id: PRODUCT }, author: { id: seedId('User', 2) } } },
    });
    await events.return();
  });
});
