import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@orrery/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  configSchema,
  type LogEntry,
  ProviderProcess,
  type RunningTestProvider,
  startTestProvider,
  testCardNumber,
  testReference,
} from '../src/index.js';

const amount = { amountMinor: 4_990, currency: 'EUR' };
const VISA = '4242424242424242';
const cardOf = (number = '') => ({ number, expiryMonth: 4, expiryYear: 2031, securityCode: '123' });
const closed = { outcome: 'DECLINED', reason: 'NOT_PROCESSED' };

describe('the test provider over HTTP', () => {
  let folder: string;
  let logFile: string;
  let provider: RunningTestProvider | undefined;
  let child: ProviderProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'orrery-provider-'));
    logFile = join(folder, 'effects.jsonl');
  });

  afterEach(async () => {
    await provider?.stop();
    await child?.close();
    [provider, child] = [undefined, undefined];
    rmSync(folder, { recursive: true });
  });

  const linesOf = () =>
    readFileSync(logFile, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogEntry);
  const urlOf = () => provider?.url ?? child?.url;

  async function start(): Promise<void> {
    const config = configSchema.parse({ ORRERY_ENV: 'development', PORT: '0', LOG_FILE: logFile });
    provider = await startTestProvider(config, createLogger({ service: 'test', level: 'silent' }));
  }

  async function post(path: string, key: string | undefined, body: object) {
    const headers = { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) };
    const response = await fetch(`${urlOf()}/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const authorize = (key: string, token = 'tok_visa') => post('authorizations', key, { ...amount, token });
  const outcomeOf = async (key: string) => (await fetch(`${urlOf()}/outcomes/${key}`)).json();

  it('should authorize a card and a token alike, and have it in the log before it answers', async () => {
    await start();
    const byCard = await post('authorizations', 'a', { ...amount, card: cardOf(VISA) });
    const card = { brand: 'VISA', last4: '4242' };
    const reference = testReference('visa', 'a');
    expect(byCard).toEqual({ status: 200, body: { outcome: 'APPROVED', reference, card } });
    expect(linesOf()).toMatchObject([
      { key: 'a', operation: 'authorize', reference, ...amount, outcome: 'APPROVED' },
    ]);
    expect((await authorize('b')).body).toMatchObject({ outcome: 'APPROVED', card });
    expect(readFileSync(logFile, 'utf8')).not.toContain(VISA);
    const log = await fetch(`${urlOf()}/log`);
    expect(log.headers.get('content-type')).toContain('application/x-ndjson');
    expect(await log.text()).toBe(readFileSync(logFile, 'utf8'));
  });

  it.each([
    ['no-funds', 'INSUFFICIENT_FUNDS'],
    ['expired', 'CARD_EXPIRED'],
    ['fraud', 'SUSPECTED_FRAUD'],
    ['nonsense', 'CARD_NOT_ACCEPTED'],
  ])('should decline %s with %s', async (name, reason) => {
    await start();
    expect((await authorize('a', `tok_${name}`)).body).toMatchObject({ outcome: 'DECLINED', reason });
    const number = testCardNumber(name) ?? '4111111111111111';
    expect((await post('authorizations', 'b', { ...amount, card: cardOf(number) })).body).toMatchObject({
      reason,
    });
  });

  it('should give a key that comes many times at once one effect and one answer', async () => {
    await start();
    const answers = await Promise.all(Array.from({ length: 20 }, () => authorize('a')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(linesOf()).toHaveLength(1);
    expect(await outcomeOf('a')).toEqual(answers[0]?.body);
  });

  it('should refuse a key that was used for another request, and requests that are malformed', async () => {
    await start();
    await authorize('a');
    const before = linesOf();
    const refused = [
      await post('authorizations', 'a', { ...amount, amountMinor: 1, token: 'tok_visa' }),
      await authorize('a', 'tok_amex'),
      await post('captures', 'a', { ...amount, reference: testReference('visa', 'a') }),
      await post('authorizations', undefined, { ...amount, token: 'tok_visa' }),
      await post('authorizations', 'b', { ...amount, token: 'tok_visa', card: cardOf(VISA) }),
      await post('authorizations', 'b', { ...amount, amountMinor: -1, token: 'tok_visa' }),
      await post('refunds', 'b', amount),
      await post('nothing', 'b', amount),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 422, 400, 400, 400, 400, 404]);
    expect(linesOf()).toEqual(before);
  });

  it('should lose the first answer of a late card after its effect, and a lost request before it', async () => {
    await start();
    await expect(authorize('late', 'tok_late')).rejects.toThrow('fetch failed');
    expect(linesOf()).toMatchObject([{ key: 'late', outcome: 'APPROVED' }]);
    expect((await authorize('late', 'tok_late')).body).toMatchObject({ outcome: 'APPROVED' });
    for (let time = 0; time < 2; time++) {
      await expect(authorize('lost', 'tok_lost')).rejects.toThrow('fetch failed');
    }
    expect(await outcomeOf('lost')).toEqual(closed);
    expect((await authorize('lost')).body).toEqual(closed);
    expect(linesOf().map(({ operation }) => operation)).toEqual(['authorize', 'closed']);
  });

  it('should follow up by the reference alone', async () => {
    await start();
    const follow = (path: string, key: string, name: string) =>
      post(path, key, { ...amount, reference: testReference(name, 'elsewhere') });
    expect((await follow('captures', 'c1', 'visa')).body).toMatchObject({ outcome: 'APPROVED' });
    expect((await follow('captures', 'c2', 'no-capture')).body).toMatchObject({
      reason: 'AUTHORIZATION_EXPIRED',
    });
    expect((await follow('refunds', 'r1', 'no-refund')).body).toMatchObject({ reason: 'CARD_EXPIRED' });
    await expect(follow('voids', 'v1', 'late-follow-ups')).rejects.toThrow('fetch failed');
    expect((await follow('voids', 'v1', 'late-follow-ups')).body).toMatchObject({ outcome: 'APPROVED' });
    expect((await post('captures', 'c3', { ...amount, reference: 'x' })).body).toEqual(closed);
  });

  it('should answer as before when it was killed between effect and answer', async () => {
    const late = { FAULT_LOST_ANSWERS: '1', FAULT_LATE_MS: '600000' };
    child = await ProviderProcess.start(late);
    // Of some keys half hang up and half are held back: all have their effect, none is answered.
    const keys = Array.from({ length: 8 }, (_, i) => `killed-${i}`);
    const asked = Promise.allSettled(keys.map((key) => authorize(key)));
    while (child.entries.length < keys.length) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const before = child.entries;
    await child.kill();
    expect((await asked).map(({ status }) => status)).toEqual(keys.map(() => 'rejected'));
    await child.restart({ FAULT_LOST_ANSWERS: '0' });
    for (const key of keys) {
      const answer = { outcome: 'APPROVED', reference: testReference('visa', key) };
      expect((await authorize(key)).body).toMatchObject(answer);
      expect(await outcomeOf(key)).toMatchObject(answer);
    }
    expect(child.entries).toEqual(before);
    expect((await authorize('new')).status).toBe(200);
    expect(child.entries).toHaveLength(keys.length + 1);
  });

  it('should say all that is wrong with its configuration', async () => {
    const settings = { ORRERY_ENV: 'production', PORT: 'x', LOG_FILE: '', FAULT_LOST_ANSWERS: '2' };
    await expect(ProviderProcess.start(settings)).rejects.toThrow(
      /3 fault.*PORT.*LOG_FILE.*FAULT_LOST_ANSWERS/s,
    );
  });
});
