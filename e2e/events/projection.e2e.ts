import type { EventEnvelope } from '@orrery/contracts';
import { orders } from '@orrery/orders';
import { reviews } from '@orrery/reviews';
import { openTestService, type TestService } from '@orrery/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';

const CONSUMER = 'received-products';
const STEPS = 50; // events, after each of which it is compared

let publisher: TestService;
let projecting: TestService;

beforeAll(async () => {
  publisher = await openTestService(orders);
  projecting = await openTestService(reviews);
  await publisher.seed();
});
afterAll(async () => {
  await publisher?.close();
  await projecting?.close();
});

/** Everything that orders has still to tell reviews, as its relay would send it. */
async function waiting(): Promise<EventEnvelope[]> {
  const groups = await publisher.opened.events.outbox.pending('reviews', 1_000_000, []);
  return groups.flat().map(({ envelope }) => envelope);
}

/** Sends events, and resolves to what reviews knows after each of the first, and after all. */
async function send(events: readonly EventEnvelope[]): Promise<unknown[]> {
  const known: unknown[] = [];
  const one = async (event: EventEnvelope) =>
    expect(await projecting.opened.events.consumer.consume(event)).toEqual({ kind: 'done' });
  for (const event of events.slice(0, STEPS)) {
    await one(event);
    known.push(await received());
  }
  await Promise.all(events.slice(STEPS).map(one));
  known.push(await received());
  await publisher.opened.events.outbox.published(
    'reviews',
    events.map(({ id }) => id),
  );
  return known;
}

const received = () =>
  projecting.opened.connection.collection('receivedProducts').find().sort({ _id: 1 }).toArray();

it('should know, when it is built anew, who received which products as it did live, event by event', async () => {
  const events = await waiting();
  const live = await send(events);
  expect(await waiting()).toEqual([]);
  expect(live.at(-1)).not.toEqual([]);

  expect(await projecting.opened.events.consumer.reset(CONSUMER)).toBe(events.length);
  expect(await received()).toEqual([]);
  expect(await publisher.opened.events.outbox.replay('reviews', ['order.state-changed'])).toBe(events.length);
  const again = await waiting();
  expect(again.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  expect(await send(again)).toEqual(live);
});

it('should change nothing that is sent again to what was not emptied', async () => {
  const before = await received();
  await publisher.opened.events.outbox.replay('reviews', ['order.state-changed']);
  await send(await waiting());
  expect(await received()).toEqual(before);
});
