import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { FAILPOINTS, type FailpointName } from '@orrery/runtime';
import type { Connection } from 'mongoose';
import { Connection as BrokerConnection } from 'rabbitmq-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WAITS_MS } from '../src/events/rabbitmq/broker-topology.js';
import type { CrashingServicesOptions } from './crashing-services.js';
import { connectTestDatabase } from './event-fixture.js';
import { startBroker, type TestBroker, withoutRabbitMq } from './rabbitmq-broker.js';

const FIXTURE = fileURLToPath(new URL('./crashing-services.ts', import.meta.url));
const LONG = { timeout: 120_000, interval: 100 };
const MAX_TRIES = 5;
const AT_A_TIME = 3; // processes
// How long the database keeps what a process had not committed when it died: nobody else can change that meanwhile.
const TRANSACTION_LIFETIME_MS = 3_000;

/** How often the event has to be rejected for a point to be passed. */
const REJECTIONS: { readonly [P in FailpointName]?: number } = {
  'broker.put-off': 1,
  'consumer.rejected': 1,
  'consumer.dead-lettered': MAX_TRIES,
};

// Those of others are tested where they are.
const POINTS = (Object.keys(FAILPOINTS) as FailpointName[]).filter((point) =>
  /^(transaction|relay|broker|consumer)\./.test(point),
);

let connection: Connection;
let databaseUri: string;
let closeDatabase: () => Promise<void>;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  const database = await connectTestDatabase(TRANSACTION_LIFETIME_MS);
  ({ connection, close: closeDatabase, uri: databaseUri } = database);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await closeDatabase();
});

/** Starts services in a process of their own. */
function live(options: Omit<CrashingServicesOptions, 'databaseUri'>) {
  const settings = JSON.stringify({ ...options, databaseUri });
  const args = ['--import', 'tsx', '--conditions=@orrery/source', FIXTURE, settings];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const ended = once(child, 'exit').finally(() => children.delete(child));
  return { child, running: once(child.stdout, 'data'), ended };
}

const nameOf = (point: FailpointName) => point.replace('.', '-');
const rejectionsOf = (point: FailpointName) => REJECTIONS[point] ?? 0;
const pairOf = (point: FailpointName) => ({ name: nameOf(point), rejections: rejectionsOf(point) });

/** How many documents of a collection of one of a point's services fit. */
function count(prefix: string, service: string, collection: string, filter = {}): Promise<number> {
  return connection.getClient().db(`${prefix}-${service}`).collection(collection).countDocuments(filter);
}

/** Lets each point kill a process of its own, then starts another for what all of them left; resolves when it has ended. */
async function dieAndGoOn(prefix: string, points: readonly FailpointName[], brokerUrl?: string) {
  const pairs = points.map(pairOf).map((pair) => ({ ...pair, name: `${prefix}-${pair.name}` }));
  const deaths = new Map<FailpointName, unknown>();
  const left = points.map((point, i) => ({ point, pair: pairs[i] as (typeof pairs)[number] }));
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const life = live({ brokerUrl, failpoints: `${next.point}=exit@1`, pairs: [next.pair] });
        deaths.set(next.point, (await life.ended)[1]);
      }
    }),
  );
  const { child, running, ended } = live({ brokerUrl, failpoints: '', pairs });
  await running;
  for (const { name, rejections } of pairs) {
    await vi.waitFor(async () => {
      const kept = rejections < MAX_TRIES ? 'effects' : 'deadLetters';
      expect(await count(name, 'reviews', kept)).toBe(1);
      const pending = brokerUrl ? 'broker' : 'reviews';
      expect(await count(name, 'orders', 'outbox', { pending })).toBe(0);
    }, LONG);
  }
  const end = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { deaths, end };
}

function suite(prefix: string, points: readonly FailpointName[], deaths: () => Map<FailpointName, unknown>) {
  it.each(points)('should lose nothing and do nothing twice when it dies at %s', async (point) => {
    const name = `${prefix}-${nameOf(point)}`;
    const isDead = rejectionsOf(point) >= MAX_TRIES;
    expect(deaths().get(point)).toBe('SIGKILL');
    const effects = connection.getClient().db(`${name}-reviews`).collection('effects');
    expect((await effects.find().toArray()).map((effect) => effect.count)).toEqual(isDead ? [] : [1]);
    expect(await count(name, 'reviews', 'deadLetters')).toBe(isDead ? 1 : 0);
    expect(await count(name, 'orders', 'outbox')).toBe(1);
  });
}

describe('a process that dies, without a broker', () => {
  const points = POINTS.filter((point) => !point.startsWith('broker.'));
  let deaths: Map<FailpointName, unknown>;
  beforeAll(async () => {
    const lives = await dieAndGoOn('direct', points);
    ({ deaths } = lives);
    await lives.end();
  }, 240_000);
  suite('direct', points, () => deaths);
});

describe.skipIf(withoutRabbitMq)(`a process that dies, over RabbitMQ${withoutRabbitMq}`, () => {
  let broker: TestBroker;
  let admin: BrokerConnection;
  let deaths: Map<FailpointName, unknown>;
  beforeAll(async () => {
    broker = await startBroker();
    admin = new BrokerConnection(broker.url);
    const lives = await dieAndGoOn('broker', POINTS, broker.url);
    ({ deaths } = lives);
    for (const point of POINTS) {
      const queue = `broker-${nameOf(point)}.reviews`;
      await vi.waitFor(async () => {
        for (const name of [queue, ...WAITS_MS.map((ms) => `${queue}.again-${ms}`)])
          expect((await admin.queueDeclare({ queue: name, passive: true })).messageCount).toBe(0);
      }, LONG);
    }
    await lives.end();
  }, 300_000);
  afterAll(async () => {
    await admin?.close();
    await broker?.close();
  });
  suite('broker', POINTS, () => deaths);
});
