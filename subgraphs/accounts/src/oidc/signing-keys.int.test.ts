import { openTestService, type TestService } from '@orrery/testkit';
import { createLocalJWKSet, type JWK, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountsScope } from '../context.js';
import { accounts } from '../service.js';
import { deriveSecret } from './sealing.js';
import {
  type KeyStore,
  loadSigningKeys,
  publishedKeys,
  replaceSigningKeys,
  rotateSigningKeys,
} from './signing-keys.js';

const START = new Date('2026-01-01T00:00:00Z');
const after = (minutes: number) => new Date(START.getTime() + minutes * 60_000);
const DAY = 24 * 60; // minutes

describe('signing keys', () => {
  let service: TestService;
  let store: KeyStore;

  beforeAll(async () => {
    service = await openTestService(accounts);
    const { models } = service.opened.scope() as AccountsScope;
    store = { model: models.SigningKey, key: deriveSecret('a secret of this test', 'signing-keys') };
  });
  beforeEach(() => store.model.deleteMany({}));
  afterAll(() => service.close());

  it('should make the first key once, whoever asks for it at the same time', async () => {
    const loaded = await Promise.all(Array.from({ length: 20 }, () => loadSigningKeys(store, START)));
    expect(new Set(loaded.map(({ signingKid }) => signingKid)).size).toBe(1);
    expect(await store.model.countDocuments()).toBe(1);
  });

  it('should keep private halves encrypted, and tell when the secret is another', async () => {
    const { keys } = await loadSigningKeys(store, START);
    const stored = JSON.stringify(await store.model.find().lean());
    expect(stored).not.toContain(keys[0]?.d);
    const other = { ...store, key: deriveSecret('another secret', 'signing-keys') };
    await expect(loadSigningKeys(other, START)).rejects.toThrow('OIDC_KEY_SECRET is not the one');
  });

  it('should publish a new key before it signs, and the old one after', async () => {
    const first = (await loadSigningKeys(store, START)).signingKid;
    const rotated = await rotateSigningKeys(store, after(1), 15 * 60_000);
    const second = rotated?.kid ?? '';
    expect(rotated?.signsFrom).toEqual(after(16));
    const at = async (time: Date) => {
      const { signingKid, keys } = await loadSigningKeys(store, time);
      return { signingKid, published: keys.map(({ kid }) => kid) };
    };
    expect(await at(after(1))).toEqual({ signingKid: first, published: [first, second] });
    expect(await at(after(15.9))).toEqual({ signingKid: first, published: [first, second] });
    expect(await at(after(16))).toEqual({ signingKid: second, published: [second, first] });
    expect(await at(after(16 + DAY - 1))).toEqual({ signingKid: second, published: [second, first] });
    expect(await at(after(16 + DAY))).toEqual({ signingKid: second, published: [second] });
  });

  it('should make one key of rotations at the same time, and none while one waits', async () => {
    await loadSigningKeys(store, START);
    const rotations = await Promise.all(Array.from({ length: 10 }, () => rotateSigningKeys(store, after(1))));
    expect(rotations.filter((rotation) => rotation !== null)).toHaveLength(1);
    expect(await rotateSigningKeys(store, after(2))).toBeNull();
    expect(await store.model.countDocuments()).toBe(2);
  });

  it('should withdraw all keys at once that others may have, also one that waits', async () => {
    await loadSigningKeys(store, START);
    await rotateSigningKeys(store, after(1), 15 * 60_000);
    const kid = await replaceSigningKeys(store, after(2));
    const { signingKid, keys } = await loadSigningKeys(store, after(2));
    expect([signingKid, keys.map((key) => key.kid)]).toEqual([kid, [kid]]);
    const next = await rotateSigningKeys(store, after(3), 15 * 60_000);
    expect((await loadSigningKeys(store, after(3))).keys.map((key) => key.kid)).toEqual([kid, next?.kid]);
    expect(await store.model.countDocuments()).toBe(2);
  });

  it('should leave one key that signs of replacements at the same time', async () => {
    const first = (await loadSigningKeys(store, START)).signingKid;
    const made = await Promise.all(Array.from({ length: 5 }, () => replaceSigningKeys(store, after(1))));
    const { signingKid, keys } = await loadSigningKeys(store, after(1));
    expect(keys.map((key) => key.kid)).not.toContain(first);
    expect(made).toContain(signingKid);
  });

  it('should leave a verifier that fetched the keys at any time able to verify', async () => {
    await loadSigningKeys(store, START);
    await rotateSigningKeys(store, after(0), 15 * 60_000);
    // A verifier keeps a key set for up to ten minutes; a token lives for ten.
    for (let minute = 0; minute <= 60; minute += 5) {
      const { keys, signingKid } = await loadSigningKeys(store, after(minute));
      const [signing] = keys;
      if (!signing) throw new Error('there is no key');
      const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: signingKid }).sign(signing);
      for (const offset of [-10, 0, 10]) {
        const fetched = await publishedKeys(store.model, after(Math.max(0, minute + offset)));
        const keySet = { keys: fetched.map(({ publicKey }) => JSON.parse(publicKey) as JWK) };
        expect((await jwtVerify(token, createLocalJWKSet(keySet))).protectedHeader.kid).toBe(signingKid);
      }
    }
  });
});
