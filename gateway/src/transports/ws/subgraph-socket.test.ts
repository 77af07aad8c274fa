import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Loss, SubgraphSocket } from './subgraph-socket.js';

describe("a connection to a subgraph's graphql-ws", () => {
  let server: Server;
  let sockets: WebSocketServer;
  const opened: SubgraphSocket[] = [];

  beforeEach(async () => {
    server = createServer();
    sockets = new WebSocketServer({ noServer: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.close();
    for (const socket of sockets.clients) socket.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const serve = (handle: (socket: WebSocket, send: (message: object) => void) => void) =>
    server.on('upgrade', (request, stream, head) => {
      sockets.handleUpgrade(request, stream, head, (socket) =>
        handle(socket, (message) => socket.send(JSON.stringify(message))),
      );
    });

  /** Connects: what is told, the loss once it comes. */
  const open = (options: { keepAliveMs?: number; connectTimeoutMs?: number } = {}) => {
    const told: unknown[] = [];
    let ready = () => {};
    const isReady = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const lost = new Promise<Loss>((resolve) => {
      const { port } = server.address() as AddressInfo;
      const socket = new SubgraphSocket(
        {
          url: `ws://127.0.0.1:${port}/graphql`,
          headers: { authorization: 'Bearer a' },
          connectTimeoutMs: options.connectTimeoutMs ?? 20_000,
          keepAliveMs: options.keepAliveMs ?? 20_000,
          maxMessageBytes: 1_024,
        },
        { ready: () => ready(), message: (message) => told.push(message), lost: resolve },
      );
      opened.push(socket);
    });
    return { told, isReady, lost };
  };

  it('should tell who calls in the request and in connection_init, and be ready when acknowledged', async () => {
    const heard: unknown[] = [];
    server.on('upgrade', ({ headers }) =>
      heard.push(headers.authorization, headers['sec-websocket-protocol']),
    );
    serve((socket, send) => {
      socket.on('message', (data) => {
        heard.push(JSON.parse(String(data)));
        send({ type: 'connection_ack' });
      });
    });
    await open().isReady;
    expect(heard).toEqual([
      'Bearer a',
      'graphql-transport-ws',
      { type: 'connection_init', payload: { authorization: 'Bearer a' } },
    ]);
  });

  it('should answer pings, and ask for a sign of life when it hears nothing', async () => {
    const heard: string[] = [];
    const asked = new Promise<void>((resolve) => {
      serve((socket, send) => {
        socket.on('message', (data) => {
          const { type } = JSON.parse(String(data));
          heard.push(type);
          if (type === 'connection_init') {
            send({ type: 'connection_ack' });
            send({ type: 'ping', payload: { n: 1 } });
          }
          if (type === 'ping') send({ type: 'pong' });
          if (heard.filter((one) => one === 'ping').length === 3) resolve();
        });
      });
    });
    const { told } = open({ keepAliveMs: 20 });
    await asked;
    expect(heard.slice(0, 3)).toEqual(['connection_init', 'pong', 'ping']);
    expect(told).toEqual([]);
  });

  it.each<[string, Parameters<typeof serve>[0], Loss['kind'], Loss['reason']]>([
    ['acknowledges nothing', () => {}, 'passing', 'timeout'],
    ['answers no ping', (_socket, send) => send({ type: 'connection_ack' }), 'passing', 'timeout'],
    ['sends no GraphQL', (socket) => socket.send('<html>'), 'passing', 'not GraphQL'],
    ['is going away', (socket) => socket.close(1001), 'passing', 'unreachable'],
    ['is cut', (socket) => socket.terminate(), 'passing', 'unreachable'],
    ['has a fault', (socket) => socket.close(4500), 'passing', 'unreachable'],
    ['sends too much', (socket) => socket.send('x'.repeat(5_000)), 'passing', 'too large'],
    ['forbids it', (socket) => socket.close(4403), 'refused', 'refused'],
    ['knows no such caller', (socket) => socket.close(4401), 'refused', 'refused'],
    ['finds a fault in it', (socket) => socket.close(4400), 'fault', 'not GraphQL'],
    ['speaks another protocol', (socket) => socket.close(4406), 'unsupported', 'not GraphQL'],
  ])('should be lost when the subgraph %s', async (_what, handle, kind, reason) => {
    serve(handle);
    expect(await open({ keepAliveMs: 30, connectTimeoutMs: 1_000 }).lost).toMatchObject({ kind, reason });
  });

  it.each<[number, Loss['kind']]>([
    [200, 'unsupported'],
    [404, 'unsupported'],
    [401, 'refused'],
    [403, 'refused'],
    [429, 'passing'],
    [503, 'passing'],
  ])('should be lost when the upgrade is answered with status %d', async (status, kind) => {
    server.on('upgrade', (_request, stream) =>
      stream.end(`HTTP/1.1 ${status} No\r\ncontent-length: 4\r\nconnection: close\r\n\r\nhtml`),
    );
    expect(await open().lost).toMatchObject({ kind });
  });

  it('should be lost when the handshake hangs, and when nobody listens', async () => {
    const hung: Duplex[] = [];
    server.on('upgrade', (_request, stream) => hung.push(stream));
    expect(await open({ connectTimeoutMs: 50 }).lost).toMatchObject({ kind: 'passing' });
    for (const stream of hung) stream.destroy();
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const lost = await new Promise<Loss>((resolve) => {
      const target = { headers: {}, connectTimeoutMs: 20_000, keepAliveMs: 20_000, maxMessageBytes: 1_024 };
      new SubgraphSocket(
        { ...target, url: `ws://127.0.0.1:${port}/` },
        { ready: () => {}, message: () => {}, lost: resolve },
      );
    });
    expect(lost).toMatchObject({ kind: 'passing', reason: 'unreachable' });
  });

  it('should be lost when the server agrees to no subprotocol', async () => {
    sockets.options.handleProtocols = () => false;
    serve(() => {});
    expect(await open().lost).toMatchObject({ kind: 'unsupported' });
  });
});
