import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@orrery/runtime';
import { afterEach, expect, it } from 'vitest';
import { graphqlEndpoint } from './graphql-endpoint.js';
import type { OperationHandler } from './operation-handler.js';

let server: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

/** Serves `handle` at a free port, and returns what sends it bodies. */
async function serving(handle: OperationHandler['handle'], bodyLimitBytes = 1_000_000) {
  const endpoint = graphqlEndpoint(
    {
      handler: { handle },
      log: createLogger({ service: 'test', level: 'silent' }),
      requestTimeoutMs: 60_000,
      bodyLimitBytes,
      batchLimit: 2,
      keep: () => ({}),
      headersFor: () => undefined,
      isForPage: () => false,
      sourceOf: () => ({ address: '127.0.0.1' }),
      isClosing: () => false,
    },
    (_request, response) => response.writeHead(418).end('next'),
  );
  const listening = createServer(endpoint);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  return (body: string | ReadableStream, path = '/graphql') =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body,
      ...(typeof body !== 'string' && { duplex: 'half' }),
    });
}

const masked = {
  errors: [{ message: expect.stringMatching(/^Something went wrong/), extensions: expect.anything() }],
};

// Deeper than JSON.stringify can follow.
function endless(): Record<string, unknown> {
  let data: Record<string, unknown> = {};
  for (let i = 0; i < 100_000; i++) data = { data };
  return data;
}

it('should mask what a handler throws, and go on serving', async () => {
  const send = await serving(() => {
    throw new Error('secret');
  });
  for (const body of ['{"query":"{ a }"}', '[{"query":"{ a }"}]']) {
    const response = await send(body);
    expect([response.status, await response.json()]).toEqual([500, masked]);
  }
});

it('should mask what cannot be written, alone and in a batch', async () => {
  const send = await serving((_exchange, { query }, _mayStream, done) => {
    done({ status: 200, data: query === 'deep' ? endless() : { a: 1 } });
  });
  const response = await send('{"query":"deep"}');
  expect([response.status, await response.json()]).toEqual([500, masked]);
  const batch = await send('[{"query":"flat"},{"query":"deep"}]');
  expect([batch.status, await batch.json()]).toEqual([200, [{ data: { a: 1 } }, masked]]);
});

it('should write what is no ASCII as UTF-8', async () => {
  const send = await serving((_exchange, { query }, _mayStream, done) =>
    done({ status: 200, data: { query } }),
  );
  const response = await send('{"query":"é 🏃"}');
  expect(await response.json()).toEqual({ data: { query: 'é 🏃' } });
});

it('should refuse a body that turns out too large on its way, and read no more of it than it must', async () => {
  const send = await serving((_exchange, _params, _mayStream, done) => done({ status: 200 }), 1_000);
  const chunks = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(' '.repeat(700)));
      if (sent++ === 2) controller.close();
    },
  });
  let sent = 0;
  const response = await send(chunks);
  expect([response.status, await response.json()]).toEqual([
    413,
    {
      errors: [
        {
          message: 'The body is larger than this server accepts.',
          extensions: { code: 'PAYLOAD_TOO_LARGE' },
        },
      ],
    },
  ]);
});

it.each(['/', '/graphql2', '/graphql/', '/health'])('should leave %s to others', async (path) => {
  const send = await serving(() => undefined);
  const response = await send('{}', path);
  expect([response.status, await response.text()]).toEqual([418, 'next']);
});
