import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PIPELINES, startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type LiveShop, startLiveShop } from '../subscriptions/fixture/live-shop.js';

const OWN_PAGES = 'https://shop.test';
const MUTATION = 'mutation { rename(id: "g1", name: "stolen") { name } }';
const QUERY = '{ opinionCount }';
const SUBSCRIPTION = 'subscription { goodChanged { name } }';
const asSearch = (query: string) => `/graphql?query=${encodeURIComponent(query)}`;

/** Origins that are not those of the gateway's pages, among them such that look like it. */
const STRANGERS = [
  'https://evil.example',
  'null',
  'http://shop.test',
  'https://shop.test:8443',
  'https://shop.test.evil.example',
  'https://evilshop.test',
  'https://sub.shop.test',
  'https://shop.test@evil.example',
  'https://SHOP.TEST.',
  'https://studio.apollographql.com', // of development only
  'http://localhost',
] as const;

/** A request that a page may have a browser send to any origin without asking, with what the browser adds. */
interface SimpleRequest {
  readonly method: 'GET' | 'POST' | 'OPTIONS';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const post = (type: string | undefined, body: string): SimpleRequest => ({
  method: 'POST',
  path: '/graphql',
  headers: { ...(type !== undefined && { 'content-type': type }), 'sec-fetch-mode': 'no-cors' },
  body,
});
const get = (path: string, accept: string): SimpleRequest => ({ method: 'GET', path, headers: { accept } });

const json = (query: string) => JSON.stringify({ query });
const multipart = [
  '--x',
  'content-disposition: form-data; name="operations"',
  '',
  json(MUTATION),
  '--x',
  'content-disposition: form-data; name="map"',
  '',
  '{}',
  '--x--',
  '',
].join('\r\n');

const SIMPLE_REQUESTS: Readonly<Record<string, SimpleRequest>> = {
  'a form': post('application/x-www-form-urlencoded', `query=${encodeURIComponent(MUTATION)}`),
  'a form whose text is JSON': post('text/plain', `{"query":${JSON.stringify(MUTATION)},"a":"="}`),
  'a form with files': post('multipart/form-data; boundary=x', multipart),
  'a script that sends text': post('text/plain;charset=UTF-8', json(MUTATION)),
  'a script that names JSON as a parameter': post('text/plain; application/json', json(MUTATION)),
  'a script that names JSON behind a comma': post('text/plain, application/json', json(MUTATION)),
  'a script that writes capitals': post('TEXT/PLAIN', json(MUTATION)),
  'a beacon without a type': post(undefined, json(MUTATION)),
  'a list of operations in a form': post('text/plain', `[${json(MUTATION)}]`),
  'an image': get(asSearch(QUERY), 'image/avif,image/webp,*/*;q=0.8'),
  'an image of a mutation': get(asSearch(MUTATION), 'image/avif,image/webp,*/*;q=0.8'),
  'a script element': get(`${asSearch(QUERY)}&callback=steal`, '*/*'),
  'a link': get(asSearch(QUERY), 'text/html,application/xhtml+xml,*/*;q=0.8'),
  'a style sheet': get(asSearch(QUERY), 'text/css,*/*;q=0.1'),
  'a form by GET': get(asSearch(MUTATION), 'text/html,*/*;q=0.8'),
  'an EventSource': get(asSearch(SUBSCRIPTION), 'text/event-stream'),
  'a script that asks for parts': get(asSearch(SUBSCRIPTION), 'multipart/mixed;subscriptionSpec=1.0'),
};

describe.each(PIPELINES)('pages of other sites, against the %s pipeline in production', (PIPELINE) => {
  let shop: LiveShop;
  let gateway: TestGateway;
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl, {
      PIPELINE,
      ORRERY_ENV: 'production',
      CORS_ORIGINS: OWN_PAGES,
      BATCH_LIMIT: '5',
    });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.terminate();
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  // Not by fetch: it has rules of its own about what a page may send.
  async function send({ method, path, headers, body }: SimpleRequest, origin?: string) {
    const { port } = gateway.server;
    const own = { ...headers, ...(origin !== undefined && { origin }), cookie: 'session=of-the-victim' };
    const sent = request({ host: '127.0.0.1', port, method, path, headers: own });
    sent.end(body);
    const [response] = await once(sent, 'response');
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    return { status: response.statusCode as number, headers: response.headers, text };
  }

  /** How many operations subgraphs were asked for. */
  const asked = () =>
    Object.values(shop.subgraphs).flatMap(({ fetches, subscribed }) => [...fetches, ...subscribed]).length;

  describe.each(Object.entries(SIMPLE_REQUESTS))('with %s', (_title, simple) => {
    it.each(['https://evil.example', 'null', OWN_PAGES, undefined])(
      'should run nothing and tell nothing, from %s',
      async (origin) => {
        const before = asked();
        const { status, headers, text } = await send(simple, origin);
        expect([400, 415]).toContain(status);
        expect(JSON.parse(text)).toEqual({
          errors: [expect.objectContaining({ extensions: { code: 'BAD_REQUEST' } })],
        });
        expect(headers['set-cookie']).toBeUndefined();
        expect(headers['access-control-allow-credentials']).toBeUndefined();
        expect(asked()).toBe(before);
      },
    );
  });

  it('should see each of them run when it proves that no page sent it unasked', async () => {
    const before = asked();
    const proven = { 'content-type': 'application/json' };
    const { status, text } = await send({
      method: 'POST',
      path: '/graphql',
      headers: proven,
      body: json(MUTATION),
    });
    expect([status, JSON.parse(text)]).toEqual([200, { data: { rename: { name: 'stolen' } } }]);
    const header = { accept: '*/*', 'apollo-require-preflight': '1' };
    expect((await send({ method: 'GET', path: asSearch(QUERY), headers: header })).status).toBe(200);
    expect(asked()).not.toBe(before);
  });

  it.each(['content-type', 'authorization', 'apollo-require-preflight', 'x-apollo-operation-name'])(
    'should allow a preflight for %s to its own pages only, and never with credentials',
    async (header) => {
      const preflight = async (origin: string) => {
        const { headers } = await send(
          {
            method: 'OPTIONS',
            path: '/graphql',
            headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': header },
          },
          origin,
        );
        expect(headers['access-control-allow-credentials']).toBeUndefined();
        return headers['access-control-allow-origin'];
      };
      expect(await preflight(OWN_PAGES)).toBe(OWN_PAGES);
      for (const origin of STRANGERS) expect([origin, await preflight(origin)]).toEqual([origin, undefined]);
    },
  );

  it.each(STRANGERS)('should let no page of %s read an answer', async (origin) => {
    const headers = { 'content-type': 'application/json' };
    for (const body of [json(QUERY), '{"query":', json('{ nothing }')]) {
      const answer = await send({ method: 'POST', path: '/graphql', headers, body }, origin);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers.vary).toContain('Origin');
    }
  });

  it.each(STRANGERS)('should open no WebSocket and no stream to a page of %s', async (origin) => {
    const before = asked();
    const socket = new WebSocket(
      `${gateway.server.url.replace('http', 'ws')}/graphql`,
      'graphql-transport-ws',
      {
        headers: { origin },
      },
    );
    sockets.push(socket);
    socket.on('error', () => undefined);
    const [, response] = await once(socket, 'unexpected-response');
    expect(response.statusCode).toBe(403);
    const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
    const stream = await send(
      { method: 'POST', path: '/graphql', headers, body: json(SUBSCRIPTION) },
      origin,
    );
    expect([stream.status, JSON.parse(stream.text).errors[0].extensions]).toEqual([
      403,
      { code: 'FORBIDDEN' },
    ]);
    expect(asked()).toBe(before);
  });

  it('should open a WebSocket to its own pages, and to who is no browser', async () => {
    for (const headers of [{ origin: OWN_PAGES }, { origin: gateway.server.url }, {}]) {
      const socket = new WebSocket(
        `${gateway.server.url.replace('http', 'ws')}/graphql`,
        'graphql-transport-ws',
        { headers },
      );
      sockets.push(socket);
      await once(socket, 'open');
    }
  });
});
