import type { AddressInfo } from 'node:net';
import { orderStateChanged } from '@orrery/contracts';
import { armFailpoints, createLogger, failpointTriggers } from '@orrery/runtime';
import Fastify from 'fastify';
import mongoose, { type mongo } from 'mongoose';
import { onEvent } from '../src/events/event-handler.js';
import { ServiceEvents, type ServiceEventsOptions } from '../src/events/service-events.js';
import { isDuplicateKey, transactionsOn } from '../src/mongo/transaction.js';

/** A pair of services on databases of their own. */
export interface CrashingPair {
  /** What the names of its databases, exchanges and queues begin with. */
  readonly name: string;
  /** How many times the event is rejected before it has its effect. */
  readonly rejections: number;
  /** Where other instances of the service that publishes take events. */
  readonly otherInstances?: readonly string[];
}

/** What the process is started with, as JSON. */
export interface CrashingServicesOptions {
  readonly databaseUri: string;
  /** Without one, events go directly. */
  readonly brokerUrl?: string;
  /** Where it dies, as in FAILPOINTS. */
  readonly failpoints: string;
  readonly pairs: readonly CrashingPair[];
}

const ORDER_ID = 'ord_1';

const KEY = 'a key that all services share';

const { databaseUri, brokerUrl, failpoints, pairs } = JSON.parse(
  process.argv[2] ?? '',
) as CrashingServicesOptions;
const log = createLogger({ service: 'test', level: 'error' });
const connection = await mongoose.createConnection(databaseUri).asPromise();
const transaction = transactionsOn(connection);
const closing: (() => Promise<unknown>)[] = [];

class Pair {
  constructor(readonly pair: CrashingPair) {}

  async run(): Promise<void> {
    const reviews = await this.#open('reviews', [this.#countEffect()]);
    const app = Fastify();
    await reviews.receiveAt(app, () => true);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/events`;
    const orders = await this.#open(
      'orders',
      [],
      new Map([
        ['reviews', [url]],
        ['orders', this.pair.otherInstances ?? []],
      ]),
    );
    // By now the lease of the process that died has run out.
    await this.#database('orders').collection('leases').deleteMany({});
    await reviews.start();
    await orders.start();
    closing.push(() => Promise.all([orders.stop(), reviews.stop(), app.close()]));
    await this.#changeOrder(orders);
    orders.wake();
  }

  #database(service: string): mongo.Db {
    return connection.getClient().db(`${this.pair.name}-${service}`);
  }

  async #open(
    service: string,
    handlers: ServiceEventsOptions<null>['handlers'],
    subscribers = new Map<string, readonly string[]>(),
  ): Promise<ServiceEvents<null>> {
    const events = new ServiceEvents<null>({
      service,
      config: { EVENT_SUBSCRIBERS: subscribers, EVENTS_KEY: KEY, BROKER_URL: brokerUrl },
      handlers,
      database: () => this.#database(service),
      transaction,
      scope: () => null,
      log,
      brokerPrefix: this.pair.name,
    });
    await events.createIndexes();
    return events;
  }

  #countEffect() {
    const reviews = this.#database('reviews');
    const counted = (name: string) => reviews.collection<{ _id: string; count: number }>(name);
    return onEvent(orderStateChanged, {
      consumer: 'effects',
      handle: async (_scope: null, { envelope: { subject: _id } }, session) => {
        const again = { upsert: true, returnDocument: 'after' } as const;
        const run = await counted('runs').findOneAndUpdate({ _id }, { $inc: { count: 1 } }, again);
        if ((run?.count ?? 0) <= this.pair.rejections) throw new Error('not this time');
        await counted('effects').updateOne({ _id }, { $inc: { count: 1 } }, { upsert: true, session });
      },
    });
  }

  // What a client does that got no answer: it asks again, and the order is there once.
  async #changeOrder(orders: ServiceEvents<null>): Promise<void> {
    try {
      await transaction(async (session) => {
        const made = this.#database('orders').collection<{ _id: string }>('orders');
        await made.insertOne({ _id: ORDER_ID }, { session });
        await orders.outbox.append(session, {
          type: 'order.state-changed',
          aggregateId: ORDER_ID,
          aggregateVersion: 1,
          data: { userId: 'u', state: 'PENDING', productIds: [], at: new Date().toISOString() },
        });
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

armFailpoints(
  failpointTriggers('test', { ORRERY_ENV: 'development', FAILPOINTS: failpoints, FAILPOINT_SEED: 0 }),
);
process.once('SIGTERM', async () => {
  await Promise.all(closing.map((close) => close()));
  await connection.close();
});
await Promise.all(pairs.map((pair) => new Pair(pair).run()));
process.stdout.write('running\n');
