import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ANONYMOUS,
  createLogger,
  ensureSubgraphTokenKeys,
  loadConfig,
  SubgraphTokens,
} from '@orrery/runtime';
import mongoose from 'mongoose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type ServiceConfig, startService } from '../src/index.js';
import { nextSlowRequest, notes as notesService } from './notes-service.js';
import { type RunningNotes, runNotes } from './running-notes.js';

describe('the life of a service', () => {
  let notes: RunningNotes | undefined;

  afterEach(() => notes?.close());

  async function healthOf({ url }: RunningNotes, kind: 'live' | 'ready') {
    const response = await fetch(`${url}/health/${kind}`);
    return { status: response.status, body: await response.json() };
  }

  const ready = { status: 200, body: { status: 'ready', checks: { database: 'ok' } } };
  const notReady = { status: 503, body: { status: 'not ready', checks: { database: 'does not answer' } } };
  const live = { status: 200, body: { status: 'live' } };

  it('should be ready while its database answers, and alive without it', async () => {
    notes = await runNotes();
    const add = 'mutation { addNote(input: { id: "kept", text: "kept" }) { id } }';
    expect((await notes.post({ query: add })).body.errors).toBeUndefined();
    expect(await healthOf(notes, 'ready')).toEqual(ready);
    await notes.stopDatabase();
    expect(await healthOf(notes, 'ready')).toEqual(notReady);
    expect(await healthOf(notes, 'live')).toEqual(live);
    const query = '{ note(id: "kept") { text } }';
    const { body } = await notes.post({ query });
    expect(body.data).toEqual({ note: null });
    expect(body.errors?.map(({ extensions }) => extensions?.code)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(JSON.stringify(body)).not.toMatch(/127\.0\.0\.1|Mongo/);
    await notes.startDatabase();
    expect(await healthOf(notes, 'ready')).toEqual(ready);
    expect((await notes.post({ query })).body).toEqual({ data: { note: { text: 'kept' } } });
  });

  it('should count operations, their errors and their database calls', async () => {
    notes = await runNotes();
    const query = 'query Two { a: note(id: "1") { id } b: note(id: "2") { id } }';
    for (let time = 0; time < 3; time++) await notes.post({ query });
    await notes.post({ query: 'query Fails { broken }' });
    await notes.post({ query: 'query Two__3 { whoami }' }); // as a gateway names its fetches
    const response = await fetch(`${notes.url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const metrics = await response.text();
    const sampleOf = (name: string, ...labels: string[]) => {
      const line = metrics
        .split('\n')
        .find((text) => text.startsWith(`${name}{`) && labels.every((label) => text.includes(label)));
      return Number(line?.split(' ').at(-1));
    };
    expect(sampleOf('orrery_graphql_operations_total', 'operation="Two"', 'type="query"')).toBe(4);
    expect(sampleOf('orrery_graphql_operation_duration_seconds_count', 'operation="Two"')).toBe(4);
    expect(sampleOf('orrery_graphql_operation_errors_total', 'operation="Fails"', 'code="INTERNAL')).toBe(1);
    expect(sampleOf('orrery_graphql_operation_database_calls_sum', 'operation="Two"')).toBe(3); // one a request
    expect(sampleOf('orrery_database_calls_total', 'command="find"', 'collection="notes"')).toBe(3);
    expect(sampleOf('orrery_database_call_duration_seconds_count', 'command="find"')).toBe(3);
    expect(metrics).toContain('service="notes"');
    expect(metrics).toContain('process_cpu_seconds_total');
  });

  it('should finish what it works on before it ends, and take nothing new', async () => {
    notes = await runNotes();
    const { url } = notes;
    const answer = notes.post({ query: '{ slow }' });
    const slow = await nextSlowRequest();
    const stopped = notes.service.stop();
    await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
    expect(slow.signal.aborted).toBe(false);
    slow.answer('in time');
    const { body, headers } = await answer;
    expect(body).toEqual({ data: { slow: 'in time' } });
    expect(headers.get('connection')).toBe('close'); // else the end would wait for the client to let go
    await stopped;
  });

  it('should do again what its database failed in while it started', async () => {
    const start = vi
      .fn<() => Promise<null>>()
      .mockRejectedValueOnce(new mongoose.mongo.MongoNetworkError('connection closed'))
      .mockResolvedValueOnce(null);
    notes = await runNotes({}, { ...notesService, listeners: [{ start }] });
    expect(start).toHaveBeenCalledTimes(2);
    expect(await healthOf(notes, 'ready')).toEqual(ready);
  });

  it('should end while its database was never reached', async () => {
    notes = await runNotes();
    await notes.stopDatabase();
    await notes.service.stop();
    await expect(fetch(`${notes.url}/health/live`)).rejects.toThrow('fetch failed');
  });
});

describe('a service that has not reached its database', () => {
  it('should be alive, not ready, and refuse operations until it has', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orrery-notes-'));
    const keys = await ensureSubgraphTokenKeys(join(folder, 'keys'));
    const env = {
      PORT: '0',
      ORRERY_ENV: 'development',
      SUBGRAPH_TOKEN_JWKS_FILE: keys.subgraphTokenJwksFile,
      MONGODB_URI: 'mongodb://127.0.0.1:1/notes',
    };
    const config = loadConfig('notes', notesService.configSchema, { env }) as ServiceConfig;
    const log = createLogger({ service: 'notes', level: 'silent' });
    const service = await startService(notesService, config, { log });
    const statusOf = async (path: string) => (await fetch(service.url + path)).status;
    expect([await statusOf('/health/live'), await statusOf('/health/ready')]).toEqual([200, 503]);
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: new SubgraphTokens(keys.subgraphTokenKeyFile).authorizationFor(ANONYMOUS, 'notes'),
      },
      body: '{"query": "{ __typename }"}',
    });
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { errors: [{ extensions: { code: 'NOT_READY' } }] },
    ]);
    const upgrade = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const status = await new Promise((resolve) => {
      upgrade.on('unexpected-response', (request, { statusCode }) => {
        request.destroy();
        resolve(statusCode);
      });
    });
    expect(status).toBe(503);
    await service.stop();
    await service.ready; // resolves: nothing waits for a database any more
    rmSync(folder, { recursive: true });
  });
});
