import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EventEnvelope } from '@orrery/contracts';
import { createLogger } from '@orrery/runtime';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Connection } from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ServiceEvents } from '../src/events/service-events.js';
import { transactionsOn } from '../src/mongo/transaction.js';
import type { CrashingServicesOptions } from './crashing-services.js';
import { connectTestDatabase } from './event-fixture.js';
import { freePort, givenBroker, startBroker, type TestBroker, withoutRabbitMq } from './rabbitmq-broker.js';

const KEY = 'a key that all services share';
const LONG = { timeout: 60_000 };
const FIXTURE = fileURLToPath(new URL('./crashing-services.ts', import.meta.url));
const log = createLogger({ service: 'test', level: 'silent' });

let connection: Connection;
let databaseUri: string;
let closeDatabase: () => Promise<void>;

beforeAll(async () => {
  ({ connection, uri: databaseUri, close: closeDatabase } = await connectTestDatabase());
});
afterAll(() => closeDatabase());

/** What live subscribers of an instance heard, in its order. */
interface Heard {
  readonly topic: string;
  readonly payload: unknown;
}

interface Instance {
  readonly events: ServiceEvents<null>;
  readonly heard: Heard[];
  readonly url: string;
  /** Commits the next event of an order. */
  commit(order: string, version: number): Promise<void>;
}

interface Running {
  readonly events: ServiceEvents<null>;
  readonly app: FastifyInstance;
}

const running: Running[] = [];

async function stop({ events, app }: Running): Promise<void> {
  await events.stop();
  app.server.closeAllConnections(); // those that a client opened and never used would hold it up
  await app.close();
}

/** Starts instances of one service, which know each other's addresses and their own. */
async function start(name: string, count: number, brokerUrl?: string): Promise<Instance[]> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const urls = ports.map((port) => `http://127.0.0.1:${port}/events`);
  return Promise.all(ports.map((port, i) => startOne(name, port, urls[i] as string, urls, brokerUrl)));
}

async function startOne(name: string, port: number, url: string, urls: string[], brokerUrl?: string) {
  const heard: Heard[] = [];
  const transaction = transactionsOn(connection);
  const events = new ServiceEvents<null>({
    service: 'orders',
    config: { EVENT_SUBSCRIBERS: new Map([['orders', urls]]), EVENTS_KEY: KEY, BROKER_URL: brokerUrl },
    handlers: [],
    database: () => connection.getClient().db(`${name}-orders`),
    transaction,
    scope: () => null,
    log,
    brokerPrefix: name,
    publishLive: (topic, payload) => void heard.push({ topic, payload }),
  });
  const app = Fastify();
  await events.createIndexes();
  await events.receiveAt(app, () => true);
  await app.listen({ host: '127.0.0.1', port });
  await events.start();
  running.push({ events, app });
  const commit = async (aggregateId: string, aggregateVersion: number) => {
    await transaction((session) =>
      events.outbox.append(session, {
        type: 'order.state-changed',
        aggregateId,
        aggregateVersion,
        data: { userId: 'u', state: 'PENDING', productIds: [], at: new Date().toISOString() },
      }),
    );
    events.wake();
  };
  return { events, heard, url, commit };
}

const topicsOf = ({ heard }: Instance, name: string) => heard.filter(({ topic }) => topic === name);
const versionsOf = ({ heard }: Instance, order: string) =>
  heard
    .filter(({ topic }) => topic === 'order.state-changed')
    .map(({ payload }) => payload as EventEnvelope)
    .filter(({ subject }) => subject === order)
    .map(({ aggregateversion }) => aggregateversion);

/** Resolves once two instances hear each other: nobody is told of what went out before. */
async function hearEachOther(instances: readonly Instance[]): Promise<void> {
  await vi.waitFor(() => {
    for (const { events } of instances) events.live.publish('hello', events.live.instance);
    for (const { heard } of instances) {
      expect(new Set(heard.map(({ payload }) => payload)).size).toBe(instances.length);
    }
  }, LONG);
}

function suite(brokerUrl: () => string | undefined): void {
  const newName = () => `live-${randomUUID().slice(0, 8)}`;
  afterEach(async () => {
    for (const one of running.splice(0)) await stop(one);
  });

  it('should tell each instance once of what one of them publishes', async () => {
    const instances = await start(newName(), 3, brokerUrl());
    await hearEachOther(instances);
    const payload = { productId: 'prd_1', at: new Date(), lines: [{ quantity: 2 }], note: null };
    const [first] = instances;
    for (const nth of [1, 2, 3]) first?.events.live.publish('stockChanged', { ...payload, nth });
    for (const instance of instances) {
      await vi.waitFor(() => expect(topicsOf(instance, 'stockChanged')).toHaveLength(3), LONG);
      expect(topicsOf(instance, 'stockChanged').map((heard) => heard.payload)).toEqual(
        [1, 2, 3].map((nth) => ({ ...payload, nth })),
      );
    }
  });

  it('should tell each instance once of each event, those of an order in their order', async () => {
    const instances = await start(newName(), 2, brokerUrl());
    await hearEachOther(instances);
    for (let version = 1; version <= 6; version++) {
      for (const order of ['a', 'b', 'c']) await instances[version % 2]?.commit(order, version);
    }
    for (const instance of instances) {
      for (const order of ['a', 'b', 'c']) {
        await vi.waitFor(() => expect(versionsOf(instance, order)).toEqual([1, 2, 3, 4, 5, 6]), LONG);
      }
    }
    const [{ events } = {} as Instance] = instances;
    await vi.waitFor(async () => expect((await events.outbox.lag('live')).rows).toBe(0), LONG);
  });

  it('should tell of an event whose process died before it could tell anybody', async () => {
    const name = newName();
    const [other] = (await start(name, 1, brokerUrl())) as [Instance];
    const pairs = [{ name, rejections: 0, otherInstances: [other.url] }];
    const options: CrashingServicesOptions = {
      databaseUri,
      brokerUrl: brokerUrl(),
      failpoints: 'transaction.after-commit=exit@1',
      pairs,
    };
    const args = ['--import', 'tsx', '--conditions=@orrery/source', FIXTURE, JSON.stringify(options)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
    await vi.waitFor(() => expect(versionsOf(other, 'ord_1')).toEqual([1]), LONG);
    await other.commit('ord_1', 2);
    await vi.waitFor(() => expect(versionsOf(other, 'ord_1')).toEqual([1, 2]), LONG);
  });

  it('should go on without an instance that is gone', async () => {
    const [first, second] = (await start(newName(), 2, brokerUrl())) as [Instance, Instance];
    await hearEachOther([first, second]);
    const gone = running.pop() as Running;
    await stop(gone);
    const left = gone.events === first.events ? second : first;
    await left.commit('a', 1);
    await left.commit('a', 2);
    await vi.waitFor(() => expect(versionsOf(left, 'a')).toEqual([1, 2]), LONG);
    await vi.waitFor(async () => expect((await left.events.outbox.lag('live')).rows).toBe(0), LONG);
  });
}

describe('live fan-out without a broker', () => suite(() => undefined));

describe.skipIf(withoutRabbitMq)(`live fan-out over RabbitMQ${withoutRabbitMq}`, () => {
  let broker: TestBroker;
  beforeAll(async () => {
    broker = await startBroker();
  }, 180_000);
  afterAll(() => broker?.close());

  suite(() => broker.url);

  it('should wake nobody but who relays', async () => {
    const name = `live-${randomUUID().slice(0, 8)}`;
    const instances = await start(name, 3, broker.url);
    await hearEachOther(instances);
    const woken = new Set<string>();
    for (const { events } of instances) {
      const hear = events.live.hear.bind(events.live);
      events.live.hear = (message) => {
        const isOther = hear(message);
        if (isOther && message.kind === 'wake') woken.add(events.live.instance);
        return isOther;
      };
    }
    const leases = connection.getClient().db(`${name}-orders`).collection<{ owner: string }>('leases');
    let version = 0;
    // Until each has seen who relays.
    await vi.waitFor(async () => {
      const holders = await leases.distinct('owner');
      const standsBy = instances.find(({ events }) => !holders.includes(events.live.instance));
      woken.clear();
      await standsBy?.commit('a', ++version);
      for (const one of instances) {
        await vi.waitFor(() => expect(versionsOf(one, 'a')).toContain(version), LONG);
      }
      expect([...woken].sort()).toEqual(holders.sort());
    }, LONG);
  });

  it.skipIf(givenBroker)(
    'should miss no event while the broker is gone, and go on when it is back',
    async () => {
      const instances = (await start(`live-${randomUUID().slice(0, 8)}`, 2, broker.url)) as [
        Instance,
        Instance,
      ];
      await hearEachOther(instances);
      const [first, second] = instances;
      await first.commit('a', 1);
      for (const one of instances) await vi.waitFor(() => expect(versionsOf(one, 'a')).toEqual([1]), LONG);
      await broker.kill();
      await first.commit('a', 2);
      await second.commit('a', 3);
      await broker.start();
      await second.commit('a', 4);
      for (const one of instances) {
        await vi.waitFor(() => expect(versionsOf(one, 'a')).toEqual([1, 2, 3, 4]), LONG);
      }
      for (const { heard } of instances) heard.length = 0;
      await hearEachOther(instances);
    },
    180_000,
  );
});
