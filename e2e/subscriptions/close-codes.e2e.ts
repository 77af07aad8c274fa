import type { AddressInfo } from 'node:net';
import { CLOSE_CODE } from '@orrery/contracts';
import { CloseCode } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { hear, websocketClient } from './fixture/websocket-client.js';

/** Whether a graphql-ws client that lost its connection by a code connects again. */
async function connectsAgain(code: number): Promise<boolean> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  let connections = 0;
  server.on('connection', (socket) => {
    connections++;
    socket.on('message', () => {
      if (connections > 1) socket.close(CLOSE_CODE.badRequest);
      else socket.close(code);
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const client = websocketClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    retryAttempts: 1,
    retryWait: async () => {},
  });
  const heard = hear(client, 'subscription { a }');
  await heard.ended();
  await client.dispose();
  await new Promise((resolve) => server.close(resolve));
  return connections > 1;
}

describe('close codes', () => {
  it.each(Object.entries(CLOSE_CODE).filter(([, code]) => code >= 4_400 && code !== CLOSE_CODE.slowClient))(
    'should have %s as graphql-ws has it',
    (name, code) => {
      const ours = name === 'initialisationTimeout' ? 'connectionInitialisationTimeout' : name;
      const theirs = Object.entries(CloseCode).find(([key]) => key.toLowerCase() === ours.toLowerCase());
      expect(theirs?.[1]).toBe(code);
    },
  );

  it.each([
    ['goingAway', true],
    ['slowClient', true],
    ['forbidden', true],
    ['initialisationTimeout', true],
    ['protocolError', false],
    ['invalidText', false],
    ['messageTooBig', false],
    ['badRequest', false],
    ['unauthorized', false],
    ['subprotocolNotAcceptable', false],
    ['subscriberAlreadyExists', false],
    ['tooManyInitialisationRequests', false],
    ['internalServerError', false],
  ] as const)('should let a client of graphql-ws connect again after %s: %s', async (name, again) => {
    expect(await connectsAgain(CLOSE_CODE[name])).toBe(again);
  });
});
