import { hash, verify } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { fitsHash, hashPassword, isOutdated, NOBODYS_HASH } from './password.js';

const PASSWORD = 'correct horse battery';

describe('hashPassword', () => {
  it('should hash by argon2id with the parameters that OWASP asks for', async () => {
    const hashed = await hashPassword(PASSWORD);
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verify(hashed, PASSWORD)).toBe(true);
    expect(await verify(hashed, `${PASSWORD}!`)).toBe(false);
  });

  it('should salt each hash anew', async () => {
    expect(await hashPassword(PASSWORD)).not.toBe(await hashPassword(PASSWORD));
  });

  it('should give the same hash for the same salt', async () => {
    const salt = Buffer.from('sixteen bytes, !');
    expect(await hashPassword(PASSWORD, salt)).toBe(await hashPassword(PASSWORD, salt));
  });

  it('should hash a password alike however its accents are composed', async () => {
    const hashed = await hashPassword('cafe\u0301 au lait, s.v.p.');
    expect(await verify(hashed, 'caf\u00e9 au lait, s.v.p.')).toBe(true);
  });
});

describe('fitsHash', () => {
  it('should know the password of a hash, however its accents are composed, and no other', async () => {
    const hashed = await hashPassword('caf\u00e9 au lait, s.v.p.');
    expect(await fitsHash(hashed, 'cafe\u0301 au lait, s.v.p.')).toBe(true);
    expect(await fitsHash(hashed, 'cafe au lait, s.v.p.')).toBe(false);
  });

  it('should find that nothing fits what is no hash, and nobody the hash of nobody', async () => {
    expect(await fitsHash('none', PASSWORD)).toBe(false);
    expect(await fitsHash(NOBODYS_HASH, PASSWORD)).toBe(false);
    expect(await fitsHash(NOBODYS_HASH, '')).toBe(false);
  });

  it('should verify for nobody at the parameters of everybody', async () => {
    const parameters = (hashed: string) => hashed.split('$').slice(0, 4);
    expect(parameters(NOBODYS_HASH)).toEqual(parameters(await hashPassword(PASSWORD)));
  });
});

describe('isOutdated', () => {
  it('should find hashes of other parameters, and none of its own', async () => {
    expect(isOutdated(await hashPassword(PASSWORD))).toBe(false);
    expect(isOutdated(await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 }))).toBe(true);
  });
});
