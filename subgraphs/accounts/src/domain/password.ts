import { type Algorithm, hash } from '@node-rs/argon2';

/** The fewest characters of a password. */
export const MIN_PASSWORD_LENGTH = 12;
/** The most characters of a password: hashing a book would keep a thread busy. */
export const MAX_PASSWORD_LENGTH = 128;

const ARGON2ID = 2 satisfies Algorithm.Argon2id;

// What OWASP asks of argon2id: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
const OPTIONS = {
  algorithm: ARGON2ID,
  memoryCost: 19_456, // KiB
  timeCost: 2,
  parallelism: 1,
} as const;

/**
 * The argon2id hash of a password as a PHC string, which names its own parameters and salt.
 * @param salt 16 bytes @default random ones; given by the seed only, whose hashes must be the same on every machine
 */
export function hashPassword(password: string, salt?: Uint8Array): Promise<string> {
  // One password, one form: keyboards differ in how they compose accents.
  return hash(password.normalize('NFKC'), salt ? { ...OPTIONS, salt } : OPTIONS);
}
