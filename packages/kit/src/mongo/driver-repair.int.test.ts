import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newConnection } from './connect.js';

const driver = createRequire(createRequire(import.meta.url).resolve('mongoose'));
const { Connection } = driver('mongodb/lib/cmap/connection.js') as {
  Connection: new (
    socket: Socket,
    options: object,
  ) => { command(namespace: unknown, command: object): Promise<unknown> };
};
const { ns } = driver('mongodb/lib/utils.js') as { ns(text: string): unknown };

let server: Server;
let socket: Socket;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
});
afterEach(() => {
  socket.destroy();
  server.close();
});

test('a command ends with its connection, also when that breaks before the command is written', async () => {
  newConnection(); // as each service makes one
  const connection = new Connection(socket, {
    id: 'x',
    generation: 0,
    hostAddress: {},
    monitorCommands: false,
  });
  const answer = new Promise((resolve, reject) => {
    // As the event loop calls the driver: the socket tells of its end before the command is encoded.
    setImmediate(() => {
      socket.destroy(new Error('reset'));
      connection.command(ns('admin.$cmd'), { ping: 1 }).then(resolve, reject);
    });
  });
  await expect(answer).rejects.toThrow('reset');
});
