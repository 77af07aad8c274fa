import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SupergraphGateway } from '@orrery/gateway';
import { type DevelopmentKeys, ensureDevelopmentKeys } from '@orrery/runtime';
import type { Client } from 'graphql-ws';
import { importJWK, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ServedGateway, serveGateway } from '../drop-in/fixture/served-gateway.js';
import { PIPELINES, startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { hear, websocketClient } from '../subscriptions/fixture/websocket-client.js';
import { type Archive, EVENTS, SECRETS, startArchive } from './fixture.js';

// Each tries to get what the caller may not have; `sent` is what no subgraph may be asked for.
const BYPASSES: readonly { readonly what: string; readonly query: string; readonly sent: RegExp }[] = [
  { what: 'a field', query: '{ me { name salary } }', sent: /salary/ },
  { what: 'an alias', query: '{ me { name: salary } }', sent: /salary/ },
  { what: 'a fragment', query: '{ me { ...F } } fragment F on Person { ... { salary } }', sent: /salary/ },
  { what: 'a condition', query: '{ me { salary @include(if: true) @skip(if: false) } }', sent: /salary/ },
  { what: 'what is computed of it by @requires', query: '{ me { grade } }', sent: /salary|grade/ },
  { what: 'a renamed directive', query: '{ me { shoe } }', sent: /shoe/ },
  { what: 'an interface', query: '{ documents { title text } }', sent: /title|text/ },
  { what: 'an implementing type', query: '{ documents { ... on Dossier { text } } }', sent: /text/ },
  {
    what: 'a polymorphic fragment',
    query: '{ documents { ...F ... on Letter { id } } } fragment F on Document { t: text }',
    sent: /text/,
  },
  { what: 'a policy', query: '{ documents { ... on Dossier { subject } } }', sent: /subject/ },
  { what: 'a root field', query: '{ vault { code box { id } } }', sent: /vault/ },
  { what: '__typename beside it', query: '{ vault { __typename } }', sent: /vault/ },
  { what: 'a mutation', query: 'mutation { shred { id } }', sent: /shred/ },
];

describe('authorization directives', () => {
  let folder: string;
  let keys: DevelopmentKeys;
  let archive: Archive;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-authorization-'));
    keys = await ensureDevelopmentKeys(folder);
    archive = await startArchive();
  });
  beforeEach(() => void archive.takeSent());
  afterAll(async () => {
    await archive.stop();
    rmSync(folder, { recursive: true });
  });

  const bearer = async (scope: string) => {
    const jwk = JSON.parse(readFileSync(keys.signingKeyFile, 'utf8'));
    const token = await new SignJWT({ scope })
      .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid })
      .setSubject('client:archivist')
      .setIssuer('orrery-development')
      .setAudience('orrery')
      .setExpirationTime('10m')
      .sign(await importJWK(jwk, 'EdDSA'));
    return `Bearer ${token}`;
  };

  describe.each(PIPELINES)('at a gateway, by the %s pipeline', (PIPELINE) => {
    let gateway: TestGateway;
    const policies = fileURLToPath(new URL('policies.js', import.meta.url));
    const clients: Client[] = [];

    beforeAll(async () => {
      gateway = await startGateway(archive.supergraphSdl, {
        PIPELINE,
        ORRERY_ENV: 'development',
        AUTH_JWKS_FILE: keys.jwksFile,
        AUTHORIZATION_POLICIES: policies,
      });
    });
    afterEach(async () => {
      for (const client of clients.splice(0)) await client.dispose();
    });
    afterAll(() => gateway.stop());

    it.each(BYPASSES)('should not be passed by $what', async ({ query, sent }) => {
      const answer = await gateway.query(query);
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
      expect(JSON.stringify(answer)).not.toMatch(SECRETS);
      expect(archive.takeSent()).not.toMatch(sent);
    });

    it('should not be passed by a token that is known and has other scopes, nor by headers that claim some', async () => {
      const headers = {
        authorization: await bearer('vaults salarie'),
        'x-scopes': 'salaries',
        scope: 'salaries',
      };
      const answer = await gateway.query('{ me { salary grade shoe } vault { code } }', { headers });
      expect(answer.data).toEqual({ me: { salary: null, grade: null, shoe: 42 }, vault: null });
      expect(archive.takeSent()).not.toMatch(/salary|vault/);
    });

    it('should give what the caller may have', async () => {
      const headers = { authorization: await bearer('salaries vault') };
      const query =
        '{ me { salary grade shoe } vault { code } documents { __typename title ... on Dossier { subject } } }';
      const answer = await gateway.query(query, { headers });
      expect(answer.data).toEqual({
        me: { salary: 90, grade: 'senior', shoe: 42 },
        vault: { code: 'c0de' },
        documents: [
          { __typename: 'Letter', title: 'Dear' },
          { __typename: 'Dossier', title: 'X', subject: null },
        ],
      });
      expect(answer.errors?.map(({ path }) => path)).toEqual([['documents', '@', 'subject']]);
    });

    it('should give what a policy lets the caller have', async () => {
      const query = '{ documents { ... on Dossier { subject } } }';
      const cleared = await gateway.query(query, { headers: { authorization: await bearer('clearance') } });
      expect(cleared).toEqual({ status: 200, data: { documents: [{}, { subject: 'Y' }] } });
    });

    it('should not begin a subscription that is denied, over WebSocket', async () => {
      const client = websocketClient(gateway.server.url);
      clients.push(client);
      const heard = hear(client, 'subscription { shredded { id } }');
      await heard.ended();
      expect(JSON.stringify([heard.answers, heard.error])).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
      expect(archive.takeSent()).not.toContain('shredded');
    });

    it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
      'should not begin a subscription that is denied, over %s',
      async (accept) => {
        const response = await fetch(`${gateway.server.url}/graphql`, {
          method: 'POST',
          headers: { accept, 'content-type': 'application/json' },
          body: JSON.stringify({ query: 'subscription { shredded { id } }' }),
        });
        expect(await response.text()).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
        expect(archive.takeSent()).not.toContain('shredded');
      },
    );

    it('should leave out of each event what the caller may not have, and tell it', async () => {
      const client = websocketClient(gateway.server.url);
      clients.push(client);
      const query =
        'subscription { changed { __typename ... on Letter { title author { name salary grade } } } }';
      const heard = hear(client, query);
      await archive.subgraphs.files.listening(1);
      archive.subgraphs.files.emit('changed', EVENTS.letter);
      archive.subgraphs.files.emit('changed', EVENTS.dossier);
      await heard.count(2);
      heard.stop();
      await archive.subgraphs.files.listening(0);
      expect(JSON.stringify(heard.answers)).not.toMatch(SECRETS);
      expect(JSON.stringify(heard.answers[0])).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
      expect(heard.answers[0]).toMatchObject({
        data: { changed: { title: 'Dear', author: { name: 'Ada', salary: null, grade: null } } },
      });
    });
  });

  describe('in an Apollo Server, by the drop-in', () => {
    let served: ServedGateway;

    beforeAll(async () => {
      const gateway = new SupergraphGateway({ supergraphSdl: archive.supergraphSdl });
      served = await serveGateway(gateway, {
        context: async ({ req }) => ({
          claims: req.headers.claims && JSON.parse(String(req.headers.claims)),
        }),
      });
    });
    afterAll(() => served.stop());

    it.each(BYPASSES)('should not be passed by $what', async ({ query, sent }) => {
      const { body } = await served.ask(query);
      expect(body.errors?.map(({ extensions }) => extensions.code)).toContain('UNAUTHORIZED_FIELD_OR_TYPE');
      expect(JSON.stringify(body)).not.toMatch(SECRETS);
      expect(archive.takeSent()).not.toMatch(sent);
    });

    it('should give what the claims in the context bring', async () => {
      const headers = { claims: JSON.stringify({ sub: 'x', scope: 'salaries' }) };
      const { body } = await served.ask('{ me { salary grade shoe } vault { code } }', { headers });
      expect(body.data).toEqual({ me: { salary: 90, grade: 'senior', shoe: 42 }, vault: null });
    });
  });
});
