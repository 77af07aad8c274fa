import type { EventEnvelope } from '@orrery/contracts';
import { createLogger } from '@orrery/runtime';
import type { Connection, mongo } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { connectTestDatabase } from '../../test/event-fixture.js';
import { transactionsOn } from '../mongo/transaction.js';
import type { RunTransaction } from '../service/scopes.js';
import { ChannelDown, NotDelivered } from './channel.js';
import { Outbox } from './outbox.js';
import { Relay, type RelayOptions } from './relay.js';

let connection: Connection;
let close: () => Promise<void>;
let db: mongo.Db;
let outbox: Outbox;
let transaction: RunTransaction;
const relays: Relay[] = [];
let nth = 0;

beforeAll(async () => {
  ({ connection, close } = await connectTestDatabase());
  transaction = transactionsOn(connection);
});
afterAll(() => close());
beforeEach(async () => {
  db = connection.getClient().db(`relay${nth++}`);
  outbox = new Outbox({ database: () => db, service: 'orders', channelsFor: () => ['reviews'] });
  await outbox.createIndexes();
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});

function change(aggregateId: string, aggregateVersion: number, also?: () => Promise<void>): Promise<void> {
  return transaction(async (session) => {
    await db
      .collection<{ _id: string }>('orders')
      .updateOne({ _id: aggregateId }, { $set: { version: aggregateVersion } }, { upsert: true, session });
    await outbox.append(session, {
      type: 'order.state-changed',
      aggregateId,
      aggregateVersion,
      data: { userId: 'u', state: 'PENDING', productIds: [], at: new Date().toISOString() },
    });
    await also?.();
  });
}

function relay(
  publish: (envelope: EventEnvelope) => Promise<void> | void,
  leaseMs?: number,
  other: Partial<RelayOptions> = {},
): Relay {
  const made = new Relay({
    outbox,
    database: () => db,
    log: createLogger({ service: 'test', level: 'silent' }),
    channel: { name: 'reviews', publish: async (envelope) => publish(envelope) },
    backoff: { firstMs: 5, maxMs: 20 },
    pollMs: 10,
    leaseMs,
    ...other,
  });
  relays.push(made);
  made.start();
  return made;
}

const short = ({ subject, sequence }: EventEnvelope) => `${subject}:${sequence}`;
const lag = async () => (await outbox.lag('reviews')).rows;

test('commits a change and its event together, or neither', async () => {
  await change('a', 1);
  await expect(
    change('a', 2, async () => {
      throw new Error('after all');
    }),
  ).rejects.toThrow('after all');
  await change('a', 3);
  expect(await db.collection<{ _id: string }>('orders').findOne({ _id: 'a' })).toMatchObject({ version: 3 });
  const rows = await outbox.pending('reviews', 10, []);
  expect(rows.flat().map(({ envelope }) => [envelope.sequence, envelope.aggregateversion])).toEqual([
    [1, 1],
    [2, 3],
  ]);
});

test('numbers the events of an aggregate without a gap when many change it at once', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, i) => change('a', i + 1)));
  const rows = (await outbox.pending('reviews', 100, [])).flat();
  expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('takes a first event of each aggregate that has none, once', async () => {
  await change('a', 4);
  const first = (aggregateId: string) => ({
    type: 'order.state-changed' as const,
    aggregateId,
    aggregateVersion: 1,
    data: { userId: 'u', state: 'DELIVERED', productIds: [], at: new Date().toISOString() },
  });
  expect(await outbox.appendFirst([first('a'), first('b'), first('c')])).toBe(2);
  expect(await outbox.appendFirst([first('a'), first('b'), first('c')])).toBe(0);
  await change('b', 2);
  const rows = (await outbox.pending('reviews', 100, [])).flat();
  expect(rows.map(({ aggregateId, sequence }) => `${aggregateId}:${sequence}`).sort()).toEqual([
    'a:1',
    'b:1',
    'b:2',
    'c:1',
  ]);
});

test('refuses data that does not fit the schema, and the change with it', async () => {
  await expect(
    transaction(async (session) => {
      await outbox.append(session, {
        type: 'order.state-changed',
        aggregateId: 'a',
        aggregateVersion: 1,
        data: { userId: 'u', state: 'PENDING', productIds: [], at: 'yesterday' },
      });
    }),
  ).rejects.toThrow();
  expect(await lag()).toBe(0);
});

test('publishes the events of each aggregate in their order', async () => {
  for (let version = 1; version <= 5; version++) {
    await Promise.all(['a', 'b', 'c'].map((aggregate) => change(aggregate, version)));
  }
  const out: string[] = [];
  relay((envelope) => {
    out.push(short(envelope));
  });
  await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 30_000 });
  for (const aggregate of ['a', 'b', 'c']) {
    expect(out.filter((id) => id.startsWith(aggregate))).toEqual(
      [1, 2, 3, 4, 5].map((i) => `${aggregate}:${i}`),
    );
  }
});

test('holds back only the aggregate whose event is not taken', async () => {
  for (const aggregate of ['bad', 'good']) for (const version of [1, 2]) await change(aggregate, version);
  const out: string[] = [];
  let refusals = 0;
  relay((envelope) => {
    if (envelope.subject === 'bad' && refusals < 3) {
      refusals += 1;
      throw new NotDelivered(undefined);
    }
    out.push(short(envelope));
  });
  await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 30_000 });
  expect(out).toEqual(['good:1', 'good:2', 'bad:1', 'bad:2']);
});

test('waits for the other end while it is down, and loses nothing', async () => {
  let isDown = true;
  const out: string[] = [];
  const tried = vi.fn();
  relay((envelope) => {
    tried();
    if (isDown) throw new ChannelDown(new Error('refused'));
    out.push(short(envelope));
  });
  await change('a', 1);
  await vi.waitFor(() => expect(tried.mock.calls.length).toBeGreaterThan(2), { timeout: 30_000 });
  isDown = false;
  await change('a', 2);
  await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 30_000 });
  expect(out).toEqual(['a:1', 'a:2']);
});

test('publishes again what it could not mark as published', async () => {
  await change('a', 1);
  const mark = vi.spyOn(outbox, 'published').mockRejectedValueOnce(new Error('the database is away'));
  const out: string[] = [];
  relay((envelope) => {
    out.push(short(envelope));
  });
  await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 30_000 });
  expect(out).toEqual(['a:1', 'a:1']);
  mark.mockRestore();
});

test('works in one of several processes at a time, and goes on in another', async () => {
  const out: string[] = [];
  const first = relay((envelope) => {
    out.push(`first ${short(envelope)}`);
  });
  await change('a', 1);
  await vi.waitFor(() => expect(out).toHaveLength(1), { timeout: 30_000 });
  relay((envelope) => {
    out.push(`second ${short(envelope)}`);
  });
  await change('a', 2);
  await vi.waitFor(() => expect(out).toHaveLength(2), { timeout: 30_000 });
  await first.stop();
  await change('a', 3);
  await vi.waitFor(() => expect(out).toHaveLength(3), { timeout: 30_000 });
  expect(out).toEqual(['first a:1', 'first a:2', 'second a:3']);
});

test('knows who publishes while it does not', async () => {
  const first = relay(() => undefined, undefined, { instance: 'first' });
  await change('a', 1);
  await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 30_000 });
  const second = relay(() => undefined, undefined, { instance: 'second' });
  await vi.waitFor(() => expect(second).toMatchObject({ standsBy: true, holder: 'first' }), {
    timeout: 30_000,
  });
  expect(first).toMatchObject({ standsBy: false, holder: undefined });
  await first.stop();
  await vi.waitFor(() => expect(second).toMatchObject({ standsBy: false, holder: undefined }), {
    timeout: 30_000,
  });
});

test('takes over from one that died, when its lease has run out', async () => {
  await db.collection('leases').insertOne({
    _id: 'relay:reviews' as never,
    owner: 'a process that is gone',
    until: new Date(Date.now() + 200),
  });
  await change('a', 1);
  relay(() => undefined);
  await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 30_000 });
});

test('sends everything again when it is asked to', async () => {
  await change('a', 1);
  await change('b', 1);
  const out: string[] = [];
  relay((envelope) => {
    out.push(short(envelope));
  });
  await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 30_000 });
  expect(await outbox.replay('reviews', ['order.state-changed'])).toBe(2);
  await vi.waitFor(() => expect(out).toHaveLength(4), { timeout: 30_000 });
});

test('publishes at once when the other end is back, however long it was away', async () => {
  await change('a', 1);
  let isAway = true;
  let back: () => void = () => undefined;
  const out: string[] = [];
  const publish = async (envelope: EventEnvelope) => {
    if (isAway) throw new ChannelDown('away');
    out.push(short(envelope));
  };
  const tried = vi.fn(publish);
  relay(tried, undefined, {
    channel: { name: 'reviews', publish: tried, onBack: (listener) => (back = listener) },
    backoff: { firstMs: 3_600_000, maxMs: 3_600_000 },
  });
  await vi.waitFor(() => expect(tried).toHaveBeenCalledTimes(1), 10_000);
  isAway = false;
  // It falls asleep some turns of the event loop after the failure: told before that, it looks again at once, too.
  back();
  await vi.waitFor(() => expect(out).toEqual(['a:1']), 10_000);
});
