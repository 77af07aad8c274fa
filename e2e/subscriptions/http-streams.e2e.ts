import { createClient as createSseClient } from 'graphql-sse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { LAMP, type LiveShop, startLiveShop } from './fixture/live-shop.js';
import { until } from './fixture/until.js';

const SUBSCRIPTION = 'subscription { goodChanged { name score seenBy } }';
const MULTIPART = 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json';
const EVENT = { goodChanged: { name: 'Lamp', score: 4.5, seenBy: 'Bearer ada' } };

describe.each(['own', 'apollo'])('streams over HTTP, by the %s pipeline', (pipeline) => {
  let shop: LiveShop;
  let gateway: TestGateway;

  beforeAll(async () => {
    shop = await startLiveShop();
    gateway = await startGateway(shop.supergraphSdl, {
      PIPELINE: pipeline,
      SUBSCRIPTION_HEARTBEAT_MS: '50',
      CORS_ORIGINS: 'https://shop.example',
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
  });

  const ask = async (query: string, headers: Record<string, string>) => {
    const gone = new AbortController();
    const response = await fetch(`${gateway.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ada', ...headers },
      body: JSON.stringify({ query }),
      signal: gone.signal,
    });
    let text = '';
    let isOver = false;
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body!) text += decoder.decode(chunk, { stream: true });
    })()
      .catch(() => {})
      .finally(() => {
        isOver = true;
      });
    return {
      response,
      text: () => text,
      has: (part: string) => until(() => text.includes(part)),
      ended: () => until(() => isOver),
      leave: async () => {
        gone.abort();
        await reading;
      },
    };
  };

  it('should send events to a client of graphql-sse, and its end', async () => {
    const { goods } = shop.subgraphs;
    const client = createSseClient({
      url: `${gateway.server.url}/graphql`,
      headers: { authorization: 'Bearer ada' },
      retryAttempts: 0,
    });
    const answers: unknown[] = [];
    const completed = new Promise<void>((resolve, reject) => {
      client.subscribe(
        { query: SUBSCRIPTION },
        { next: (answer) => answers.push(answer), error: reject, complete: resolve },
      );
    });
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    goods.finish('goodChanged');
    await completed;
    expect(answers).toEqual([{ data: EVENT }]);
    client.dispose();
  });

  it('should write server-sent events, and signs of life between them', async () => {
    const { goods } = shop.subgraphs;
    const stream = await ask(SUBSCRIPTION, { accept: 'text/event-stream', origin: 'https://shop.example' });
    expect(stream.response.status).toBe(200);
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'access-control-allow-origin': 'https://shop.example',
      'x-request-id': expect.any(String),
    });
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    await stream.has('event: next');
    await until(() => stream.text().split(':\n\n').length > 3);
    const events = stream.text().replaceAll(/^:\n\n/gm, '');
    expect(events).toBe(`event: next\ndata: ${JSON.stringify({ data: EVENT })}\n\n`);
    await stream.leave();
    await goods.listening(0);
  });

  it('should answer a query as an event, to a client that takes nothing else', async () => {
    const stream = await ask('{ opinionCount }', { accept: 'text/event-stream' });
    await stream.ended();
    expect(stream.text().replaceAll(/^:\n\n/gm, '')).toBe(
      'event: next\ndata: {"data":{"opinionCount":2}}\n\nevent: complete\ndata:\n\n',
    );
  });

  it('should answer a query as JSON, to a client that takes that too', async () => {
    for (const accept of ['application/json, text/event-stream', `${MULTIPART}`]) {
      const { response, ended, text } = await ask('{ opinionCount }', { accept });
      await ended();
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(JSON.parse(text())).toEqual({ data: { opinionCount: 2 } });
    }
  });

  it('should take a GET that proves where it comes from, for what changes nothing', async () => {
    const get = (query: string, headers: Record<string, string>) =>
      fetch(`${gateway.server.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { accept: 'text/event-stream', ...headers },
      });
    const proof = { 'apollo-require-preflight': '1' };
    const taken = await get('{ opinionCount }', proof);
    expect((await taken.text()).replaceAll(/^:\n\n/gm, '')).toContain('data: {"data":{"opinionCount":2}}');
    expect((await get('{ opinionCount }', {})).status).toBe(400);
    const mutation = await get('mutation { rename(id: "g1", name: "B") { id } }', proof);
    expect([mutation.status, mutation.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it("should write Apollo's multipart, each part with its delimiter, and its end", async () => {
    const { goods } = shop.subgraphs;
    const stream = await ask(SUBSCRIPTION, { accept: MULTIPART });
    expect(stream.response.headers.get('content-type')).toBe(
      'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
    );
    await goods.listening(1);
    goods.emit('goodChanged', LAMP);
    const head = '\r\ncontent-type: application/json; charset=utf-8\r\n\r\n';
    const part = `${head}${JSON.stringify({ payload: { data: EVENT } })}\r\n--graphql`;
    await stream.has(part);
    await until(() => stream.text().endsWith(`${head}{}\r\n--graphql`));
    goods.finish('goodChanged');
    await stream.ended();
    const heartbeat = `${head}{}\r\n--graphql`;
    expect(stream.text().startsWith(`\r\n--graphql${heartbeat}`)).toBe(true);
    expect(stream.text().replaceAll(heartbeat, '')).toBe(`\r\n--graphql${part}--\r\n`);
  });

  it("should end a stream that the subgraph refuses with the subgraph's error, cleaned", async () => {
    const { goods } = shop.subgraphs;
    goods.refuse('subscriptions');
    const error = { message: 'not for you', extensions: { code: 'FORBIDDEN', subgraph: 'goods' } };
    const sse = await ask(SUBSCRIPTION, { accept: 'text/event-stream' });
    await sse.ended();
    expect(sse.text().replaceAll(/^:\n\n/gm, '')).toBe(
      `event: next\ndata: ${JSON.stringify({ errors: [error] })}\n\nevent: complete\ndata:\n\n`,
    );
    const multipart = await ask(SUBSCRIPTION, { accept: MULTIPART });
    await multipart.ended();
    expect(multipart.text()).toContain(JSON.stringify({ payload: null, errors: [error] }));
    expect(multipart.text().endsWith('\r\n--graphql--\r\n')).toBe(true);
    goods.refuse(undefined);
  });

  it('should refuse before the stream begins what is not valid, and what takes no stream', async () => {
    const invalid = await ask('subscription { nothing }', { accept: 'text/event-stream' });
    await invalid.ended();
    expect(invalid.response.status).toBe(400);
    expect(JSON.parse(invalid.text()).errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const plain = await ask(SUBSCRIPTION, { accept: 'application/json' });
    await plain.ended();
    expect(JSON.parse(plain.text()).errors[0].extensions.code).toBe('BAD_REQUEST');
    const foreign = await ask(SUBSCRIPTION, { accept: MULTIPART, origin: 'https://elsewhere.example' });
    await foreign.ended();
    expect(foreign.response.status).toBe(403);
    expect(shop.subgraphs.goods.open()).toBeLessThanOrEqual(1);
  });
});
