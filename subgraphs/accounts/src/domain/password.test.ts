import { verify } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { hashPassword } from './password.js';

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
