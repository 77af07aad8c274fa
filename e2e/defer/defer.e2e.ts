import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type Shop, startShop } from '../gateway/fixture/shop.js';

const QUERY = '{ goods { name ... @defer(label: "later") { freight } } }';
const FREIGHT = JSON.stringify({ data: { _entities: [{ freight: 30 }, { freight: 70 }] } });

/** Holds the fetch of the deferred part until it is let go. */
function holdFreight(shop: Shop): { asked: Promise<void>; release: () => void; left: Promise<void> } {
  let asked = () => {};
  let release = () => {};
  let left = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const held = {
    asked: new Promise<void>((resolve) => {
      asked = resolve;
    }),
    left: new Promise<void>((resolve) => {
      left = resolve;
    }),
    release: () => release(),
  };
  shop.subgraphs.freight.behave((_request, response) => {
    asked();
    response.on('close', () => left());
    void released.then(() => response.setHeader('content-type', 'application/json').end(FREIGHT));
  });
  return held;
}

/** Reads a multipart body part by part. */
async function* partsOf(response: Response): AsyncGenerator<unknown, void, void> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    for (let end = text.indexOf('\r\n---', 4); end >= 0; end = text.indexOf('\r\n---', 4)) {
      const part = text.slice(0, end);
      text = text.slice(end);
      yield JSON.parse(part.slice(part.indexOf('\r\n\r\n')));
    }
  }
  expect(text).toBe('\r\n-----\r\n');
}

describe('@defer over HTTP', () => {
  let shop: Shop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl);
  });
  afterEach(() => shop.subgraphs.freight.behave(undefined));
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const send = (query: string, accept: string, signal?: AbortSignal) =>
    fetch(`${gateway.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
      signal,
    });

  it('should send the first part while the deferred one is still being fetched', async () => {
    const held = holdFreight(shop);
    const response = await send(QUERY, 'multipart/mixed;deferSpec=20220824,application/json');
    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="-"; deferSpec=20220824');
    const parts = partsOf(response);
    expect((await parts.next()).value).toEqual({
      data: { goods: [{ name: 'Lamp' }, { name: 'Stool' }] },
      hasNext: true,
    });
    await held.asked;
    held.release();
    expect((await parts.next()).value).toEqual({
      incremental: [
        { label: 'later', path: ['goods', 0], data: { freight: 30 } },
        { label: 'later', path: ['goods', 1], data: { freight: 70 } },
      ],
      hasNext: false,
    });
    expect((await parts.next()).done).toBe(true);
  });

  it('should announce and complete parts for a client that asks for the newer format', async () => {
    const response = await send(QUERY, 'multipart/mixed;incrementalSpec=v0.2,application/json');
    expect(response.headers.get('content-type')).toBe('multipart/mixed; boundary="-"; incrementalSpec=v0.2');
    const parts: unknown[] = [];
    for await (const part of partsOf(response)) parts.push(part);
    expect(parts).toEqual([
      {
        data: { goods: [{ name: 'Lamp' }, { name: 'Stool' }] },
        pending: [
          { id: '0', path: ['goods', 0], label: 'later' },
          { id: '1', path: ['goods', 1], label: 'later' },
        ],
        hasNext: true,
      },
      {
        incremental: [
          { id: '0', data: { freight: 30 } },
          { id: '1', data: { freight: 70 } },
        ],
        completed: [{ id: '0' }, { id: '1' }],
        hasNext: false,
      },
    ]);
  });

  it('should answer whole for a client that takes no parts', async () => {
    const response = await send(QUERY, 'application/json');
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual({
      data: {
        goods: [
          { name: 'Lamp', freight: 30 },
          { name: 'Stool', freight: 70 },
        ],
      },
    });
  });

  it('should tell in the part what is wrong with the part', async () => {
    shop.subgraphs.freight.behave((_request, response) => response.writeHead(500).end('a secret'));
    const parts: unknown[] = [];
    for await (const part of partsOf(await send(QUERY, 'multipart/mixed'))) parts.push(part);
    expect(parts[0]).not.toHaveProperty('errors');
    expect(parts[1]).toMatchObject({
      incremental: [0, 1].map((i) => ({
        path: ['goods', i],
        data: { freight: null },
        errors: [{ path: ['goods', i, 'freight'], extensions: { subgraph: 'freight' } }],
      })),
      hasNext: false,
    });
    expect(JSON.stringify(parts)).not.toMatch(/secret|127\.0\.0\.1/);
  });

  it('should give up the fetches of a client that left between two parts', async () => {
    const held = holdFreight(shop);
    const leave = new AbortController();
    const parts = partsOf(await send(QUERY, 'multipart/mixed', leave.signal));
    await parts.next();
    await held.asked;
    leave.abort();
    await held.left;
    await parts.next().catch(() => undefined);
  });

  it('should refuse @stream, and name it', async () => {
    const response = await send(
      '{ goods { name } goods @stream { name } }',
      'multipart/mixed,application/json',
    );
    const body = (await response.json()) as { errors: { message: string }[] };
    expect(body).not.toHaveProperty('data');
    expect(body.errors[0]?.message).toContain('@stream');
  });

  it.each([
    ['of 2022', new Defer20220824Handler()],
    ['that is newer', new GraphQL17Alpha9Handler()],
  ])('should be understood by Apollo Client in the format %s', async (_, incrementalHandler) => {
    const held = holdFreight(shop);
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new HttpLink({ uri: `${gateway.server.url}/graphql` }),
      incrementalHandler,
    });
    const seen: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      client.watchQuery({ query: gql(QUERY), errorPolicy: 'all' }).subscribe({
        next: ({ data, loading, error }) => {
          if (error) reject(error);
          if (data) seen.push(JSON.parse(JSON.stringify(data)));
          if (seen.length === 1) held.release();
          if (!loading) resolve();
        },
        error: reject,
      });
    });
    client.stop();
    expect(seen[0]).toMatchObject({ goods: [{ name: 'Lamp' }, { name: 'Stool' }] });
    expect(seen.at(-1)).toMatchObject({
      goods: [
        { name: 'Lamp', freight: 30 },
        { name: 'Stool', freight: 70 },
      ],
    });
  });
});
