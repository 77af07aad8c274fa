import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@orrery/runtime';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, test, vi } from 'vitest';
import { orderEvent } from '../../../test/event-fixture.js';
import { eventMessage, type LiveMessage, readLiveMessage, topicMessage } from '../live/live-message.js';
import { OtherInstances } from './other-instances.js';
import { receiveEvents } from './receive-events.js';

const KEY = 'a key that all services share';
const LONG = { timeout: 30_000 };
const log = createLogger({ service: 'test', level: 'silent' });
const { signal } = new AbortController();

const apps: FastifyInstance[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const server of [...servers.splice(0), ...apps.map(({ server: one }) => one)]) {
    server.close();
    (server as Server).closeAllConnections();
  }
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

/** An instance that hears; resolves to its address. */
async function instance(name: string, heard: LiveMessage[], onRequest = () => {}): Promise<string> {
  const app = Fastify();
  apps.push(app);
  await receiveEvents(app, {
    key: KEY,
    isOpen: () => true,
    consume: async () => ({ kind: 'done' }),
    hear: (received) => {
      onRequest();
      const message = readLiveMessage(received);
      if (message.instance === name) return false;
      heard.push(message);
      return true;
    },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/events`;
}

/** A server that takes requests and never answers; resolves to its address. */
async function silent(onRequest: () => void): Promise<string> {
  const server = createServer(onRequest);
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
}

test('tells the others, in order, and finds out which address is its own', async () => {
  const heard: LiveMessage[] = [];
  const ownRequests = vi.fn();
  const urls = [await instance('me', [], ownRequests), await instance('other', heard)];
  const others = new OtherInstances({ urls, key: KEY, log });
  const messages = [1, 2, 3].map((nth) => topicMessage('me', 'topic', { nth }));
  await others.hand(messages[0] as LiveMessage, signal);
  for (const message of messages.slice(1)) others.tell(message);
  await vi.waitFor(() => expect(heard).toEqual(messages), LONG);
  expect(ownRequests).toHaveBeenCalledTimes(1);
});

test('does not wait for one that is gone', async () => {
  const heard: LiveMessage[] = [];
  const urls = [await instance('gone', []), await instance('other', heard)];
  await apps.shift()?.close();
  const event = eventMessage('me', orderEvent());
  await new OtherInstances({ urls, key: KEY, log }).hand(event, signal);
  expect(heard).toEqual([event]);
});

test('leaves out one that does not answer, for a while', async () => {
  const requests = vi.fn();
  const heard: LiveMessage[] = [];
  const urls = [await silent(requests), await instance('other', heard)];
  const others = new OtherInstances({ urls, key: KEY, log, timeoutMs: 50, hungMs: 3_600_000 });
  const events = [1, 2].map((sequence) => eventMessage('me', orderEvent({ sequence })));
  for (const event of events) await others.hand(event, signal);
  expect(heard).toEqual(events);
  expect(requests).toHaveBeenCalledTimes(1);
});

test('keeps no more for one that is slow than so many messages, and returns at once', async () => {
  const requests = vi.fn();
  const others = new OtherInstances({ urls: [await silent(requests)], key: KEY, log });
  for (let nth = 1; nth <= 5_000; nth++) others.tell(topicMessage('me', 'topic', { nth }));
  await vi.waitFor(() => expect(requests).toHaveBeenCalledTimes(1), LONG);
  await others.close();
});

test('refuses what is not signed', async () => {
  const heard: LiveMessage[] = [];
  const url = await instance('other', heard);
  const response = await fetch(`${url}/live`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify([topicMessage('me', 'topic', null)]),
  });
  expect(response.status).toBe(401);
  await new OtherInstances({ urls: [url], key: 'a key that somebody made up', log }).hand(
    topicMessage('me', 'topic', null),
    signal,
  );
  expect(heard).toEqual([]);
});
