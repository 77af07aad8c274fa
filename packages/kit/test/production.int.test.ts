import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningNotes, runNotes } from './running-notes.js';

const refused = [{ message: expect.stringContaining('introspection'), extensions: expect.anything() }];

describe('a service in production', () => {
  let folder: string;
  let notes: RunningNotes;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-production-'));
    const jwksFile = join(folder, 'jwks.json');
    const { publicKey } = generateKeyPairSync('ed25519');
    const key = { ...publicKey.export({ format: 'jwk' }), kid: 'shop-1', alg: 'EdDSA' };
    writeFileSync(jwksFile, JSON.stringify({ keys: [key] }));
    notes = await runNotes({
      ORRERY_ENV: 'production',
      AUTH_JWKS_FILE: jwksFile,
      AUTH_ISSUER: 'https://id.example.com',
    });
  });

  afterAll(async () => {
    await notes?.close();
    rmSync(folder, { recursive: true });
  });

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
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    await expect(client.iterate({ query: '{ __schema { __typename } }' }).next()).rejects.toMatchObject([
      { message: expect.stringContaining('introspection') },
    ]);
    await client.dispose();
  });
});
