import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { orderEvent } from '../../../test/event-fixture.js';
import { ChannelDown, NotDelivered } from '../channel.js';
import type { Outcome } from '../event-consumer.js';
import { DirectChannel } from './direct-channel.js';
import { receiveEvents } from './receive-events.js';
import { isSigned, SIGNATURE_HEADER, signBody } from './signature.js';

const KEY = 'a key that all services share';
const OTHER_KEY = 'a key that somebody else made up';

const apps: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

async function subscriber(
  consume: (event: unknown) => Promise<Outcome>,
  isOpen = () => true,
): Promise<string> {
  const app = Fastify();
  apps.push(app);
  await receiveEvents(app, { key: KEY, isOpen, consume });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/events`;
}

const channel = (urls: string[], key = KEY) => new DirectChannel({ name: 'reviews', urls, key });
const { signal } = new AbortController();

test('delivers an event whole, and is done when its effect is', async () => {
  const received: unknown[] = [];
  const url = await subscriber(async (taken) => {
    received.push(taken);
    return { kind: 'done' };
  });
  const sent = orderEvent();
  await channel([url]).publish(sent, signal);
  expect(received).toEqual([sent]);
});

test('asks for the event again when the consumer does', async () => {
  const url = await subscriber(async () => ({ kind: 'retry', afterMs: 250 }));
  const refused = await channel([url])
    .publish(orderEvent(), signal)
    .catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(NotDelivered);
  expect(refused).toMatchObject({ retryAfterMs: 250 });
});

test('takes nothing before the service can handle it, nor from who does not know the key', async () => {
  const received: unknown[] = [];
  const consume = async (taken: unknown): Promise<Outcome> => {
    received.push(taken);
    return { kind: 'done' };
  };
  await expect(
    channel([await subscriber(consume, () => false)]).publish(orderEvent(), signal),
  ).rejects.toThrow(NotDelivered);
  const url = await subscriber(consume);
  await expect(channel([url], OTHER_KEY).publish(orderEvent(), signal)).rejects.toThrow(NotDelivered);
  const unsigned = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(orderEvent()),
  });
  expect(unsigned.status).toBe(401);
  const json = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(json.status).toBe(415);
  expect(received).toEqual([]);
});

test('refuses a signed body that is no JSON', async () => {
  const url = await subscriber(async () => ({ kind: 'done' }));
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', [SIGNATURE_HEADER]: signBody(KEY, 'no') },
    body: 'no',
  });
  expect(response.status).toBe(400);
});

test('goes to another instance when one is gone, and says when all are', async () => {
  const received: unknown[] = [];
  const url = await subscriber(async (taken) => {
    received.push(taken);
    return { kind: 'done' };
  });
  const gone = await subscriber(async () => ({ kind: 'done' }));
  await apps.pop()?.close();
  await channel([gone, url]).publish(orderEvent(), signal);
  expect(received).toHaveLength(1);
  await expect(channel([gone]).publish(orderEvent(), signal)).rejects.toThrow(ChannelDown);
});

test('knows a signature by its key, its body and its age', () => {
  const now = 1_700_000_000_000;
  const signature = signBody(KEY, 'body', now);
  expect(isSigned(KEY, 'body', signature, now)).toBe(true);
  expect(isSigned(KEY, 'body', signature, now + 299_000)).toBe(true);
  expect(isSigned(KEY, 'body', signature, now + 302_000)).toBe(false);
  expect(isSigned(KEY, 'body', signature, now - 302_000)).toBe(false);
  expect(isSigned(KEY, 'body!', signature, now)).toBe(false);
  expect(isSigned(OTHER_KEY, 'body', signature, now)).toBe(false);
  for (const wrong of [undefined, '', 'v1=00', `${signature}0`, [signature]]) {
    expect(isSigned(KEY, 'body', wrong, now)).toBe(false);
  }
});
