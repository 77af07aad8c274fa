import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, PIPELINES, startGateway, type TestGateway } from './fixture/gateway.js';
import { type Shop, startShop } from './fixture/shop.js';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(text) } });

describe.each(PIPELINES)('how operations are taken in, on the %s path', (PIPELINE) => {
  let shop: Shop;

  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop.stop());

  const started = (variables: Record<string, string>) =>
    startGateway(shop.supergraphSdl, { PIPELINE, ...variables });

  const request = (gateway: TestGateway, init: RequestInit, search = '') =>
    fetch(`${gateway.server.url}/graphql${search}`, init);

  const post = async (gateway: TestGateway, body: unknown): Promise<Answer> => {
    const response = await request(gateway, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    return Array.isArray(answer)
      ? { status: response.status, data: answer }
      : { status: response.status, ...(answer as object) };
  };

  const codes = ({ status, errors }: Answer) => [
    status,
    ...(errors ?? []).map(({ extensions }) => extensions.code),
  ];

  describe('by HTTP', () => {
    let gateway: TestGateway;
    beforeAll(async () => {
      gateway = await started({ CORS_ORIGINS: 'https://shop.test' });
    });
    afterAll(() => gateway.stop());

    it.each(['PUT', 'DELETE', 'PATCH'])('should refuse %s and say what is allowed', async (method) => {
      const response = await request(gateway, { method, headers: { 'content-type': 'application/json' } });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS']);
      expect(await response.json()).toEqual({
        errors: [{ message: 'GraphQL is served by POST and GET.', extensions: { code: 'BAD_REQUEST' } }],
      });
    });

    it('should refuse HEAD without a body, and answer OPTIONS', async () => {
      const head = await request(gateway, { method: 'HEAD' });
      expect([head.status, head.headers.get('allow'), await head.text()]).toEqual([
        405,
        'GET, POST, OPTIONS',
        '',
      ]);
      const options = await request(gateway, { method: 'OPTIONS' });
      expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, POST, OPTIONS']);
    });

    it('should not run what it cannot answer in a way that the client takes', async () => {
      const before = shop.subgraphs.goods.received.length;
      const response = await request(gateway, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'image/png' },
        body: '{"query":"mutation { rename(id: \\"g1\\", name: \\"x\\") { name } }"}',
      });
      expect(response.status).toBe(406);
      expect(shop.subgraphs.goods.received.length).toBe(before);
    });

    it.each([
      ['application/json', 'application/json; charset=utf-8'],
      ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
      [
        'application/graphql-response+json, application/json;q=0.9',
        'application/graphql-response+json; charset=utf-8',
      ],
      ['application/graphql-response+json;q=0.5, application/json;q=0.9', 'application/json; charset=utf-8'],
      ['text/html, application/*', 'application/json; charset=utf-8'],
    ])('should answer %s by %s', async (accept, contentType) => {
      const response = await request(gateway, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: '{"query":"{ opinionCount }"}',
      });
      expect(response.headers.get('content-type')).toBe(contentType);
      expect(await response.json()).toEqual({ data: { opinionCount: 2 } });
    });

    it.each([
      ['deflate', deflateSync],
      ['br', brotliCompressSync],
    ])('should read a body compressed by %s, and refuse one that is not', async (encoding, compress) => {
      const send = async (body: Uint8Array<ArrayBuffer>) => {
        const response = await request(gateway, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-encoding': encoding },
          body,
        });
        return { status: response.status, ...((await response.json()) as object) } as Answer;
      };
      const body = Buffer.from('{"query":"{ opinionCount }"}');
      expect(await send(new Uint8Array(compress(body)))).toEqual({ status: 200, data: { opinionCount: 2 } });
      expect(codes(await send(new Uint8Array(body)))).toEqual([400, 'BAD_REQUEST']);
    });

    it('should refuse an encoding and a type that it does not know', async () => {
      const send = (headers: Record<string, string>) =>
        request(gateway, { method: 'POST', headers, body: '{}' });
      const compressed = await send({ 'content-type': 'application/json', 'content-encoding': 'zip' });
      expect([compressed.status, compressed.headers.get('accept-encoding')]).toEqual([
        415,
        'gzip, deflate, br',
      ]);
      expect((await send({ 'content-type': 'application/xml' })).status).toBe(415);
    });

    it('should let pages of the configured origins read answers', async () => {
      const headersFor = async (origin: string) => {
        const { headers } = await request(gateway, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin },
          body: '{"query":"{ opinionCount }"}',
        });
        return ['vary', 'access-control-allow-origin', 'access-control-expose-headers'].map((name) =>
          headers.get(name),
        );
      };
      expect(await headersFor('https://shop.test')).toEqual(['Origin', 'https://shop.test', 'x-request-id']);
      expect(await headersFor('https://evil.test')).toEqual(['Origin', null, null]);
    });

    it('should refuse a parameter that is sent twice, and variables that are no JSON', async () => {
      const get = async (search: string) => {
        const response = await request(gateway, { headers: { 'content-type': 'application/json' } }, search);
        return { status: response.status, ...((await response.json()) as object) } as Answer;
      };
      const query = encodeURIComponent('query($n: Int) { goods(first: $n) { name } }');
      expect((await get(`?query=${query}&variables={"n":1}`)).data).toEqual({ goods: [{ name: 'Lamp' }] });
      expect(codes(await get(`?query=${query}&query=${query}`))).toEqual([400, 'BAD_REQUEST']);
      expect(codes(await get(`?query=${query}&variables={n}`))).toEqual([400, 'BAD_REQUEST']);
      expect(codes(await get(`?query=${query}&variables=[]`))).toEqual([400, 'BAD_REQUEST']);
      expect(codes(await get(''))).toEqual([400, 'BAD_REQUEST']);
    });

    it('should refuse a batch', async () => {
      expect(codes(await post(gateway, [{ query: '{ opinionCount }' }]))).toEqual([400, 'BAD_REQUEST']);
    });
  });

  it('should answer a batch in its order where batches are allowed, each operation by itself', async () => {
    const gateway = await started({ BATCH_LIMIT: '3' });
    const batch = [
      { query: '{ opinionCount }' },
      { query: '{ nothing }' },
      { query: '{ goods(first: 1) { name } }' },
    ];
    expect(await post(gateway, batch)).toEqual({
      status: 200,
      data: [
        { data: { opinionCount: 2 } },
        { errors: [expect.objectContaining({ message: 'Cannot query field "nothing" on type "Query".' })] },
        { data: { goods: [{ name: 'Lamp' }] } },
      ],
    });
    expect(codes(await post(gateway, [...batch, ...batch]))).toEqual([400, 'OPERATION_TOO_COMPLEX']);
    expect(codes(await post(gateway, []))).toEqual([400, 'BAD_REQUEST']);
    await gateway.stop();
  });

  it('should take a hash in the place of a text that it was sent before', async () => {
    const gateway = await started({});
    const query = '{ opinionCount }';
    const extensions = persisted(query);
    expect(codes(await post(gateway, { extensions }))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND']);
    expect(codes(await post(gateway, { query: '{ broken }', extensions }))).toEqual([400, 'BAD_REQUEST']);
    expect(await post(gateway, { query, extensions })).toEqual({ status: 200, data: { opinionCount: 2 } });
    expect(await post(gateway, { extensions })).toEqual({ status: 200, data: { opinionCount: 2 } });
    const search = `?extensions=${encodeURIComponent(JSON.stringify(extensions))}`;
    const get = await request(gateway, { headers: { 'apollo-require-preflight': '1' } }, search);
    expect(await get.json()).toEqual({ data: { opinionCount: 2 } });
    // What is not valid is not remembered.
    expect(codes(await post(gateway, { query: '{ no }', extensions: persisted('{ no }') }))[0]).toBe(400);
    expect(codes(await post(gateway, { extensions: persisted('{ no }') }))).toEqual([
      200,
      'PERSISTED_QUERY_NOT_FOUND',
    ]);
    await gateway.stop();
  });

  it('should not take hashes where that is switched off', async () => {
    const gateway = await started({ PERSISTED_QUERIES: 'false' });
    const query = '{ opinionCount }';
    expect(codes(await post(gateway, { query, extensions: persisted(query) }))).toEqual([
      200,
      'PERSISTED_QUERY_NOT_SUPPORTED',
    ]);
    await gateway.stop();
  });

  describe('by a list', () => {
    const listed = 'query Count {\n  opinionCount\n}';
    const manifest = (bodies: readonly string[]) =>
      JSON.stringify({
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: bodies.map((body) => ({ id: hashOf(body), name: 'Count', type: 'query', body })),
      });
    let folder: string;
    let file: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'orrery-list-'));
      file = join(folder, 'operations.json');
    });
    afterAll(() => rm(folder, { recursive: true }));

    const startListed = async (OPERATION_LIST_MODE: string) => {
      await writeFile(file, manifest([listed]));
      return started({ OPERATION_LIST: file, OPERATION_LIST_MODE });
    };
    const byId = { extensions: persisted(listed) };
    const byText = { query: 'query Count { opinionCount } # as listed' };
    const other = { query: '{ goods { id } }' };
    const otherId = { extensions: persisted('{ goods { id } }') };

    it.each([
      ['allow', [200], [200], [200], [200, 'PERSISTED_QUERY_NOT_FOUND']],
      ['log', [200], [200], [200], [200, 'PERSISTED_QUERY_NOT_FOUND']],
      ['listed', [200], [200], [400, 'QUERY_NOT_IN_SAFE_LIST'], [400, 'PERSISTED_QUERY_NOT_IN_LIST']],
      [
        'id',
        [200],
        [400, 'PERSISTED_QUERY_ID_REQUIRED'],
        [400, 'PERSISTED_QUERY_ID_REQUIRED'],
        [400, 'PERSISTED_QUERY_NOT_IN_LIST'],
      ],
    ])('should decide as the mode %s says', async (mode, ...expected) => {
      const gateway = await startListed(mode);
      const answers = [];
      for (const body of [byId, byText, other, otherId]) answers.push(codes(await post(gateway, body)));
      expect(answers).toEqual(expected);
      const logged = gateway.logLines.filter(({ msg }) => msg === 'an operation is not listed');
      expect(logged.map(({ sha256 }) => sha256)).toEqual(mode === 'log' ? [hashOf(other.query)] : []);
      await gateway.stop();
    });

    it('should follow the list when it changes, and keep the last good one', async () => {
      const gateway = await startListed('listed');
      const replaced = async (text: string, msg: RegExp) => {
        await writeFile(`${file}.new`, text);
        await rename(`${file}.new`, file);
        await gateway.logged((line) => msg.test(String(line.msg)));
      };
      await replaced('{', /new list of operations was refused/);
      expect(codes(await post(gateway, byText))).toEqual([200]);
      await replaced(manifest([other.query]), /list of operations was read again/);
      expect(codes(await post(gateway, other))).toEqual([200]);
      expect(codes(await post(gateway, byText))).toEqual([400, 'QUERY_NOT_IN_SAFE_LIST']);
      await gateway.stop();
    });

    it('should be refused at the start when it is no manifest', async () => {
      await writeFile(file, '{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}');
      await expect(started({ OPERATION_LIST: file })).rejects.toThrow(
        `the list of operations ${file} cannot be used: it is no manifest of persisted queries: version`,
      );
    });
  });
});
