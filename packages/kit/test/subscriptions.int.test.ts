import { once } from 'node:events';
import { ANONYMOUS, type Caller, SubgraphTokens } from '@orrery/runtime';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Answer, type RunningNotes, runNotes } from './running-notes.js';

const user: Caller = {
  kind: 'user',
  userId: 'usr_1',
  email: 'one@example.com',
  roles: ['CUSTOMER'],
  scopes: [],
  expiresAt: 4_102_444_800,
};
const WATCH = 'subscription { noteAdded { id text } }';

describe('a service over WebSockets', () => {
  let notes: RunningNotes;
  let clients: Client[] = [];

  beforeAll(async () => {
    notes = await runNotes();
  });

  afterEach(async () => {
    for (const client of clients) await client.dispose();
    clients = [];
  });

  afterAll(() => notes.close());

  const urlOf = ({ url }: RunningNotes) => `${url.replace('http', 'ws')}/graphql`;

  function connect(options: Partial<ClientOptions> = {}, to = notes): Client {
    const client = createClient({
      url: urlOf(to),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: to.tokens.authorizationFor(ANONYMOUS, 'notes') },
      ...options,
    });
    clients.push(client);
    return client;
  }

  const add = (id: string, text: string, to = notes) =>
    to.post({
      query: 'mutation ($input: AddNoteInput!) { addNote(input: $input) { id } }',
      variables: { input: { id, text } },
    });

  /** The next event of a subscription that listens already, when `act` has been done. */
  async function eventOf(client: Client, act: () => Promise<unknown>): Promise<Answer> {
    const events = client.iterate({ query: WATCH });
    const event = events.next();
    // Messages of one socket are handled in order: when this one is answered, the subscription listens.
    for await (const _ of client.iterate({ query: '{ whoami }' })) break;
    await act();
    const { value } = await event;
    await events.return?.();
    return value as Answer;
  }

  it('should tell each event to who listens', async () => {
    const event = await eventOf(connect({ lazy: false }), () => add('w1', 'hello'));
    expect(event).toEqual({ data: { noteAdded: { id: 'w1', text: 'hello' } } });
  });

  it('should answer queries, and know the caller by the token of the connection', async () => {
    const authorization = notes.tokens.authorizationFor(user, 'notes');
    const known = connect({ connectionParams: { authorization } }).iterate({ query: '{ whoami secret }' });
    expect((await known.next()).value).toEqual({ data: { whoami: 'usr_1', secret: 42 } });
    const nobody = connect().iterate({ query: '{ whoami }' });
    expect((await nobody.next()).value).toEqual({ data: { whoami: 'nobody' } });
  });

  it.each([{}, { authorization: 'Bearer nonsense' }])(
    'should close the connection of %j with 4403',
    async (connectionParams) => {
      const client = connect({ connectionParams });
      await expect(client.iterate({ query: '{ whoami }' }).next()).rejects.toMatchObject({
        code: 4403,
        reason: 'Forbidden',
      });
    },
  );

  describe('and their time', () => {
    const open = async (authorization: string) => {
      const socket = new WebSocket(urlOf(notes), 'graphql-transport-ws');
      const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)]);
      await once(socket, 'open');
      const send = (message: object) => socket.send(JSON.stringify(message));
      send({ type: 'connection_init', payload: { authorization } });
      await once(socket, 'message');
      const renew = async (next: string) => {
        send({ type: 'ping', payload: { authorization: next } });
        await once(socket, 'message');
      };
      return { socket, closed, renew, send };
    };
    // Three seconds are left of a token that was made 57 s ago.
    const older = (caller: Caller) =>
      new SubgraphTokens(notes.tokenKeyFile, () => Date.now() - 57_000).authorizationFor(caller, 'notes');

    it('should end a connection with its token, so that a gateway connects again', async () => {
      const { closed } = await open(older(user));
      expect(await closed).toEqual([4408, 'Token expired']);
    });

    it('should go on with the next token of the same caller', async () => {
      const [ended, kept] = [await open(older(user)), await open(older(user))];
      await kept.renew(notes.tokens.authorizationFor(user, 'notes'));
      await ended.closed;
      await kept.renew(notes.tokens.authorizationFor(user, 'notes'));
      expect(kept.socket.readyState).toBe(WebSocket.OPEN);
      kept.socket.close();
    });

    it.each<[string, () => string]>([
      ['of another caller', () => notes.tokens.authorizationFor(ANONYMOUS, 'notes')],
      ['for another subgraph', () => notes.tokens.authorizationFor(user, 'billing')],
      ['that is none', () => 'Bearer nonsense'],
    ])('should end it with 4403 by a token %s', async (_what, make) => {
      const { closed, send } = await open(notes.tokens.authorizationFor(user, 'notes'));
      send({ type: 'ping', payload: { authorization: make() } });
      expect(await closed).toEqual([4403, 'Forbidden']);
    });
  });

  it('should hide what went wrong behind an id that its log has', async () => {
    const answer = (await connect().iterate({ query: '{ broken }' }).next()).value as Answer;
    const { extensions } = answer.errors?.[0] ?? {};
    expect(answer.data).toEqual({ broken: null });
    expect(extensions?.code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(answer)).not.toMatch(/ECONNREFUSED|stack/);
    expect(notes.logged.find(({ errorId }) => errorId === extensions?.errorId)).toMatchObject({
      level: 'error',
    });
  });

  it('should hide what went wrong in an event, and go on', async () => {
    const event = await eventOf(connect({ lazy: false }), () => add('w2', 'unreadable'));
    expect(event.errors?.[0]?.extensions?.code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(event)).not.toContain('hunter2');
    expect((await add('w3', 'after')).body.errors).toBeUndefined();
  });

  it('should name an unknown field', async () => {
    const events = connect().iterate({ query: 'subscription { nothing }' });
    await expect(events.next()).rejects.toMatchObject([
      { message: 'Cannot query field "nothing" on type "Subscription".' },
    ]);
  });

  it('should not repeat the value of a variable of a wrong type', async () => {
    const query = 'query ($id: ID!) { note(id: $id) { id } }';
    const events = connect().iterate({ query, variables: { id: { $gt: 'hunter2' } } });
    const refusal = await events.next().then(
      ({ value }) => value,
      (errors: unknown) => ({ errors }),
    );
    expect(JSON.stringify(refusal)).toContain('got an invalid value');
    expect(JSON.stringify(refusal)).not.toContain('hunter2');
  });

  it('should not speak to a socket elsewhere than at its path, nor in another protocol', async () => {
    const elsewhere = new WebSocket(`${notes.url.replace('http', 'ws')}/elsewhere`, 'graphql-transport-ws');
    const [error] = (await once(elsewhere, 'error')) as [Error];
    expect(error.message).toContain('404');
    const other = new WebSocket(urlOf(notes));
    const [code] = (await once(other, 'close')) as [number];
    expect(code).toBe(4406);
  });

  it('should close a connection that sends more than a message may have', async () => {
    const socket = new WebSocket(urlOf(notes), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('x'.repeat(300 * 1024));
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1009);
    const { body } = await notes.post({ query: '{ whoami }' });
    expect(body.errors).toBeUndefined();
  });

  it('should close its streams with 1001 when it ends', async () => {
    const other = await runNotes();
    let listening = () => {};
    const opened = new Promise<void>((resolve) => {
      listening = resolve;
    });
    const client = connect({ on: { connected: () => listening() } }, other);
    const closed = new Promise<number>((resolve) => {
      client.on('closed', (event) => resolve((event as { code: number }).code));
    });
    const event = client.iterate({ query: WATCH }).next();
    const ended = event.then(
      () => 'completed',
      (error: { code?: number }) => error.code,
    );
    await opened;
    await other.close();
    expect(await closed).toBe(1001);
    expect(await ended).toBe(1001);
  });
});
