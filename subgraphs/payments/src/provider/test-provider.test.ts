import { beforeEach, describe, expect, it } from 'vitest';
import { tracesOf } from '../domain/card.js';
import { TEST_CARDS } from './test-cards.js';
import { TestProvider, testReference } from './test-provider.js';

const amount = { amountMinor: 4_990, currency: 'EUR' };
const cardOf = (number: string) => ({ number, expiryMonth: 4, expiryYear: 2030, securityCode: '123' });
const VISA = '4242424242424242';
const numberOf = (name: string) =>
  Object.keys(TEST_CARDS).find((each) => TEST_CARDS[each]?.name === name) ?? '';

describe('the test provider', () => {
  let provider: TestProvider;
  const authorize = (number: string, key = 'k1') => provider.authorize({ key, amount, card: cardOf(number) });

  beforeEach(() => {
    provider = new TestProvider();
  });

  it('should know only numbers that are valid, and names of their own', () => {
    expect(Object.keys(TEST_CARDS).filter((number) => tracesOf(number) === null)).toEqual([]);
    const names = Object.values(TEST_CARDS).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    ['no-funds', 'INSUFFICIENT_FUNDS'],
    ['expired', 'CARD_EXPIRED'],
    ['fraud', 'SUSPECTED_FRAUD'],
  ])('should decline the card %s with %s', async (name, reason) => {
    expect(await authorize(numberOf(name))).toEqual({ outcome: 'DECLINED', reason });
  });

  it('should decline numbers that are not documented', async () => {
    expect(await authorize('4111111111111111')).toEqual({ outcome: 'DECLINED', reason: 'CARD_NOT_ACCEPTED' });
  });

  it('should give the same key the same answer, and the money moved once', async () => {
    const first = await authorize(VISA);
    expect(first).toEqual({ outcome: 'APPROVED', reference: testReference('visa', 'k1') });
    expect(await authorize(VISA)).toEqual(first);
    expect(await provider.outcomeOf('k1')).toEqual(first);
    expect(provider.entries).toHaveLength(1);
  });

  it('should refuse a key that was used for another request', async () => {
    await authorize(VISA);
    const other = { key: 'k1', amount: { ...amount, amountMinor: 1 }, card: cardOf(VISA) };
    await expect(provider.authorize(other)).rejects.toThrow('used for another request');
  });

  it('should answer late what it did at once', async () => {
    expect(await authorize(numberOf('late'))).toEqual({ outcome: 'UNKNOWN' });
    expect(await provider.outcomeOf('k1')).toMatchObject({ outcome: 'APPROVED' });
    expect(await authorize(numberOf('late-no-funds'), 'k2')).toEqual({ outcome: 'UNKNOWN' });
    expect(await authorize(numberOf('late-no-funds'), 'k2')).toMatchObject({ outcome: 'DECLINED' });
  });

  it('should close the key of a request that never came, also for its late arrival', async () => {
    const closed = { outcome: 'DECLINED', reason: 'NOT_PROCESSED' };
    expect(await authorize(numberOf('lost'))).toEqual({ outcome: 'UNKNOWN' });
    expect(await provider.outcomeOf('k1')).toEqual(closed);
    expect(await authorize(VISA)).toEqual(closed);
  });

  it('should follow up by the reference alone', async () => {
    const followUp = (key: string, name: string) => ({ key, amount, reference: testReference(name, 'a') });
    expect(await provider.capture(followUp('c1', 'visa'))).toMatchObject({ outcome: 'APPROVED' });
    expect(await provider.capture(followUp('c2', 'no-capture'))).toMatchObject({
      reason: 'AUTHORIZATION_EXPIRED',
    });
    expect(await provider.refund(followUp('r1', 'no-refund'))).toMatchObject({ reason: 'CARD_EXPIRED' });
    expect(await provider.void(followUp('v1', 'late-follow-ups'))).toEqual({ outcome: 'UNKNOWN' });
    expect(await provider.void(followUp('v1', 'late-follow-ups'))).toMatchObject({ outcome: 'APPROVED' });
    expect(await provider.capture({ ...followUp('c3', 'visa'), reference: 'x' })).toEqual({
      outcome: 'DECLINED',
      reason: 'NOT_PROCESSED',
    });
  });
});
