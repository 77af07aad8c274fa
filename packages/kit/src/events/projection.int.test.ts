import { type EventEnvelope, orderStateChanged } from '@orrery/contracts';
import { createLogger } from '@orrery/runtime';
import type { Connection, mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectTestDatabase, orderEvent } from '../../test/event-fixture.js';
import { transactionsOn } from '../mongo/transaction.js';
import { EventConsumer } from './event-consumer.js';
import { onEvent } from './event-handler.js';

interface OrderStates {
  readonly _id: string;
  readonly states: readonly string[];
}

const DONE = { kind: 'done' };

let connection: Connection;
let close: () => Promise<void>;
let db: mongo.Db;
let nth = 0;

beforeAll(async () => {
  ({ connection, close } = await connectTestDatabase());
});
afterAll(() => close());
beforeEach(() => {
  db = connection.getClient().db(`projection${nth++}`);
});

describe.each([{ ordered: false }, { ordered: true }])('a projection, ordered: $ordered', ({ ordered }) => {
  const states = () => db.collection<OrderStates>('states');
  const project = onEvent(orderStateChanged, {
    consumer: 'states',
    ordered,
    handle: async (_scope: null, { data, envelope }, session) => {
      // What is ordered depends on the order, what is not does not.
      const change = ordered ? { $push: { states: data.state } } : { $addToSet: { states: data.state } };
      await states().updateOne({ _id: envelope.subject }, change, { upsert: true, session });
    },
    reset: async (_scope, session) => void (await states().deleteMany({}, { session })),
  });

  const consumer = () =>
    new EventConsumer<null>({
      handlers: [project],
      database: () => db,
      transaction: transactionsOn(connection),
      scope: () => null,
      log: createLogger({ service: 'test', level: 'silent' }),
    });

  async function send(to: EventConsumer<null>, events: readonly EventEnvelope[]): Promise<void> {
    for (const event of events) while ((await to.consume(event)).kind !== DONE.kind);
  }

  const eventsOf = (subject: string, count: number) =>
    Array.from({ length: count }, (_, i) =>
      orderEvent({ subject, sequence: i + 1, state: `state ${i + 1}` }),
    );
  const all = async () => {
    const found = await states().find().sort({ _id: 1 }).toArray();
    return found.map(({ _id, states: of }) => [_id, ordered ? of : [...of].sort()]);
  };

  it('should equal the live one when it is built anew, event by event', async () => {
    const events = ['a', 'b', 'c'].map((order) => eventsOf(order, 4));
    const live = consumer();
    const afterEach: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      await send(
        live,
        events.map((ofOrder) => ofOrder[i] as EventEnvelope),
      );
      afterEach.push(await all());
    }
    expect(await live.reset('states')).toBe(12);
    expect(await all()).toEqual([]);
    for (let i = 0; i < 4; i++) {
      await send(
        live,
        events.map((ofOrder) => ofOrder[i] as EventEnvelope),
      );
      expect(await all()).toEqual(afterEach[i]);
    }
  });

  it('should lose nothing of what comes while it is emptied', async () => {
    const events = Array.from({ length: 8 }, (_, i) => eventsOf(`order ${i}`, 3));
    const live = consumer();
    await send(
      live,
      events.flatMap((ofOrder) => ofOrder.slice(0, 2)),
    );
    const coming = Promise.all(events.map((ofOrder) => send(live, ofOrder.slice(2))));
    await live.reset('states');
    await coming;
    await send(live, events.flat());
    expect(await all()).toEqual(
      events.map((ofOrder, i) => [`order ${i}`, ofOrder.map((_, state) => `state ${state + 1}`)]),
    );
  });

  it('should keep what was there when it cannot be emptied', async () => {
    const live = consumer();
    const events = eventsOf('a', 2);
    await send(live, events);
    const before = await all();
    const failing = new EventConsumer<null>({
      handlers: [{ ...project, reset: () => Promise.reject(new Error('not now')) }],
      database: () => db,
      transaction: transactionsOn(connection),
      scope: () => null,
      log: createLogger({ service: 'test', level: 'silent' }),
    });
    await expect(failing.reset('states')).rejects.toThrow('not now');
    await send(live, events);
    expect(await all()).toEqual(before);
    await expect(live.reset('other')).rejects.toThrow('other makes nothing that could be built anew');
  });
});
