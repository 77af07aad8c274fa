import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionPool } from './connection-pool.js';
import type { WireAnswer } from './exchange.js';
import { Sweeper } from './sweeper.js';

const ok = (body: string, fields = '') =>
  `HTTP/1.1 200 OK\r\n${fields}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** A request that a raw server got: its text, and the connection to answer on. */
interface Received {
  readonly text: string;
  readonly socket: Socket;
}

describe('connections to one address', () => {
  let server: Server;
  let sockets: Set<Socket>;
  let onRequest: (received: Received) => void;
  let pool: ConnectionPool;
  let connectionCount: number;

  beforeEach(async () => {
    sockets = new Set();
    connectionCount = 0;
    server = createServer((socket) => {
      connectionCount++;
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
      socket.on('data', (chunk) => onRequest({ text: chunk.toString('utf8'), socket }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    pool = poolOf({});
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await pool.close();
    server.close();
  });

  const poolOf = (options: { connections?: number; queue?: number; idleMs?: number; port?: number }) =>
    new ConnectionPool(
      { host: '127.0.0.1', port: options.port ?? (server.address() as AddressInfo).port, tls: false },
      {
        connections: options.connections ?? 4,
        queue: options.queue ?? 4,
        connectTimeoutMs: 60_000,
        idleMs: options.idleMs ?? 60_000,
        limits: { headBytes: 1_024, bodyBytes: 4_096 },
        sweeper: new Sweeper(),
      },
    );
  const send = (
    options: {
      body?: string;
      resendable?: boolean;
      expiresInMs?: number;
      lifetime?: { aborted: boolean };
    } = {},
  ) => {
    const { body = 'q', resendable = false, expiresInMs = 60_000, lifetime = { aborted: false } } = options;
    return new Promise<WireAnswer>((resolve, reject) => {
      pool.send({
        head: `POST / HTTP/1.1\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`,
        body,
        isAscii: Buffer.byteLength(body) === body.length,
        lifetime: Object.assign(lifetime, { expiresAt: performance.now() + expiresInMs }),
        resendable,
        resolve,
        reject,
      });
    });
  };
  const fault = (name: string) => expect.objectContaining({ fault: name });

  it('should carry one exchange after the other, text of any script whole', async () => {
    onRequest = ({ text, socket }) => socket.write(ok(`got ${text.split('\r\n\r\n')[1]}`));
    expect(await send({ body: 'plain' })).toEqual({ status: 200, body: 'got plain' });
    expect(await send({ body: 'Größe 日本 🏔' })).toEqual({ status: 200, body: 'got Größe 日本 🏔' });
    expect(connectionCount).toBe(1);
  });

  it('should undo a coding, and refuse what is too large only then', async () => {
    onRequest = ({ text, socket }) => {
      const zipped = gzipSync(text.endsWith('big') ? 'x'.repeat(5_000) : 'small');
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`);
      socket.write(zipped);
    };
    expect(await send()).toEqual({ status: 200, body: 'small' });
    await expect(send({ body: 'big' })).rejects.toEqual(fault('too large'));
    onRequest = ({ socket }) => socket.write(ok('x', 'content-encoding: zip\r\n'));
    await expect(send()).rejects.toEqual(fault('not HTTP'));
  });

  it('should make no more connections than it may, queue in order, and refuse when the queue is full', async () => {
    pool = poolOf({ connections: 1, queue: 1 });
    const held: Socket[] = [];
    const first = new Promise<void>((resolve) => {
      onRequest = ({ socket }) => {
        held.push(socket);
        resolve();
      };
    });
    const one = send({ body: '1' });
    await first;
    const two = send({ body: '2' });
    await expect(send({ body: '3' })).rejects.toEqual(fault('overloaded'));
    expect([pool.busyCount, pool.queuedCount]).toEqual([1, 1]);
    onRequest = ({ text, socket }) => socket.write(ok(text.slice(-1)));
    held[0]?.write(ok('1'));
    expect(await Promise.all([one, two])).toEqual([
      { status: 200, body: '1' },
      { status: 200, body: '2' },
    ]);
    expect([connectionCount, pool.busyCount, pool.queuedCount]).toEqual([1, 0, 0]);
  });

  it('should hang up on what takes too long and on what nobody waits for, and use the place for others', async () => {
    pool = poolOf({ connections: 1 });
    onRequest = () => undefined;
    await expect(send({ expiresInMs: 30 })).rejects.toEqual(fault('timeout'));
    const lifetime = { aborted: false };
    const left = send({ lifetime });
    const queued = send({ expiresInMs: 30 });
    await expect(queued).rejects.toEqual(fault('timeout'));
    lifetime.aborted = true;
    await expect(left).rejects.toEqual(fault('cancelled'));
    onRequest = ({ socket }) => socket.write(ok('back'));
    expect(await send()).toEqual({ status: 200, body: 'back' });
  });

  it('should hang up when half of an answer has come in time', async () => {
    onRequest = ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf');
    const closed = new Promise<void>((resolve) => server.once('connection', (s) => s.once('close', resolve)));
    await expect(send({ expiresInMs: 60 })).rejects.toEqual(fault('timeout'));
    await closed;
  });

  it('should tell a connection that breaks from one that never was', async () => {
    onRequest = ({ socket }) => socket.resetAndDestroy();
    await expect(send()).rejects.toEqual(fault('reset'));
    server.close();
    await once(server, 'close');
    await expect(send()).rejects.toEqual(fault('connect'));
  });

  it('should send again, once, what a used connection lost before any answer, if it may be sent twice', async () => {
    onRequest = ({ socket }) => socket.write(ok('first'));
    await send();
    const texts: string[] = [];
    onRequest = ({ text, socket }) => {
      texts.push(text.slice(-1));
      if (texts.length === 1) socket.resetAndDestroy();
      else socket.write(ok('second'));
    };
    expect(await send({ body: 'r', resendable: true })).toEqual({ status: 200, body: 'second' });
    expect(texts).toEqual(['r', 'r']);
  });

  it.each([
    ['what may not be sent twice', { resendable: false }, ''],
    ['what was answered in part', { resendable: true }, 'HTTP/1.1 200'],
  ])('should not send %s again', async (_title, options, part) => {
    onRequest = ({ socket }) => socket.write(ok('first'));
    await send();
    let count = 0;
    onRequest = ({ socket }) => {
      count++;
      if (part === '') socket.resetAndDestroy();
      else socket.end(part);
    };
    await expect(send(options)).rejects.toEqual(fault('reset'));
    expect(count).toBe(1);
  });

  it.each([
    ['says so', 'connection: close\r\n'],
    ['keeps it for less than a second', 'keep-alive: timeout=1\r\n'],
  ])('should not use a connection again when the server %s', async (_title, fields) => {
    onRequest = ({ socket }) => socket.write(ok('x', fields));
    await send();
    await send();
    expect(connectionCount).toBe(2);
  });

  it('should not use a connection again on which bytes came unasked', async () => {
    onRequest = ({ socket }) => socket.write(ok('x'));
    await send();
    const [socket] = sockets;
    const closed = once(socket as Socket, 'close');
    socket?.write(ok('y'));
    await closed;
    expect(await send()).toEqual({ status: 200, body: 'x' });
    expect(connectionCount).toBe(2);
  });

  it('should close connections that are free for too long', async () => {
    pool = poolOf({ idleMs: 20 });
    onRequest = ({ socket }) => socket.write(ok('x'));
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    await send();
    await once((await accepted)[0], 'close');
    expect(pool.isUnused).toBe(true);
  });

  it('should close when the exchanges in flight are over', async () => {
    const asked = new Promise<Socket>((resolve) => {
      onRequest = ({ socket }) => resolve(socket);
    });
    const last = send();
    const socket = await asked;
    let isClosed = false;
    const closing = pool.close().then(() => {
      isClosed = true;
    });
    expect(isClosed).toBe(false);
    socket.write(ok('done'));
    expect(await last).toEqual({ status: 200, body: 'done' });
    await closing;
  });
});
