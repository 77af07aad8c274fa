import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpProvider, ProviderFault } from './http-provider.js';

const request = {
  key: 'ord_1:capture',
  reference: 'test_visa_1',
  amount: { amountMinor: 1, currency: 'EUR' },
};
const never = new AbortController().signal;

describe('a provider over HTTP', () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function providerThat(answers: RequestListener, timeoutMs = 60_000): Promise<HttpProvider> {
    const started = createServer(answers);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    const { port } = started.address() as AddressInfo;
    return new HttpProvider({ url: `http://127.0.0.1:${port}/v1/`, timeoutMs });
  }
  const saying = (status: number, body: string): RequestListener => {
    return (_request, response) => void response.writeHead(status).end(body);
  };

  it('should send each request with its key, below the address that it was given', async () => {
    const seen: unknown[] = [];
    const decision = { outcome: 'APPROVED', reference: 'r' };
    const provider = await providerThat((incoming, response) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () => {
        const { method, url, headers } = incoming;
        seen.push([method, url, headers['idempotency-key'], text && JSON.parse(text)]);
        response.end(JSON.stringify(decision));
      });
    });
    const { key, amount } = request;
    expect(await provider.authorize({ key, amount, method: { token: 'tok_visa' } }, never)).toEqual(decision);
    const card = { number: '4242424242424242', expiryMonth: 1, expiryYear: 2030, securityCode: '123' };
    await provider.authorize({ key, amount, method: { card } }, never);
    for (const operation of ['capture', 'void', 'refund'] as const) await provider[operation](request, never);
    await provider.outcomeOf('a b/c', never);
    const followUp = { ...amount, reference: 'test_visa_1' };
    expect(seen).toEqual([
      ['POST', '/v1/authorizations', key, { ...amount, token: 'tok_visa' }],
      ['POST', '/v1/authorizations', key, { ...amount, card }],
      ['POST', '/v1/captures', key, followUp],
      ['POST', '/v1/voids', key, followUp],
      ['POST', '/v1/refunds', key, followUp],
      ['GET', '/v1/outcomes/a%20b%2Fc', undefined, ''],
    ]);
  });

  it.each([
    ['a fault of its own', saying(503, '{}')],
    ['a refusal of the request', saying(422, '{"error":"the key was used for another request"}')],
  ])('should take %s for no decision, and repeat nothing of it', async (_, answers) => {
    const provider = await providerThat(answers);
    const fault = await provider.capture(request, never).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ProviderFault);
    expect(String(fault)).not.toMatch(/key|127/);
  });

  it.each([
    ['text', 'approved'],
    ['another outcome', '{"outcome":"MAYBE"}'],
    ['an approval without a reference', '{"outcome":"APPROVED"}'],
    ['a reason that is not known', '{"outcome":"DECLINED","reason":"MOOD"}'],
  ])('should take %s for no decision', async (_, body) => {
    const provider = await providerThat(saying(200, body));
    await expect(provider.capture(request, never)).rejects.toThrow();
  });

  it('should give up when no answer comes in time, when its caller does, and when the connection breaks', async () => {
    const slow = await providerThat(() => undefined, 50);
    await expect(slow.capture(request, never)).rejects.toThrow('timeout');
    server?.close();
    const caller = new AbortController();
    const held = await providerThat(() => caller.abort());
    await expect(held.capture(request, caller.signal)).rejects.toThrow('aborted');
    server?.close();
    const broken = await providerThat((incoming) => incoming.socket.destroy());
    await expect(broken.capture(request, never)).rejects.toThrow('fetch failed');
  });
});
