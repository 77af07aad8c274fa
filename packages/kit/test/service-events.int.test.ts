import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { METRIC, orderStateChanged } from '@orrery/contracts';
import { createLogger } from '@orrery/runtime';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Connection } from 'mongoose';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { onEvent } from '../src/events/event-handler.js';
import type { Subscribers } from '../src/events/event-settings.js';
import { ServiceEvents, type ServiceEventsOptions } from '../src/events/service-events.js';
import { transactionsOn } from '../src/mongo/transaction.js';
import { connectTestDatabase } from './event-fixture.js';
import { startBroker, type TestBroker, withoutRabbitMq } from './rabbitmq-broker.js';

const KEY = 'a key that all services share';
const LONG = { timeout: 60_000 };
const log = createLogger({ service: 'test', level: 'silent' });

describe('the events of a service', () => {
  let connection: Connection;
  let close: () => Promise<void>;
  let broker: TestBroker | undefined;
  let running: (ServiceEvents<null> | FastifyInstance)[] = [];

  beforeAll(async () => {
    const database = await connectTestDatabase();
    connection = database.connection;
    if (!withoutRabbitMq) broker = await startBroker();
    close = async () => {
      await database.close();
      await broker?.close();
    };
  }, 180_000);
  afterAll(() => close());
  afterEach(async () => {
    for (const one of running.reverse()) await ('stop' in one ? one.stop() : one.close());
    running = [];
  });

  interface Settings {
    readonly database: string;
    readonly subscribers?: Subscribers;
    readonly brokerUrl?: string;
    readonly handlers?: ServiceEventsOptions<null>['handlers'];
    readonly registry?: Registry;
  }

  async function open(
    service: string,
    { database, subscribers, brokerUrl, handlers = [], registry }: Settings,
  ) {
    const events = new ServiceEvents<null>({
      service,
      config: { EVENT_SUBSCRIBERS: subscribers ?? new Map(), EVENTS_KEY: KEY, BROKER_URL: brokerUrl },
      handlers,
      database: () => connection.getClient().db(database),
      transaction: transactionsOn(connection),
      scope: () => null,
      log,
      registry,
    });
    running.push(events);
    await events.createIndexes();
    return events;
  }

  function delivered(events: ServiceEvents<null>, aggregateId: string): Promise<void> {
    return transactionsOn(connection)((session) =>
      events.outbox.append(session, {
        type: 'order.state-changed',
        aggregateId,
        aggregateVersion: 1,
        data: { userId: 'u', state: 'DELIVERED', productIds: ['p'], at: new Date().toISOString() },
      }),
    );
  }

  const remembering = (taken: string[]) =>
    onEvent(orderStateChanged, {
      consumer: 'test',
      handle: async (_scope: null, { envelope }) => void taken.push(envelope.subject),
    });

  it('should go from one service to another without a broker', async () => {
    const taken: string[] = [];
    const reviews = await open('reviews', { database: randomUUID(), handlers: [remembering(taken)] });
    const app = Fastify();
    running.push(app);
    await reviews.receiveAt(app, () => true);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/events`;
    const registry = new Registry();
    const orders = await open('orders', {
      database: randomUUID(),
      subscribers: new Map([['reviews', [url]]]),
      registry,
    });
    await orders.start();
    await delivered(orders, 'a');
    await delivered(orders, 'b');
    orders.wake();
    await vi.waitFor(() => expect([...taken].sort()).toEqual(['a', 'b']), LONG);
    await vi.waitFor(async () => expect((await orders.outbox.lag('reviews')).rows).toBe(0), LONG);
    expect(await registry.metrics()).toContain(`${METRIC.eventRelayDelay}_count{channel="reviews"} 2`);
  });

  it('should count what waits, goes out and is taken, and how it is taken', async () => {
    const [sender, receiver] = [new Registry(), new Registry()];
    const orders = await open('orders', {
      database: randomUUID(),
      subscribers: new Map([['reviews', ['http://127.0.0.1:9/events']]]),
      registry: sender,
    });
    await delivered(orders, 'a');
    await orders.start();
    await vi.waitFor(async () => {
      expect(await sender.metrics()).toContain(`${METRIC.eventsWaiting}{channel="reviews"} 1`);
    }, LONG);
    const [row] = (await orders.outbox.pending('reviews', 1, [])).flat();
    const reviews = await open('reviews', {
      database: randomUUID(),
      handlers: [remembering([])],
      registry: receiver,
    });
    for (let i = 0; i < 2; i++) await reviews.consumer.consume(row?.envelope);
    const counted = await receiver.metrics();
    for (const result of ['handled', 'duplicate']) {
      expect(counted).toContain(`${METRIC.eventsReceivedTotal}{consumer="test",result="${result}"} 1`);
    }
  });

  it.skipIf(withoutRabbitMq)(
    `should go through a broker once there is one, those that waited without it too${withoutRabbitMq}`,
    async () => {
      const database = randomUUID();
      const alone = await open('orders', { database });
      await alone.start();
      await delivered(alone, 'before');
      expect((await alone.outbox.lag('reviews')).rows).toBe(1);
      await alone.stop();
      const taken: string[] = [];
      const brokerUrl = broker?.url;
      const reviews = await open('reviews', {
        database: randomUUID(),
        brokerUrl,
        handlers: [remembering(taken)],
      });
      await reviews.start();
      const orders = await open('orders', { database, brokerUrl });
      await orders.start();
      await delivered(orders, 'after');
      await vi.waitFor(() => expect([...taken].sort()).toEqual(['after', 'before']), LONG);
    },
    120_000,
  );
});
