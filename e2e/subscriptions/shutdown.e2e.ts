import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type LiveShop, startLiveShop } from './fixture/live-shop.js';

const NAMES = 'subscription { goodChanged { name } }';

let shop: LiveShop;
let gateway: TestGateway;

beforeEach(async () => {
  shop = await startLiveShop();
  gateway = await startGateway(shop.supergraphSdl);
});
afterEach(() => shop.stop());

const subscribed = async () => {
  const socket = new WebSocket(`${gateway.server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: NAMES } }));
  return socket;
};
const stream = (accept: string) =>
  fetch(`${gateway.server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query: NAMES }),
  });

it('should close WebSockets with 1001, end streams with an error, and leave the subgraphs, when the server stops', async () => {
  const { goods } = shop.subgraphs;
  const socket = await subscribed();
  const sse = await stream('text/event-stream');
  const multipart = await stream('multipart/mixed;subscriptionSpec=1.0');
  await goods.listening(1);
  const closed = once(socket, 'close');
  await gateway.stop();
  const [code, reason] = await closed;
  expect([code, String(reason)]).toEqual([1001, 'Going away']);
  const errors = [
    { message: 'The server shuts down: subscribe again.', extensions: { code: 'SERVER_SHUTDOWN' } },
  ];
  expect(await sse.text()).toBe(
    `:\n\nevent: next\ndata: ${JSON.stringify({ errors })}\n\nevent: complete\ndata:\n\n`,
  );
  expect(
    (await multipart.text()).endsWith(`${JSON.stringify({ payload: null, errors })}\r\n--graphql--\r\n`),
  ).toBe(true);
  await goods.listening(0);
  expect(goods.open()).toBe(0);
});

it('should not be held up by clients that answer nothing any more', async () => {
  const socket = await subscribed();
  await shop.subgraphs.goods.listening(1);
  socket.pause();
  await gateway.stop();
  socket.resume();
  socket.terminate();
  await shop.subgraphs.goods.listening(0);
});
