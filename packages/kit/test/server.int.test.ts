import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANONYMOUS, type Caller, ensureSubgraphTokenKeys, SubgraphTokens } from '@orrery/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextSlowRequest } from './notes-service.js';
import { type Answer, type RunningNotes, runNotes } from './running-notes.js';

const user: Caller = {
  kind: 'user',
  userId: 'usr_1',
  email: 'one@example.com',
  roles: ['CUSTOMER'],
  scopes: [],
  expiresAt: 4_102_444_800,
};

describe('a service over HTTP', () => {
  let notes: RunningNotes;

  beforeAll(async () => {
    notes = await runNotes();
  });

  afterAll(() => notes.close());

  const codesOf = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions?.code);

  it('should answer a query by POST and by GET', async () => {
    const query = '{ whoami }';
    expect(await notes.post({ query })).toMatchObject({ status: 200, body: { data: { whoami: 'nobody' } } });
    const response = await fetch(`${notes.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: {
        'content-type': 'application/json',
        authorization: notes.tokens.authorizationFor(ANONYMOUS, 'notes'),
      },
    });
    expect(await response.json()).toEqual({ data: { whoami: 'nobody' } });
  });

  it('should refuse a mutation by GET', async () => {
    const query = encodeURIComponent('mutation { addNote(input: { id: "got", text: "x" }) { id } }');
    const response = await fetch(`${notes.url}/graphql?query=${query}`, {
      headers: {
        'content-type': 'application/json',
        authorization: notes.tokens.authorizationFor(ANONYMOUS, 'notes'),
      },
    });
    expect(response.status).toBe(405);
    expect((await notes.post({ query: '{ note(id: "got") { id } }' })).body).toEqual({
      data: { note: null },
    });
  });

  it.each(['{"query": "{ whoami }"', '{ query: 1 }', ' '])(
    'should refuse the malformed body %j',
    async (body) => {
      const answer = await notes.post(body);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(codesOf(answer.body)).toEqual(['BAD_REQUEST']);
      expect(JSON.stringify(answer.body)).not.toMatch(/stack|node_modules|whoami/);
    },
  );

  it.each(['[]', '5', 'null', '"text"', '{}', '{"query": 5}', '{"query": ""}', '{"query": {"$gt": ""}}'])(
    'should refuse %j, which is JSON and no operation',
    async (body) => {
      const answer = await notes.post(body);
      expect(answer.status).toBe(400);
      expect(codesOf(answer.body)).toEqual(['BAD_REQUEST']);
      expect(JSON.stringify(answer.body)).not.toMatch(/stack|node_modules/);
    },
  );

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ])('should refuse the content type %s', async (type) => {
    const answer = await notes.post('{"query":"{ whoami }"}', { 'content-type': type });
    expect(answer.status).toBe(400);
    expect(codesOf(answer.body)).toEqual(['BAD_REQUEST']);
  });

  it('should refuse a body of 10 MB without reading it as an operation', async () => {
    const answer = await notes.post({
      query: '{ whoami }',
      variables: { text: 'x'.repeat(10 * 1024 * 1024) },
    });
    expect(answer.status).toBe(413);
    expect(codesOf(answer.body)).toEqual(['PAYLOAD_TOO_LARGE']);
  });

  it('should name an unknown field', async () => {
    const answer = await notes.post({ query: '{ nothing }' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([
      {
        message: 'Cannot query field "nothing" on type "Query".',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
  });

  it('should name the variable of a wrong type, and not its value', async () => {
    const query = 'query ($id: ID!) { note(id: $id) { id } }';
    const answer = await notes.post({ query, variables: { id: { $gt: 'hunter2' } } });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.[0]?.message).toContain('Variable "$id" got an invalid value');
  });

  it('should name the field of an input that does not fit', async () => {
    const query = 'mutation ($input: AddNoteInput!) { addNote(input: $input) { id } }';
    const answer = await notes.post({ query, variables: { input: { id: 'long', text: 'much too long' } } });
    expect(answer.body.errors?.[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'input.text', message: 'must be shorter than or equal to 10 characters' }],
    });
  });

  it('should hide what went wrong behind an id that its log has, with the stack and the request', async () => {
    const answer = await notes.post({ query: '{ broken whoami }' }, { 'x-request-id': 'broken-1' });
    expect(answer.status).toBe(200);
    expect(answer.body.data).toEqual({ broken: null, whoami: 'nobody' });
    expect(answer.body.errors).toHaveLength(1);
    const { message, path, extensions } = answer.body.errors?.[0] ?? {};
    expect(path).toEqual(['broken']);
    expect(Object.keys(extensions ?? {}).sort()).toEqual(['code', 'errorId']);
    expect(JSON.stringify(answer.body)).not.toMatch(/ECONNREFUSED|db\.internal|stack/);
    expect(message).toContain(String(extensions?.errorId));
    const line = notes.logged.find(({ errorId }) => errorId === extensions?.errorId);
    expect(line).toMatchObject({ level: 'error', err: { stack: expect.stringContaining('ECONNREFUSED') } });
  });

  it('should answer JSON for a path that is nothing', async () => {
    const response = await fetch(`${notes.url}/nothing`);
    expect(response.status).toBe(404);
    expect(codesOf((await response.json()) as Answer)).toEqual(['NOT_FOUND']);
  });

  it('should carry the request id through its answer and its log', async () => {
    const { headers } = await notes.post({ query: 'query Mine { whoami }' }, { 'x-request-id': 'mine-42' });
    expect(headers.get('x-request-id')).toBe('mine-42');
    const line = notes.logged.find(({ requestId }) => requestId === 'mine-42');
    expect(line).toMatchObject({
      service: 'notes',
      operation: 'Mine',
      type: 'query',
      databaseCalls: 0,
      errors: 0,
    });
  });

  it.each(['a b', 'x'.repeat(65), '{"a":1}'])(
    'should make a request id of its own instead of %j',
    async (sent) => {
      const { headers } = await notes.post({ query: '{ whoami }' }, { 'x-request-id': sent });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  describe('and its callers', () => {
    const ask = (authorization: string, headers: Record<string, string> = {}) =>
      notes.post({ query: '{ whoami secret }' }, { authorization, ...headers });

    it('should know for whom the gateway asks', async () => {
      const { status, body } = await ask(notes.tokens.authorizationFor(user, 'notes'));
      expect(status).toBe(200);
      expect(body).toEqual({ data: { whoami: 'usr_1', secret: 42 } });
    });

    it('should ask nobody in particular for a token, where one is needed', async () => {
      const { status, body } = await notes.post({ query: '{ secret }' });
      expect(status).toBe(200);
      expect(codesOf(body)).toEqual(['UNAUTHENTICATED']);
    });

    it.each<[string, () => Promise<string>]>([
      ['that is forged', async () => (await stranger()).authorizationFor(user, 'notes')],
      ['of another subgraph', async () => notes.tokens.authorizationFor(user, 'billing')],
      [
        'that has expired',
        async () => (await ownKeyAt(Date.now() - 120_000)).authorizationFor(user, 'notes'),
      ],
      ['of the future', async () => (await ownKeyAt(Date.now() + 120_000)).authorizationFor(user, 'notes')],
      ['that means nothing', async () => 'Bearer nonsense'],
      ['that is empty', async () => ''],
    ])('should refuse the whole request of a token %s, whatever else it says', async (_what, make) => {
      const { status, body } = await ask(await make(), {
        'x-user-id': 'usr_1',
        'x-caller': JSON.stringify(user),
      });
      expect(status).toBe(401);
      expect(body.data).toBeUndefined();
      expect(codesOf(body)).toEqual(['UNAUTHENTICATED']);
    });

    it('should tell whoever comes without a token nothing, nor read what they send', async () => {
      const url = `${notes.url}/graphql`;
      const headers = { 'content-type': 'application/json' };
      const bodies = [
        '{ __typename }',
        '{ _service { sdl } }',
        '{ _entities(representations: []) { __typename } }',
      ];
      const requests = [
        ...bodies.map((query) => fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })),
        fetch(`${url}?query={__typename}`, { headers }),
        fetch(url, { headers: { accept: 'text/html' } }),
        fetch(url, { method: 'POST', headers, body: 'not JSON' }),
      ];
      for (const response of await Promise.all(requests)) {
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({
          errors: [{ message: expect.stringMatching(/^The token is not valid here/) }],
        });
      }
    });

    async function stranger(): Promise<SubgraphTokens> {
      const folder = mkdtempSync(join(tmpdir(), 'orrery-stranger-'));
      try {
        return new SubgraphTokens((await ensureSubgraphTokenKeys(folder)).subgraphTokenKeyFile);
      } finally {
        rmSync(folder, { recursive: true });
      }
    }

    const ownKeyAt = async (at: number) => new SubgraphTokens(notes.tokenKeyFile, () => at);
  });

  describe('and their time', () => {
    it('should give a request the time that is left, and not take its end for the client leaving', async () => {
      const answer = notes.post({ query: '{ slow }' }, { 'x-request-timeout-ms': '20000' });
      const slow = await nextSlowRequest();
      expect(slow.remainingMs).toBeLessThanOrEqual(20_000);
      expect(slow.remainingMs).toBeGreaterThan(10_000);
      expect(slow.signal.aborted).toBe(false);
      slow.answer('done');
      expect((await answer).body).toEqual({ data: { slow: 'done' } });
      expect(slow.signal.aborted).toBe(false);
    });

    it('should abort the work of a client that leaves', async () => {
      const client = new AbortController();
      const sent = fetch(`${notes.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: notes.tokens.authorizationFor(ANONYMOUS, 'notes'),
        },
        body: JSON.stringify({ query: '{ slow }' }),
        signal: client.signal,
      });
      const slow = await nextSlowRequest();
      const aborted = new Promise<void>((resolve) => slow.signal.addEventListener('abort', () => resolve()));
      client.abort();
      await expect(sent).rejects.toThrow();
      await aborted;
      slow.answer('too late');
    });
  });
});
