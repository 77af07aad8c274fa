import { ANONYMOUS } from '@orrery/runtime';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningNotes, runNotes } from './running-notes.js';

const refused = [{ message: expect.stringContaining('introspection'), extensions: expect.anything() }];

describe('a service in production', () => {
  let notes: RunningNotes;

  beforeAll(async () => {
    notes = await runNotes({ ORRERY_ENV: 'production' });
  });

  afterAll(() => notes?.close());

  it('should serve operations', async () => {
    expect((await notes.post({ query: '{ whoami }' })).body).toEqual({ data: { whoami: 'nobody' } });
  });

  it('should not describe its schema over HTTP', async () => {
    const { status, body } = await notes.post({ query: '{ __schema { __typename } }' });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject(refused);
  });

  it('should not describe its schema over WebSockets', async () => {
    const url = `${notes.url.replace('http', 'ws')}/graphql`;
    const client = createClient({
      url,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: notes.tokens.authorizationFor(ANONYMOUS, 'notes') },
    });
    await expect(client.iterate({ query: '{ __schema { __typename } }' }).next()).rejects.toMatchObject([
      { message: expect.stringContaining('introspection') },
    ]);
    await client.dispose();
  });
});
