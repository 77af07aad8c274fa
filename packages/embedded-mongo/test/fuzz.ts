import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { MongoClient } from 'mongodb';
import { messageFrame, RawClient } from './raw-client.js';

/** Small and repeatable: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Random = () => number;

const COMMANDS = [
  { find: 'fuzz', filter: { a: { $gt: 1 } }, sort: { b: -1 }, $db: 'fuzz' },
  { insert: 'fuzz', documents: [{ a: 1, b: { c: [1, 2, { d: 'x' }] } }], $db: 'fuzz' },
  { update: 'fuzz', updates: [{ q: { a: 1 }, u: { $set: { b: 2 } }, multi: true }], $db: 'fuzz' },
  { aggregate: 'fuzz', pipeline: [{ $group: { _id: '$a', n: { $sum: 1 } } }], cursor: {}, $db: 'fuzz' },
  { createIndexes: 'fuzz', indexes: [{ key: { a: 1 }, name: 'a_1' }], $db: 'fuzz' },
  { getMore: 1n, collection: 'fuzz', $db: 'fuzz' },
  { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: Buffer.from('n,,n=a,r=b'), $db: 'admin' },
];

/** The ways in which a frame goes wrong. */
const KINDS: Readonly<Record<string, (random: Random) => Buffer>> = {
  'random bytes': (random) =>
    Buffer.from(Array.from({ length: 16 + Math.floor(random() * 100) }, () => Math.floor(random() * 256))),
  'a length below the header': (random) => withLength(sound(random), Math.floor(random() * 16)),
  'a negative length': (random) => withLength(sound(random), -Math.floor(random() * 1e9)),
  'a length beyond the limit': (random) => withLength(sound(random), 48_000_001 + Math.floor(random() * 1e9)),
  'a frame cut off': (random) => {
    const frame = sound(random);
    return frame.subarray(0, 1 + Math.floor(random() * (frame.length - 1)));
  },
  'a wrong operation': (random) => {
    const frame = sound(random);
    frame.writeInt32LE(Math.floor(random() * 3_000), 12);
    return frame;
  },
  'flipped bytes': (random) => {
    const frame = sound(random);
    for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips--) {
      frame[16 + Math.floor(random() * (frame.length - 16))] = Math.floor(random() * 256);
    }
    return frame;
  },
  'a body of noise': (random) => {
    const frame = sound(random);
    for (let at = 21; at < frame.length; at++) frame[at] = Math.floor(random() * 256);
    return frame;
  },
  'a whole command whose sender is gone': sound,
};

function sound(random: Random): Buffer {
  return messageFrame(COMMANDS[Math.floor(random() * COMMANDS.length)]!, Math.floor(random() * 1e6));
}

function withLength(frame: Buffer, length: number): Buffer {
  frame.writeInt32LE(length, 0);
  return frame;
}

async function attack(port: number, frames: readonly Buffer[]): Promise<void> {
  const socket: Socket = connect(port, '127.0.0.1');
  const closed = once(socket, 'close').catch(() => undefined);
  socket.on('error', () => undefined);
  socket.on('data', () => undefined);
  await once(socket, 'connect').catch(() => undefined);
  for (const frame of frames) if (socket.writable) socket.write(frame);
  // half of the clients vanish, the other half say goodbye
  if (frames.length % 2 === 0) socket.resetAndDestroy();
  else socket.end(() => setImmediate(() => socket.destroy()));
  await closed;
}

export interface FuzzReport {
  readonly frames: number;
  readonly kinds: readonly string[];
  /** How often the other client asked meanwhile and was answered. */
  readonly served: number;
}

/**
 * Sends so many malformed frames, over many connections, while another client does ordinary work.
 * @throws Error when that client is not served, or the server no longer answers
 */
export async function fuzz(
  port: number,
  client: MongoClient,
  frames: number,
  seed: number,
): Promise<FuzzReport> {
  const random = randomFrom(seed);
  const kinds = Object.keys(KINDS);
  const witness = client.db('witness').collection<{ _id: number; n: number }>('rows');
  let sent = 0;
  let served = 0;
  while (sent < frames) {
    const attackers = Array.from({ length: 8 }, () => {
      const count = Math.min(1 + Math.floor(random() * 12), Math.max(1, frames - sent));
      sent += count;
      return attack(
        port,
        Array.from({ length: count }, () => KINDS[kinds[Math.floor(random() * kinds.length)]!]!(random)),
      );
    });
    const work = witness.findOneAndUpdate(
      { _id: 1 },
      { $inc: { n: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    const [answer] = await Promise.all([work, ...attackers]);
    served++;
    if (answer?.n !== served)
      throw new Error(`the other client read ${String(answer?.n)} instead of ${served}`);
  }
  const last = await RawClient.connect(port);
  const reply = await last.command({ ping: 1, $db: 'admin' });
  last.close();
  if (reply.ok !== 1) throw new Error('the server does not answer any more');
  return { frames: sent, kinds, served };
}
