import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';

const SUBSCRIPTION = 'subscription { goodChanged { name score } }';

/** A client that speaks the protocol by hand: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
class RawClient {
  readonly messages: unknown[] = [];
  readonly closed: Promise<[number, string]>;
  #wake = () => {};

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.messages.push(JSON.parse(String(data)));
      this.#wake();
    });
    this.closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)]);
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async received(count: number): Promise<unknown[]> {
    while (this.messages.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.messages;
  }
}

describe('the protocol graphql-transport-ws, clause by clause', () => {
  let shop: LiveShop;
  let gateway: TestGateway;
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl, {
      SUBSCRIPTION_INIT_TIMEOUT_MS: '300',
      BODY_LIMIT_BYTES: '4096',
    });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate();
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const open = async (protocols: string | string[] = 'graphql-transport-ws') => {
    const socket = new WebSocket(`${gateway.server.url.replace('http', 'ws')}/graphql`, protocols);
    sockets.push(socket);
    const client = new RawClient(socket);
    await once(socket, 'open');
    return client;
  };
  const initialised = async (payload?: object) => {
    const client = await open();
    client.send({ type: 'connection_init', ...(payload && { payload }) });
    expect(await client.received(1)).toEqual([{ type: 'connection_ack' }]);
    return client;
  };
  const subscribe = (id: string, query = SUBSCRIPTION, more: object = {}) => ({
    id,
    type: 'subscribe',
    payload: { query, ...more },
  });

  it('should choose graphql-transport-ws among several subprotocols', async () => {
    const { socket } = await open(['graphql-ws', 'graphql-transport-ws']);
    expect(socket.protocol).toBe('graphql-transport-ws');
  });

  it('should close with 4406 when the client does not offer the subprotocol', async () => {
    const without = new RawClient(new WebSocket(`${gateway.server.url.replace('http', 'ws')}/graphql`));
    sockets.push(without.socket);
    expect(await without.closed).toEqual([4406, 'Subprotocol not acceptable']);
  });

  it('should close with 4408 when no connection_init comes in time', async () => {
    const client = await open();
    expect(await client.closed).toEqual([4408, 'Connection initialisation timeout']);
  });

  it('should close with 4429 at a second connection_init', async () => {
    const client = await initialised();
    client.send({ type: 'connection_init' });
    expect(await client.closed).toEqual([4429, 'Too many initialisation requests']);
  });

  it('should close with 4401 at a subscribe before the acknowledgement', async () => {
    const client = await open();
    client.send(subscribe('1'));
    expect(await client.closed).toEqual([4401, 'Unauthorized']);
  });

  it('should close with 4409 when an id is in use, and end what ran over the connection', async () => {
    const client = await initialised();
    client.send(subscribe('same'));
    await shop.subgraphs.goods.listening(1);
    client.send(subscribe('same'));
    expect(await client.closed).toEqual([4409, 'Subscriber for same already exists']);
    await shop.subgraphs.goods.listening(0);
  });

  it('should take an id again once its operation has ended', async () => {
    const client = await initialised();
    for (const count of [2, 4]) {
      client.send(subscribe('again', '{ opinionCount }'));
      await client.received(1 + count);
    }
    expect(client.messages.slice(3)).toEqual([
      { id: 'again', type: 'next', payload: { data: { opinionCount: 2 } } },
      { id: 'again', type: 'complete' },
    ]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['no type', {}],
    ['an unknown type', { type: 'start' }],
    ["a server's type", { type: 'connection_ack' }],
    ['no id', { type: 'subscribe', payload: { query: '{ a }' } }],
    ['an empty id', { type: 'subscribe', id: '', payload: { query: '{ a }' } }],
    ['no query', { type: 'subscribe', id: '1', payload: {} }],
    [
      'variables that are no object',
      { type: 'subscribe', id: '1', payload: { query: '{ a }', variables: 3 } },
    ],
  ])('should close with 4400 at a message with %s', async (_what, message) => {
    const client = await initialised();
    client.send(message);
    expect(await client.closed).toEqual([4400, 'Invalid message received']);
  });

  it('should close with 1009 at a message that is larger than a body may be', async () => {
    const client = await initialised();
    client.send(subscribe('1', `{ opinionCount ${'#'.repeat(5_000)} }`));
    expect((await client.closed)[0]).toBe(1009);
  });

  it('should answer a ping with a pong and its payload, before the acknowledgement too, and take a pong', async () => {
    const client = await open();
    client.send({ type: 'ping', payload: { at: 1 } });
    client.send({ type: 'pong' });
    client.send({ type: 'connection_init' });
    expect(await client.received(2)).toEqual([
      { type: 'pong', payload: { at: 1 } },
      { type: 'connection_ack' },
    ]);
  });

  it('should send nothing more of an operation that the client completed', async () => {
    const { goods } = shop.subgraphs;
    const client = await initialised();
    client.send(subscribe('1'));
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await client.received(2);
    client.send({ id: '1', type: 'complete' });
    await goods.listening(0);
    client.send({ id: 'unknown', type: 'complete' });
    client.send(subscribe('2', '{ opinionCount }'));
    expect((await client.received(4)).slice(1)).toEqual([
      { id: '1', type: 'next', payload: { data: { goodChanged: { name: 'Lamp', score: 4.5 } } } },
      { id: '2', type: 'next', payload: { data: { opinionCount: 2 } } },
      { id: '2', type: 'complete' },
    ]);
  });

  it('should complete an operation whose subgraph has no more events', async () => {
    const { goods } = shop.subgraphs;
    const client = await initialised();
    client.send(subscribe('1'));
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    goods.finish('goodChanged');
    expect((await client.received(3)).slice(1)).toEqual([
      { id: '1', type: 'next', payload: { data: { goodChanged: { name: 'Lamp', score: 4.5 } } } },
      { id: '1', type: 'complete' },
    ]);
  });

  it('should run queries and mutations, several at once', async () => {
    const client = await initialised();
    client.send(
      subscribe('q', 'query ($id: ID!) { good(id: $id) { name freight } }', { variables: { id: 'g1' } }),
    );
    client.send(
      subscribe('m', 'mutation A { rename(id: "g1", name: "B") { name score } } query B { opinionCount }', {
        operationName: 'A',
      }),
    );
    const messages = await client.received(5);
    expect(messages).toContainEqual({
      id: 'q',
      type: 'next',
      payload: { data: { good: { name: 'Lamp', freight: 30 } } },
    });
    expect(messages).toContainEqual({
      id: 'm',
      type: 'next',
      payload: { data: { rename: { name: 'B', score: 4.5 } } },
    });
    expect(messages).toContainEqual({ id: 'q', type: 'complete' });
    expect(messages).toContainEqual({ id: 'm', type: 'complete' });
  });

  it.each([
    ['that does not parse', 'subscription {', {}, 'GRAPHQL_PARSE_FAILED'],
    ['that is not valid', 'subscription { nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'whose variables do not fit',
      'subscription ($count: Int!) { goodSold(count: $count) { id } }',
      {},
      'BAD_USER_INPUT',
    ],
    ['of a name that there is not', SUBSCRIPTION, { operationName: 'B' }, 'OPERATION_RESOLUTION_FAILURE'],
  ])(
    'should answer an operation %s with an error message, and nothing after it',
    async (_what, query, more, code) => {
      const client = await initialised();
      client.send(subscribe('1', query, more));
      client.send(subscribe('2', '{ opinionCount }'));
      const messages = (await client.received(4)).slice(1) as {
        id: string;
        type: string;
        payload: unknown;
      }[];
      const ofFirst = messages.filter(({ id }) => id === '1');
      expect(ofFirst).toEqual([
        {
          id: '1',
          type: 'error',
          payload: [expect.objectContaining({ message: expect.any(String), extensions: { code } })],
        },
      ]);
    },
  );
});
