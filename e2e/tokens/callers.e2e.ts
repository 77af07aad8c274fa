import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayConfigSchema } from '@orrery/gateway';
import { type DevelopmentKeys, ensureDevelopmentKeys, signDevelopmentToken } from '@orrery/runtime';
import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../gateway/fixture/gateway.js';
import { type LiveShop, startLiveShop } from '../subscriptions/fixture/live-shop.js';
import { hear, websocketClient } from '../subscriptions/fixture/websocket-client.js';

const user = { id: 'usr_1', email: 'one@example.com', roles: ['CUSTOMER'] as const };
const QUERY = '{ opinionCount }';
const STREAM = 'subscription { goodChanged { name } }';
const REFUSED = {
  message: expect.stringMatching(/^The token is not valid/),
  extensions: { code: 'UNAUTHENTICATED' },
};

describe.each(['own', 'apollo'])(
  'callers of a gateway that verifies tokens, by the %s pipeline',
  (pipeline) => {
    let folder: string;
    let keys: DevelopmentKeys;
    let shop: LiveShop;
    let gateway: TestGateway;
    const clients: Client[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'orrery-callers-'));
      keys = await ensureDevelopmentKeys(folder);
      shop = await startLiveShop();
      gateway = await startGateway(shop.supergraphSdl, {
        PIPELINE: pipeline,
        ORRERY_ENV: 'development',
        AUTH_JWKS_FILE: keys.jwksFile,
      });
    });
    afterEach(async () => {
      for (const client of clients.splice(0)) await client.dispose();
    });
    afterAll(async () => {
      await gateway.stop();
      await shop.stop();
      rmSync(folder, { recursive: true });
    });

    const bearer = async (seconds = 600, who: typeof user = user) =>
      `Bearer ${await signDevelopmentToken(keys.signingKeyFile, who, seconds)}`;

    const post = (query: string, headers: Record<string, string>) =>
      fetch(`${gateway.server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });

    const connect = (connectionParams: Record<string, unknown> = {}) => {
      const client = websocketClient(gateway.server.url, { connectionParams });
      clients.push(client);
      return client;
    };

    it('should answer nobody and a known caller, and refuse a token that is not valid with 401', async () => {
      const known: Record<string, string> = { authorization: await bearer() };
      for (const headers of [{}, known]) {
        expect(await (await post(QUERY, headers)).json()).toEqual({ data: { opinionCount: 2 } });
      }
      for (const authorization of ['Bearer nonsense', 'Basic dXNlcjpwdw==', await bearer(-60)]) {
        const response = await post(QUERY, { authorization });
        expect(response.status).toBe(401);
        expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
        expect(await response.json()).toEqual({ errors: [REFUSED] });
      }
    });

    it('should close a connection whose token is not valid with 4403', async () => {
      const heard = hear(connect({ authorization: 'Bearer nonsense' }), QUERY);
      await heard.ended();
      expect(heard.error).toMatchObject({ code: 4403 });
      expect(heard.answers).toEqual([]);
    });

    it('should close a connection when its token ends', async () => {
      const heard = hear(connect({ authorization: await bearer(2) }), STREAM);
      await heard.ended();
      expect(heard.error).toMatchObject({ code: 4403, reason: 'Token expired' });
    });

    it('should go on with a newer token of the same caller, and end with that of another', async () => {
      const [client, other] = [await rawClient(gateway.server.url), await rawClient(gateway.server.url)];
      const short = { type: 'connection_init', payload: { authorization: await bearer(10) } };
      client.send(short);
      client.send({ type: 'ping', payload: { authorization: await bearer() } });
      other.send(short); // after it, with the same token, and never renewed: its end is the first one's too
      expect(await other.closed).toEqual({ code: 4403, reason: 'Token expired' });
      expect(client.received).toHaveLength(2);
      expect(client.received).toEqual(
        expect.arrayContaining([{ type: 'connection_ack' }, { type: 'pong' }]), // the token is not sent back
      );
      expect(client.isOpen()).toBe(true);
      client.send({ type: 'ping', payload: { authorization: await bearer(600, { ...user, id: 'usr_2' }) } });
      expect(await client.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    });

    it.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])(
      'should end a stream of %s with an error when its token ends',
      async (accept) => {
        const response = await post(STREAM, { accept, authorization: await bearer(2) });
        expect(response.status).toBe(200);
        expect(await response.text()).toContain('"code":"UNAUTHENTICATED"');
      },
    );

    it('should end the streams of a user, refuse the tokens until then, and let others be', async () => {
      const other = { ...user, id: 'usr_2' };
      const ended = hear(connect({ authorization: await bearer() }), STREAM);
      const kept = hear(connect({ authorization: await bearer(600, other) }), STREAM);
      await shop.subgraphs.goods.listening(2);
      const authorization = await bearer();
      gateway.server.endSessions({ userId: user.id });
      await ended.ended();
      expect(ended.error).toMatchObject({ code: 4403, reason: 'Session ended' });
      expect((await post(QUERY, { authorization })).status).toBe(401);
      expect((await post(QUERY, { authorization: await bearer(600, other) })).status).toBe(200);
      expect(kept.error).toBeUndefined();
    });
  },
);

async function rawClient(url: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const received: unknown[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }));
  await once(socket, 'open');
  return {
    received,
    closed,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    send: (message: object) => socket.send(JSON.stringify(message)),
  };
}

describe('settings of tokens', () => {
  it('should refuse two sources of keys', () => {
    const settings = {
      SUPERGRAPH: 'any',
      AUTH_JWKS_FILE: 'any',
      AUTH_JWKS_URL: 'https://id.example.com/jwks',
    };
    const faults = gatewayConfigSchema.safeParse(settings).error?.issues.map(({ path }) => path[0]);
    expect(faults).toEqual(['AUTH_JWKS_URL']);
  });

  it('should refuse to sign tokens for subgraphs without knowing who calls', () => {
    const { error } = gatewayConfigSchema.safeParse({ SUPERGRAPH: 'any', SUBGRAPH_TOKEN_KEY_FILE: 'any' });
    expect(error?.issues.map(({ path }) => path[0])).toEqual(['SUBGRAPH_TOKEN_KEY_FILE']);
  });
});
