import { orderStateChanged } from '@orrery/contracts';
import { createLogger } from '@orrery/runtime';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectTestDatabase } from '../../test/event-fixture.js';
import { transactionsOn } from '../mongo/transaction.js';
import { onEvent } from './event-handler.js';
import { NOT_HERE, runEventsTask } from './events-task.js';
import { ServiceEvents } from './service-events.js';

let connection: Connection;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ connection, close } = await connectTestDatabase());
});
afterAll(() => close());

let isBroken = true;

function open(service: string, database: string): ServiceEvents<null> {
  return new ServiceEvents<null>({
    service,
    config: { EVENT_SUBSCRIBERS: new Map(), EVENTS_KEY: undefined, BROKER_URL: undefined },
    handlers: [
      onEvent(orderStateChanged, {
        consumer: 'test',
        handle: async () => {
          if (isBroken) throw new Error('the shelf fell');
        },
        reset: async () => undefined,
      }),
    ],
    database: () => connection.getClient().db(database),
    transaction: transactionsOn(connection),
    scope: () => null,
    log: createLogger({ service: 'test', level: 'silent' }),
  });
}

async function task(events: ServiceEvents<null>, service: string, ...argv: string[]) {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  return { code: await runEventsTask({ events, service, write }, argv), text };
}

test('lists, shows, redrives and discards dead letters', async () => {
  const orders = open('orders', 'orders');
  await orders.createIndexes();
  for (const order of ['a', 'b']) {
    await transactionsOn(connection)((session) =>
      orders.outbox.append(session, {
        type: 'order.state-changed',
        aggregateId: order,
        aggregateVersion: 1,
        data: { userId: 'u', state: 'PENDING', productIds: [], at: new Date().toISOString() },
      }),
    );
  }
  expect((await task(orders, 'orders', 'lag')).text).toMatch(
    /^orders to reviews: 2 waiting, the oldest since /m,
  );
  const reviews = open('reviews', 'reviews');
  const sent = (await orders.outbox.pending('reviews', 10, [])).flat().map(({ envelope }) => envelope);
  for (const envelope of sent)
    for (let tries = 0; tries < 5; tries++) await reviews.consumer.consume(envelope);

  const [first = '', second = ''] = sent.map(({ id }) => id);
  const listed = await task(reviews, 'reviews', 'dead', 'list');
  expect(listed.text.split('\n')).toHaveLength(3);
  expect(listed.text).toContain(
    `${first}  reviews  test  order.state-changed  a  5 tries  Error: the shelf fell`,
  );
  const lines = (await task(reviews, 'reviews', 'dead', 'list', '--json')).text.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject(
    [first, second].map((id) => ({ service: 'reviews', kind: 'dead', consumer: 'test', envelope: { id } })),
  );
  expect(JSON.parse((await task(reviews, 'reviews', 'dead', 'show', first)).text)).toMatchObject({
    service: 'reviews',
    consumer: 'test',
    envelope: { id: first, subject: 'a' },
  });
  expect(await task(reviews, 'reviews', 'dead', 'redrive', first)).toEqual({
    code: 1,
    text: 'reviews: rejected again, and kept\n',
  });
  isBroken = false;
  expect(await task(reviews, 'reviews', 'dead', 'redrive', first)).toEqual({
    code: 0,
    text: 'reviews: handled\n',
  });
  expect(await task(reviews, 'reviews', 'dead', 'discard', second)).toEqual({
    code: 0,
    text: 'reviews: given up\n',
  });
  expect((await task(reviews, 'reviews', 'dead', 'list')).text).toBe('');
  expect(await task(reviews, 'reviews', 'dead', 'list', '--json')).toEqual({ code: 0, text: '' });
  expect((await task(reviews, 'reviews', 'dead', 'show', second)).code).toBe(NOT_HERE);

  expect((await task(reviews, 'reviews', 'replay', 'order.state-changed', 'reviews')).code).toBe(NOT_HERE);
  await orders.outbox.published('reviews', [first, second]);
  expect(await task(orders, 'orders', 'replay', 'order.state-changed', 'reviews')).toEqual({
    code: 0,
    text: 'orders: 2 events go out again\n',
  });
  expect((await task(orders, 'orders', 'replay', 'order.state-changed', 'payments')).code).toBe(NOT_HERE);
  expect((await task(orders, 'orders', 'nonsense')).code).toBe(2);

  expect(JSON.parse((await task(reviews, 'reviews', 'consumers')).text)).toEqual({
    service: 'reviews',
    consumer: 'test',
    source: 'orders',
    types: ['order.state-changed'],
    isProjection: true,
  });
  expect(await task(reviews, 'reviews', 'reset', 'test')).toEqual({
    code: 0,
    text: 'reviews: test is empty and has forgotten 2 events; next, at orders: events replay order.state-changed reviews\n',
  });
  expect((await task(reviews, 'reviews', 'reset', 'other')).code).toBe(NOT_HERE);
});
