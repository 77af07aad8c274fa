import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EventEnvelope, orderStateChanged } from '@orrery/contracts';
import { createLogger } from '@orrery/runtime';
import Fastify, { type FastifyInstance } from 'fastify';
import { Connection } from 'rabbitmq-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ChannelDown, type EventChannel, NotDelivered } from '../src/events/channel.js';
import { DirectChannel } from '../src/events/direct/direct-channel.js';
import { receiveEvents } from '../src/events/direct/receive-events.js';
import { NotAnEvent, type Outcome } from '../src/events/event-consumer.js';
import { BrokerNames } from '../src/events/rabbitmq/broker-topology.js';
import { RabbitTransport } from '../src/events/rabbitmq/rabbit-transport.js';
import { orderEvent } from './event-fixture.js';
import { givenBroker, startBroker, type TestBroker, withoutRabbitMq } from './rabbitmq-broker.js';

type Consume = (event: EventEnvelope) => Promise<Outcome>;

/** A transport with one subscriber, which has instances. */
interface Harness {
  readonly channel: EventChannel;
  /** Starts an instance of the subscriber. */
  subscribe(consume: Consume): Promise<Instance>;
  close(): Promise<void>;
}

interface Instance {
  /** Ends it as a crash does: what it works on is not answered. */
  crash(): Promise<void>;
}

const KEY = 'a key that all services share';
const DONE: Outcome = { kind: 'done' };
const LONG = { timeout: 60_000 };
const log = createLogger({ service: 'test', level: 'silent' });

// As the relay does: until it is taken. `onTried` is told after each try.
async function publish({ channel }: Harness, envelope: EventEnvelope, onTried = () => {}): Promise<void> {
  for (;;) {
    try {
      return await channel.publish(envelope, new AbortController().signal);
    } catch (error) {
      if (!(error instanceof NotDelivered || error instanceof ChannelDown)) throw error;
      await sleep(20);
    } finally {
      onTried();
    }
  }
}

async function directHarness(): Promise<Harness> {
  const apps: FastifyInstance[] = [];
  const urls: string[] = [];
  return {
    channel: new DirectChannel({ name: 'reviews', urls, key: KEY }),
    subscribe: async (consume) => {
      const app = Fastify();
      await receiveEvents(app, {
        key: KEY,
        isOpen: () => true,
        consume: (taken) => consume(taken as EventEnvelope),
      });
      await app.listen({ host: '127.0.0.1', port: 0 });
      apps.push(app);
      urls.push(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/events`);
      return {
        crash: async () => {
          app.server.closeAllConnections();
          app.server.close();
        },
      };
    },
    close: async () => void (await Promise.all(apps.map((app) => app.close()))),
  };
}

let broker: TestBroker;

async function rabbitHarness(): Promise<Harness> {
  const prefix = `test-${randomUUID().slice(0, 8)}`;
  const transports: RabbitTransport[] = [];
  const open = () => {
    const transport = new RabbitTransport({ url: broker.url, log, prefix, concurrency: 4 });
    transports.push(transport);
    return transport;
  };
  const publisher = open();
  return {
    channel: publisher.channel,
    subscribe: async (consume) => {
      const transport = open();
      transport.consume('reviews', (taken) => consume(taken as EventEnvelope));
      return {
        crash: async () => {
          transport.destroy();
          transports.splice(transports.indexOf(transport), 1);
        },
      };
    },
    close: async () => void (await Promise.all(transports.map((transport) => transport.close()))),
  };
}

function transportSuite(open: () => Promise<Harness>): void {
  let harness: Harness;
  const opened = async () => {
    harness = await open();
    return harness;
  };
  afterEach(() => harness.close());

  it('should deliver an event whole', async () => {
    const { subscribe } = await opened();
    const taken: EventEnvelope[] = [];
    await subscribe(async (received) => {
      taken.push(received);
      return DONE;
    });
    const sent = orderEvent();
    await publish(harness, sent);
    await vi.waitFor(() => expect(taken).toEqual([sent]), LONG);
  });

  it('should deliver an event again until it is done', async () => {
    const { subscribe } = await opened();
    let tries = 0;
    await subscribe(async () => (++tries < 3 ? { kind: 'retry', afterMs: 30 } : DONE));
    await publish(harness, orderEvent());
    await vi.waitFor(() => expect(tries).toBe(3), LONG);
  });

  it('should deliver an event again whose consumer failed in a way that nobody thought of', async () => {
    const { subscribe } = await opened();
    let tries = 0;
    await subscribe(async () => {
      if (++tries < 3) throw new TypeError('undefined is not a function');
      return DONE;
    });
    await publish(harness, orderEvent());
    await vi.waitFor(() => expect(tries).toBe(3), LONG);
  });

  it('should give each event to one instance', async () => {
    const { subscribe } = await opened();
    const taken: string[] = [];
    for (let i = 0; i < 2; i++) {
      await subscribe(async ({ id }) => {
        taken.push(id);
        return DONE;
      });
    }
    const sent = Array.from({ length: 40 }, () => orderEvent());
    for (const one of sent) await publish(harness, one);
    await vi.waitFor(() => expect([...taken].sort()).toEqual(sent.map(({ id }) => id).sort()), LONG);
  });

  it('should deliver to another instance what one was working on when it died', async () => {
    const { subscribe } = await opened();
    let started = () => {};
    const working = new Promise<void>((resolve) => {
      started = resolve;
    });
    const first = await subscribe(() => {
      started();
      return new Promise(() => undefined); // never answers
    });
    const published = publish(harness, orderEvent());
    await working;
    const taken: string[] = [];
    await subscribe(async ({ id }) => {
      taken.push(id);
      return DONE;
    });
    await first.crash();
    await published;
    await vi.waitFor(() => expect(taken).toHaveLength(1), LONG);
  });

  it('should deliver what was published before there was anybody to take it', async () => {
    const { subscribe } = await opened();
    let published = Promise.resolve();
    await new Promise<void>((tried) => {
      published = publish(harness, orderEvent(), tried);
    });
    const taken: string[] = [];
    await subscribe(async ({ id }) => {
      taken.push(id);
      return DONE;
    });
    await published;
    await vi.waitFor(() => expect(taken).toHaveLength(1), LONG);
  });
}

describe('the direct transport', () => transportSuite(directHarness));

describe.skipIf(withoutRabbitMq)(`the transport over RabbitMQ${withoutRabbitMq}`, () => {
  beforeAll(async () => {
    broker = await startBroker();
  }, 180_000);
  afterAll(() => broker?.close());

  describe('as any transport', () => transportSuite(rabbitHarness));

  it('should put what is no event among the dead letters of the broker', async () => {
    const prefix = `test-${randomUUID().slice(0, 8)}`;
    const transport = new RabbitTransport({ url: broker.url, log, prefix });
    const tries = vi.fn();
    transport.consume('reviews', async (received) => {
      tries();
      throw new NotAnEvent(received);
    });
    await transport.channel.publish(orderEvent(), new AbortController().signal);
    const admin = new Connection(broker.url);
    await vi.waitFor(async () => {
      const queue = new BrokerNames(prefix).deadLetters;
      expect(await admin.queueDeclare({ queue, passive: true })).toMatchObject({ messageCount: 1 });
    }, LONG);
    expect(tries).toHaveBeenCalledTimes(1);
    await admin.close();
    await transport.close();
  });

  it('should say that an event was not delivered when no consumer has a queue any more', async () => {
    const prefix = `test-${randomUUID().slice(0, 8)}`;
    const transport = new RabbitTransport({ url: broker.url, log, prefix });
    const { signal } = new AbortController();
    await transport.channel.publish(orderEvent(), signal);
    const admin = new Connection(broker.url);
    admin.on('error', () => undefined);
    for (const consumer of orderStateChanged.consumers) {
      await admin.queueDelete({ queue: `${prefix}.${consumer}` });
    }
    await expect(transport.channel.publish(orderEvent(), signal)).rejects.toThrow(NotDelivered);
    await admin.close();
    await transport.close();
  });

  it.skipIf(givenBroker)(
    'should lose nothing that was published when the broker is killed, and go on when it is back',
    async () => {
      const prefix = `test-${randomUUID().slice(0, 8)}`;
      const publisher = new RabbitTransport({ url: broker.url, log, prefix });
      const harness = { channel: publisher.channel } as Harness;
      const before = Array.from({ length: 20 }, () => orderEvent());
      for (const one of before) await publish(harness, one);
      await broker.kill();
      const after = orderEvent();
      const published = publish(harness, after);
      await broker.start();
      await published;
      const taken = new Set<string>();
      const subscriber = new RabbitTransport({ url: broker.url, log, prefix });
      subscriber.consume('reviews', async (received) => {
        taken.add((received as EventEnvelope).id);
        return DONE;
      });
      const all = [...before, after].map(({ id }) => id);
      await vi.waitFor(() => expect([...taken].sort()).toEqual(all.sort()), LONG);
      await Promise.all([publisher.close(), subscriber.close()]);
    },
    180_000,
  );
});
