import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { RemoteGraphQLDataSource } from '@apollo/gateway';
import { abortSignalOf, SupergraphGateway } from '@orrery/gateway';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Shop, startShop } from '../gateway/fixture/shop.js';
import { type ServedGateway, type ServerOptions, serveGateway } from './fixture/served-gateway.js';

const QUERY = '{ opinionOfTheDay { text good { name } } }';
const ANSWER = '{"data":{"opinionOfTheDay":{"text":"fine","good":{"__typename":"Good","id":"g1"}}}}';

let shop: Shop;
let served: ServedGateway | undefined;
beforeAll(async () => {
  shop = await startShop();
});
afterEach(async () => {
  shop.subgraphs.opinions.behave(undefined);
  await served?.stop();
});
afterAll(() => shop.stop());

const withSignal: ServerOptions['context'] = async ({ res }) => ({ abortSignal: abortSignalOf(res) });

async function serve(
  options: Pick<ServerOptions, 'context'>,
  config: ConstructorParameters<typeof SupergraphGateway>[0] = {},
): Promise<ServedGateway> {
  served = await serveGateway(
    new SupergraphGateway({ supergraphSdl: shop.supergraphSdl, ...config }),
    options,
  );
  return served;
}

/** Asks, and leaves once the first subgraph was asked; resolves to what that one would answer to. */
async function askAndLeave({ url }: ServedGateway): Promise<ServerResponse> {
  const leaving = new AbortController();
  const asked = new Promise<ServerResponse>((resolve) => {
    shop.subgraphs.opinions.behave((_request, response) => resolve(response));
  });
  const request = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
    signal: leaving.signal,
  });
  const response = await asked;
  leaving.abort();
  await expect(request).rejects.toThrow('aborted');
  return response;
}

it('should abort the fetches of a client that left, where the context has a signal of it', async () => {
  const response = await askAndLeave(await serve({ context: withSignal }));
  if (!response.destroyed) await new Promise((resolve) => response.once('close', resolve));
  expect(response.writableFinished).toBe(false);
});

it('should not begin the fetches of a client that had left before', async () => {
  const gateway = await serve({ context: async () => ({ abortSignal: AbortSignal.abort() }) });
  shop.subgraphs.opinions.received.length = 0;
  const { body } = await gateway.ask(QUERY);
  expect(body.errors).toMatchObject([{ extensions: { code: 'DEADLINE_EXCEEDED' } }]);
  expect(shop.subgraphs.opinions.received).toEqual([]);
});

it('should not begin the next fetch of a client that left, where a data source sends the first', async () => {
  const sent: string[] = [];
  let left: (() => void) | undefined;
  const isLeft = new Promise<void>((resolve) => {
    left = resolve;
  });
  const gateway = await serve(
    {
      context: async ({ res }) => {
        const abortSignal = abortSignalOf(res);
        abortSignal.addEventListener('abort', () => left?.());
        return { abortSignal };
      },
    },
    {
      buildService: ({ name, url }) =>
        new RemoteGraphQLDataSource({ url, willSendRequest: () => void sent.push(name) }),
    },
  );
  const response = await askAndLeave(gateway);
  await isLeft;
  response.setHeader('content-type', 'application/json').end(ANSWER);
  shop.subgraphs.opinions.behave(undefined);
  // A request after it shows that everything of the first one has ended.
  await gateway.ask('{ opinionCount }');
  expect(sent).toEqual(['opinions', 'opinions']);
});

it('should answer a client that stays, signal or not', async () => {
  const gateway = await serve({ context: withSignal });
  expect((await gateway.ask(QUERY)).body).toEqual({
    data: { opinionOfTheDay: { text: 'fine', good: { name: 'Lamp' } } },
  });
});

// Were this to fail, Apollo Server would hand over something by which the gateway could know without its user's help.
it('should be handed nothing by Apollo Server that tells of a client that left', async () => {
  const gateway = new SupergraphGateway({ supergraphSdl: shop.supergraphSdl });
  const telling: string[] = [];
  const look = (value: unknown, path: string, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > 4) return;
    if (value instanceof EventEmitter || value instanceof EventTarget) telling.push(path);
    for (const [name, inner] of Object.entries(value)) look(inner, `${path}.${name}`, depth + 1);
  };
  served = await serveGateway(
    {
      load: async (options) => {
        const { schema, executor } = await gateway.load(options);
        const looking: typeof executor = (request) => {
          const { request: received, response, context, metrics } = request;
          look({ received, response, context, metrics }, 'request', 0);
          return executor(request);
        };
        return { schema, executor: looking };
      },
      onSchemaLoadOrUpdate: (listener) => gateway.onSchemaLoadOrUpdate(listener),
      stop: () => gateway.stop(),
    },
    { context: async () => ({}) },
  );
  expect((await served.ask('{ opinionCount }')).body).toEqual({ data: { opinionCount: 2 } });
  expect(telling).toEqual([]);
});
