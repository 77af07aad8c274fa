import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { FairTurns } from './fair-turns.js';

const NEWCOMERS = 20;
const WORKS = 200;
const WORK_MS = 3; // longer than a turn's time, so that each turn does one

const busy = () => {
  for (const until = performance.now() + WORK_MS; performance.now() < until; ) {
    // another answer of a subgraph is worked through
  }
};

it('should accept who comes new in between the pieces of much work, not after the last', async () => {
  const turns = new FairTurns();
  let done = 0;
  const doneAt: number[] = [];
  const server = createServer((socket) => {
    turns.hurry();
    doneAt.push(done);
    socket.destroy();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const gone = Array.from({ length: NEWCOMERS }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    return new Promise((resolve) => socket.once('close', resolve));
  });
  await new Promise<void>((resolve) => {
    for (let i = 0; i < WORKS; i++) {
      turns.run(() => {
        busy();
        done++;
        if (done === WORKS) resolve();
      });
    }
  });
  await Promise.all(gone);
  server.close();
  expect(doneAt).toHaveLength(NEWCOMERS);
  // One in each turn: the last of them long before the work's end.
  expect(doneAt.at(-1)).toBeLessThan(WORKS / 2);
});
