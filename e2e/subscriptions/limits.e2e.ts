import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';
import { until } from './fixture/until.js';
import { hear, websocketClient } from './fixture/websocket-client.js';

const NAMES = 'subscription { goodChanged { name } }';

describe('the limits of subscriptions', () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  const clients: Client[] = [];
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl, {
      SUBSCRIPTION_CONNECTIONS: '2',
      SUBSCRIPTIONS_PER_CONNECTION: '3',
      SUBSCRIPTION_BUFFER_BYTES: '65536',
      SUBSCRIPTION_KEEP_ALIVE_MS: '3000',
      CORS_ORIGINS: 'https://shop.example',
    });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await Promise.all(clients.splice(0).map((client) => client.dispose()));
    await until(async () => (await connections()) === 0);
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const url = () => `${gateway.server.url.replace('http', 'ws')}/graphql`;
  const metrics = async () => (await fetch(`${gateway.server.url}/metrics`)).text();
  const connections = async () =>
    [...(await metrics()).matchAll(/^orrery_subscription_connections{.*} (\d+)$/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  const connectClient = () => {
    const client = websocketClient(gateway.server.url);
    clients.push(client);
    return client;
  };
  /** What the server answers to an upgrade that it refuses. */
  const refusalOf = (path = '/graphql', headers: Record<string, string> = {}) =>
    new Promise<{ status: number; retryAfter: string | undefined; code: unknown }>((resolve, reject) => {
      const sent = request(`${gateway.server.url}${path}`, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-protocol': 'graphql-transport-ws',
          ...headers,
        },
      });
      sent.once('response', async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        const { errors } = JSON.parse(text);
        const retryAfter = response.headers['retry-after'];
        resolve({ status: response.statusCode ?? 0, retryAfter, code: errors[0].extensions.code });
      });
      sent.once('upgrade', () => reject(new Error('it was upgraded')));
      sent.on('error', reject).end();
    });

  it('should refuse a connection too many with 503, over HTTP too, and let the next in when one has left', async () => {
    const [first, second] = [connectClient(), connectClient()] as [Client, Client];
    const heard = [hear(first, NAMES), hear(second, NAMES)];
    await until(async () => (await connections()) === 2);
    expect(await refusalOf()).toEqual({ status: 503, retryAfter: '5', code: 'OVERLOADED' });
    const stream = await fetch(`${gateway.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: NAMES }),
    });
    expect([stream.status, stream.headers.get('retry-after')]).toEqual([503, '5']);
    // What is no stream is answered as ever.
    expect((await gateway.query('{ opinionCount }')).data).toEqual({ opinionCount: 2 });
    await second.dispose();
    await until(async () => (await connections()) === 1);
    const third = hear(connectClient(), NAMES);
    await until(async () => /^orrery_live_subscriptions{.*} 2$/m.test(await metrics()));
    await shop.subgraphs.goods.listening(1);
    shop.subgraphs.goods.emit('goodChanged', LAMP);
    await third.count(1);
    await heard[0]?.count(1);
    expect(await metrics()).toMatch(/^orrery_subscription_refused_total{limit="connections",.*} 2$/m);
  });

  it('should refuse an operation too many of one connection, and leave the others running', async () => {
    const client = connectClient();
    const heard = ['g1', 'g2', 'g3'].map((id) =>
      hear(client, `subscription { goodChanged(id: "${id}") { name } }`),
    );
    await shop.subgraphs.goods.listening(3);
    const refused = hear(client, '{ opinionCount }');
    await refused.ended();
    expect(refused.error).toEqual([
      {
        message: 'At most 3 operations may run over one connection.',
        extensions: { code: 'SUBSCRIPTION_LIMIT' },
      },
    ]);
    heard[0]?.stop();
    await shop.subgraphs.goods.listening(2);
    const taken = hear(client, '{ opinionCount }');
    await taken.ended();
    expect(taken.answers).toEqual([{ data: { opinionCount: 2 } }]);
  });

  it('should refuse pages of other origins, and paths that are not served', async () => {
    expect(await refusalOf('/graphql', { origin: 'https://elsewhere.example' })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(await refusalOf('/other')).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    for (const origin of ['https://shop.example', gateway.server.url]) {
      const socket = new WebSocket(url(), 'graphql-transport-ws', { origin });
      sockets.push(socket);
      await once(socket, 'open');
    }
  });

  it('should disconnect a client that reads nothing with 4509, destroy its socket, and never slow the other', async () => {
    const { goods } = shop.subgraphs;
    const slow = new WebSocket(url(), 'graphql-transport-ws');
    sockets.push(slow);
    await once(slow, 'open');
    slow.send(JSON.stringify({ type: 'connection_init' }));
    await once(slow, 'message');
    slow.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: NAMES } }));
    const fast = hear(connectClient(), NAMES);
    await until(async () => /^orrery_live_subscriptions{.*} 2$/m.test(await metrics()));
    await goods.listening(1);
    slow.pause();
    const name = 'x'.repeat(50_000);
    let sent = 0;
    // Until the kernel's buffers are full, and then the gateway's.
    while (!/^orrery_subscription_slow_clients_total{transport="websocket",.*} 1$/m.test(await metrics())) {
      goods.emit('goodChanged', { ...LAMP, name });
      sent++;
      await fast.count(sent);
    }
    goods.emit('goodChanged', LAMP);
    await fast.count(sent + 1);
    // The client reads again: what is left is its close, or the end of a socket that was destroyed before.
    await until(async () => (await connections()) === 1);
    const closed = once(slow, 'close');
    slow.resume();
    expect([1006, 4509]).toContain((await closed)[0]);
    expect(fast.error).toBeUndefined();
  });

  it('should disconnect a client that answers no ping, and keep one that does', async () => {
    const there = hear(connectClient(), NAMES);
    const gone = new WebSocket(url(), 'graphql-transport-ws', { autoPong: false });
    sockets.push(gone);
    await once(gone, 'open');
    gone.send(JSON.stringify({ type: 'connection_init' }));
    const [code] = await once(gone, 'close');
    expect(code).toBe(1006);
    await shop.subgraphs.goods.listening(1);
    shop.subgraphs.goods.emit('goodChanged', LAMP);
    await there.count(1);
  });

  it('should destroy the connection of a slow client of server-sent events', async () => {
    const { goods } = shop.subgraphs;
    const { hostname, port } = new URL(gateway.server.url);
    const socket: Socket = connect(Number(port), hostname);
    const body = JSON.stringify({ query: NAMES });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\naccept: text/event-stream\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    await goods.listening(1);
    socket.pause();
    const name = 'x'.repeat(50_000);
    while (!/^orrery_subscription_slow_clients_total{transport="sse",.*} 1$/m.test(await metrics())) {
      goods.emit('goodChanged', { ...LAMP, name });
    }
    await goods.listening(0);
    socket.destroy();
  });
});
