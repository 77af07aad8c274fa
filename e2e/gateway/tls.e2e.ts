import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { PIPELINES, startGateway, type TestGateway } from './fixture/gateway.js';
import { LOCALHOST, RENEWED } from './fixture/localhost-certificate.js';
import { type Shop, startShop } from './fixture/shop.js';

describe.each(PIPELINES)('a gateway with a certificate, by the %s pipeline', (PIPELINE) => {
  let folder: string;
  let shop: Shop;
  let gateway: TestGateway;
  let files: { TLS_CERT_FILE: string; TLS_KEY_FILE: string };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-tls-'));
    files = { TLS_CERT_FILE: join(folder, 'cert.pem'), TLS_KEY_FILE: join(folder, 'key.pem') };
    writeFileSync(files.TLS_CERT_FILE, LOCALHOST.cert);
    writeFileSync(files.TLS_KEY_FILE, LOCALHOST.key);
    shop = await startShop();
    gateway = await startGateway(shop.supergraphSdl, { PIPELINE, ORRERY_ENV: 'development', ...files });
  });
  afterAll(async () => {
    await gateway.stop();
    await shop.stop();
    rmSync(folder, { recursive: true });
  });

  const trusted = { ca: LOCALHOST.cert, servername: 'localhost' };

  const post = (body: string) =>
    new Promise<string>((resolve, reject) => {
      const options = { method: 'POST', headers: { 'content-type': 'application/json' }, ...trusted };
      const sent = request(`${gateway.server.url}/graphql`, options, async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve(text);
      });
      sent.once('error', reject).end(body);
    });

  const certificate = () =>
    new Promise<PeerCertificate>((resolve, reject) => {
      const options = { port: gateway.server.port, host: '127.0.0.1', rejectUnauthorized: false };
      const socket: TLSSocket = connect(options, () => {
        resolve(socket.getPeerCertificate());
        socket.end();
      });
      socket.once('error', reject);
    });

  it('should answer over https, and nothing to who speaks HTTP', async () => {
    expect(gateway.server.url).toMatch(/^https:/);
    expect(JSON.parse(await post('{"query":"{ opinionCount }"}'))).toEqual({ data: { opinionCount: 2 } });
    await expect(fetch(gateway.server.url.replace('https', 'http'))).rejects.toThrow('fetch failed');
  });

  it('should speak with WebSockets over wss', async () => {
    const socket = new WebSocket(
      `${gateway.server.url.replace('https', 'wss')}/graphql`,
      'graphql-transport-ws',
      trusted,
    );
    const acknowledged = new Promise((resolve) =>
      socket.once('message', (data) => resolve(JSON.parse(String(data)))),
    );
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('{"type":"connection_init"}');
    expect(await acknowledged).toEqual({ type: 'connection_ack' });
    socket.close();
  });

  it('should use a renewed certificate without a restart, and keep it when the next is none', async () => {
    const before = await certificate();
    writeFileSync(files.TLS_KEY_FILE, RENEWED.key);
    writeFileSync(files.TLS_CERT_FILE, RENEWED.cert);
    await gateway.logged(({ msg }) => msg === 'the TLS certificate was renewed');
    const after = await certificate();
    expect([before.subject.CN, after.subject.CN]).toEqual(['localhost', 'renewed']);
    writeFileSync(files.TLS_CERT_FILE, 'no certificate');
    await gateway.logged(({ msg }) => msg === 'the new TLS certificate cannot be used; the last one stays');
    expect((await certificate()).subject.CN).toBe('renewed');
  });

  it('should not start on files that hold none, and not repeat what is in them', async () => {
    writeFileSync(files.TLS_KEY_FILE, 'hunter2');
    const start = startGateway(shop.supergraphSdl, { PIPELINE, ORRERY_ENV: 'development', ...files });
    await expect(start).rejects.toThrow(
      /^TLS_CERT_FILE and TLS_KEY_FILE must name a certificate and its private key as PEM \([A-Z_]+\)$/,
    );
  });
});
