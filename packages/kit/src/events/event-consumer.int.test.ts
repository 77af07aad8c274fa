import { orderStateChanged } from '@orrery/contracts';
import { createLogger } from '@orrery/runtime';
import type { ClientSession, Connection, mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectTestDatabase, orderEvent } from '../../test/event-fixture.js';
import { transactionsOn } from '../mongo/transaction.js';
import { inboxCollections } from './dead-letters.js';
import { EventConsumer, NotAnEvent, type Reception } from './event-consumer.js';
import { type EventHandler, NotNow, onEvent } from './event-handler.js';

type Scope = { readonly effects: mongo.Collection<{ _id: string; times: number; states: string[] }> };

let connection: Connection;
let close: () => Promise<void>;
let db: mongo.Db;
let received: Reception[] = [];
let nth = 0;

beforeAll(async () => {
  ({ connection, close } = await connectTestDatabase());
});
afterAll(() => close());
beforeEach(() => {
  db = connection.getClient().db(`events${nth++}`);
  received = [];
});

const envelope = (sequence = 1, state = 'PENDING') => orderEvent({ sequence, state });

type Handle = EventHandler<Scope, { state: string }>['handle'];

// The effect that can be counted: how often an aggregate's document was changed, and in which order.
const record: Handle = async ({ effects }, { data, envelope: { subject } }, session: ClientSession) => {
  await effects.updateOne(
    { _id: subject },
    { $inc: { times: 1 }, $push: { states: data.state } },
    { upsert: true, session },
  );
};

function consumerOf(handle: Handle, options: { ordered?: boolean; maxTries?: number } = {}) {
  return new EventConsumer<Scope>({
    handlers: [onEvent(orderStateChanged, { consumer: 'test', ordered: options.ordered ?? false, handle })],
    database: () => db,
    transaction: transactionsOn(connection),
    scope: () => ({ effects: db.collection('effects') }),
    log: createLogger({ service: 'test', level: 'silent' }),
    maxTries: options.maxTries,
    backoff: { firstMs: 10, maxMs: 40 },
    onReceived: (_, reception) => received.push(reception),
  });
}

const effect = (subject = 'ord_1') => db.collection<{ _id: string }>('effects').findOne({ _id: subject });
const deadLetters = () => inboxCollections(db).deadLetters.find().toArray();

test('has an effect once, however often and however much at once an event is delivered', async () => {
  const consumer = consumerOf(record);
  const event = envelope();
  await Promise.all(Array.from({ length: 8 }, () => consumer.consume(event)));
  await consumer.consume(event);
  expect(await effect()).toMatchObject({ times: 1 });
  expect(received.filter((reception) => reception === 'handled')).toHaveLength(1);
});

test('lets events that change the same take turns, so that none is handled again because of another', async () => {
  let handled = 0;
  const handler = onEvent(orderStateChanged, {
    consumer: 'test',
    changes: ({ productIds }) => productIds,
    handle: async ({ effects }: Scope, { data }, session) => {
      handled += 1;
      const _id = data.productIds[0] ?? '';
      const found = await effects.findOne({ _id }, { session });
      const times = (found?.times ?? 0) + 1;
      await effects.updateOne({ _id }, { $set: { times } }, { upsert: true, session });
    },
  });
  const consumer = new EventConsumer<Scope>({
    handlers: [handler],
    database: () => db,
    transaction: transactionsOn(connection),
    scope: () => ({ effects: db.collection('effects') }),
    log: createLogger({ service: 'test', level: 'silent' }),
  });
  const events = Array.from({ length: 12 }, (_, i) => orderEvent({ subject: `ord_${i}` }));
  await Promise.all(events.map((event) => consumer.consume(event)));
  expect(await effect('prd_1')).toMatchObject({ times: 12 });
  expect(handled).toBe(12);
});

test('remembers nothing of a handler that failed half way', async () => {
  let fails = true;
  const consumer = consumerOf(async (scope, event, session) => {
    await record(scope, event, session);
    if (fails) throw new Error('half way');
  });
  const event = envelope();
  expect(await consumer.consume(event)).toMatchObject({ kind: 'retry' });
  expect(await effect()).toBeNull();
  fails = false;
  expect(await consumer.consume(event)).toEqual({ kind: 'done' });
  expect(await effect()).toMatchObject({ times: 1 });
});

test('counts rejections across restarts, and then keeps the event as a dead letter', async () => {
  const reject: Handle = async () => {
    throw new Error('no such product');
  };
  const event = envelope();
  for (let tries = 1; tries < 3; tries++) {
    expect(await consumerOf(reject, { maxTries: 3 }).consume(event)).toMatchObject({ kind: 'retry' });
  }
  expect(await consumerOf(reject, { maxTries: 3 }).consume(event)).toEqual({ kind: 'done' });
  expect(await deadLetters()).toMatchObject([
    { consumer: 'test', envelope: { id: event.id }, error: 'Error: no such product', tries: 3 },
  ]);
  expect(received).toEqual(['rejected', 'rejected', 'dead']);
  expect(await consumerOf(reject).consume(event)).toEqual({ kind: 'done' });
  expect(received.at(-1)).toBe('duplicate');
});

test('does not count what is not the fault of the event', async () => {
  let failures = 0;
  const consumer = consumerOf(
    async (scope, event, session) => {
      failures += 1;
      if (failures <= 10) throw new NotNow('the provider sleeps', 7);
      await record(scope, event, session);
    },
    { maxTries: 2 },
  );
  const event = envelope();
  for (let i = 0; i < 10; i++) expect(await consumer.consume(event)).toEqual({ kind: 'retry', afterMs: 7 });
  expect(await consumer.consume(event)).toEqual({ kind: 'done' });
  expect(await effect()).toMatchObject({ times: 1 });
  expect(await deadLetters()).toEqual([]);
});

test('gives a dead letter to its consumer again, and keeps it with its new error if it is rejected again', async () => {
  let reason: string | undefined = 'first';
  const consumer = consumerOf(
    async (scope, event, session) => {
      if (reason) throw new Error(reason);
      await record(scope, event, session);
    },
    { maxTries: 1 },
  );
  await consumer.consume(envelope());
  const [letter] = await deadLetters();
  const id = letter?._id ?? '';
  reason = 'second';
  expect(await consumer.redrive(id)).toBe(false);
  expect(await deadLetters()).toMatchObject([{ error: 'Error: second', tries: 2 }]);
  reason = undefined;
  expect(await consumer.redrive(id)).toBe(true);
  expect(await effect()).toMatchObject({ times: 1 });
  expect(await deadLetters()).toEqual([]);
  await expect(consumer.redrive(id)).rejects.toThrow('no dead letter');
});

test('never has the effect of a dead letter that was discarded', async () => {
  const consumer = consumerOf(
    async () => {
      throw new Error('no');
    },
    { maxTries: 1 },
  );
  const event = envelope();
  await consumer.consume(event);
  await consumer.discard(`test ${event.id}`);
  expect(await deadLetters()).toEqual([]);
  expect(await consumerOf(record).consume(event)).toEqual({ kind: 'done' });
  expect(await effect()).toBeNull();
});

test('parks an event that comes before its turn, and handles all in order', async () => {
  const consumer = consumerOf(record, { ordered: true });
  const events = ['PENDING', 'RESERVED', 'AUTHORIZED', 'CONFIRMED'].map((state, i) => envelope(i + 1, state));
  const [first, second, third, fourth] = events;
  for (const event of [fourth, second, third])
    expect(await consumer.consume(event)).toEqual({ kind: 'done' });
  expect(await effect()).toBeNull();
  await consumer.consume(first);
  expect(await effect()).toMatchObject({ states: ['PENDING', 'RESERVED', 'AUTHORIZED', 'CONFIRMED'] });
  expect(await inboxCollections(db).parked.countDocuments()).toBe(0);
});

test('handles events in order when all are delivered at once', async () => {
  const consumer = consumerOf(record, { ordered: true });
  const states = Array.from({ length: 12 }, (_, i) => `S${i}`);
  const events = states.map((state, i) => envelope(i + 1, state));
  await Promise.all([...events].reverse().map((event) => consumer.consume(event)));
  for (const event of events) await consumer.consume(event);
  expect(await effect()).toMatchObject({ times: 12, states });
  expect(await inboxCollections(db).parked.countDocuments()).toBe(0);
});

test('holds those behind a dead letter until it is redriven or discarded', async () => {
  let broken = true;
  const consumer = consumerOf(
    async (scope, event, session) => {
      if (broken && event.data.state === 'TWO') throw new Error('no');
      await record(scope, event, session);
    },
    { ordered: true, maxTries: 1 },
  );
  const second = envelope(2, 'TWO');
  for (const event of [envelope(1, 'ONE'), second, envelope(3, 'THREE')]) await consumer.consume(event);
  expect(await effect()).toMatchObject({ states: ['ONE'] });
  expect(await inboxCollections(db).parked.find().toArray()).toMatchObject([{ sequence: 3 }]);
  broken = false;
  expect(await consumer.redrive(`test ${second.id}`)).toBe(true);
  expect(await effect()).toMatchObject({ states: ['ONE', 'TWO', 'THREE'] });
});

test('is not done with an event before what waited behind it is handled', async () => {
  let isAway = true;
  const consumer = consumerOf(
    async (scope, event, session) => {
      if (isAway && event.data.state === 'TWO') throw new NotNow('the provider sleeps', 7);
      await record(scope, event, session);
    },
    { ordered: true },
  );
  const first = envelope(1, 'ONE');
  await consumer.consume(envelope(2, 'TWO'));
  expect(await consumer.consume(first)).toEqual({ kind: 'retry', afterMs: 7 });
  isAway = false;
  expect(await consumer.consume(first)).toEqual({ kind: 'done' });
  expect(await effect()).toMatchObject({ states: ['ONE', 'TWO'] });
});

test('gives no event up because its tries cannot be counted', async () => {
  const reject: Handle = async () => {
    db = undefined as never; // whatever the database throws then
    throw new Error('no such product');
  };
  const event = envelope();
  const kept = db;
  expect(await consumerOf(reject, { maxTries: 1 }).consume(event)).toMatchObject({ kind: 'retry' });
  db = kept;
  expect(await consumerOf(record).consume(event)).toEqual({ kind: 'done' });
  expect(await effect()).toMatchObject({ times: 1 });
});

test('refuses what is no event, and is done with events that nobody handles', async () => {
  const consumer = consumerOf(record);
  await expect(consumer.consume({ id: 'x' })).rejects.toThrow(NotAnEvent);
  expect(await consumer.consume({ ...envelope(), type: 'something.else' })).toEqual({ kind: 'done' });
  expect(await effect()).toBeNull();
});

test('reads a later version of the data, and only what it knows of it', async () => {
  const seen: unknown[] = [];
  const consumer = consumerOf(async (_, { data }) => {
    seen.push(data);
  });
  const event = envelope();
  await consumer.consume({
    ...event,
    dataschema: 'order.state-changed.v2',
    data: { ...event.data, channel: 'web' },
  });
  expect(seen).toEqual([event.data]);
});
