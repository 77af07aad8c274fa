import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { postOf } from '../load/closed-loop.js';
import { runOpenLoop } from './open-loop.js';

async function load(handler: RequestListener, options: { patienceMs?: number; connections?: number } = {}) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await runOpenLoop({
      port: (server.address() as AddressInfo).port,
      request: postOf('/graphql', '{}'),
      perSecond: 100,
      seconds: 0.32,
      answerBytes: 2,
      patienceMs: 60_000,
      connections: 1_000,
      ...options,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it('should tell right answers from shed, wrong and broken ones, and leave none out', async () => {
  let count = 0;
  const { due, good, shed, wrong, broken, late, unsent, latenciesMs } = await load((_request, response) => {
    const turn = count++ % 4;
    if (turn === 0) response.setHeader('content-length', 2).end('{}');
    else if (turn === 1) response.writeHead(503, { 'retry-after': '1', 'content-length': 0 }).end();
    else if (turn === 2) response.writeHead(503, { 'content-length': 0 }).end();
    else response.destroy();
  });
  expect([due, good, shed, wrong, broken]).toEqual([32, 8, 8, 8, 8]);
  expect([late, unsent, latenciesMs.length]).toEqual([0, 0, good]);
});

it('should count answers that nobody waits for any more, and requests that found no connection', async () => {
  const late = await load((_request, response) => response.setHeader('content-length', 2).end('{}'), {
    patienceMs: -1,
  });
  expect([late.good, late.late]).toEqual([0, late.due]);
  const held = await load(() => undefined, { connections: 0 });
  expect([held.unsent, held.good]).toEqual([held.due, 0]);
});
