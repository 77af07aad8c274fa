import { type Algorithm, hash, verify } from '@node-rs/argon2';

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

const PARAMETERS = `$argon2id$v=19$m=${OPTIONS.memoryCost},t=${OPTIONS.timeCost},p=${OPTIONS.parallelism}$`;

/** A hash of today's parameters that no password fits: what is verified for users who do not exist, at the same cost. */
export const NOBODYS_HASH = `${PARAMETERS}${'A'.repeat(22)}$${'A'.repeat(43)}`;

/**
 * The argon2id hash of a password as a PHC string, which names its own parameters and salt.
 * @param salt 16 bytes @default random ones; given by the seed only, whose hashes must be the same on every machine
 */
export function hashPassword(password: string, salt?: Uint8Array): Promise<string> {
  return hash(oneForm(password), salt ? { ...OPTIONS, salt } : OPTIONS);
}

/** Whether `password` is the one of a hash, by the hash's own parameters. What is no hash fits none, at no cost. */
export async function fitsHash(hashed: string, password: string): Promise<boolean> {
  if (password.length > MAX_PASSWORD_LENGTH || !hashed.startsWith('$argon2')) return false;
  return verify(hashed, oneForm(password));
}

/** Whether a hash was made by other parameters than today's, so that it is to be made anew when its password is known. */
export function isOutdated(hashed: string): boolean {
  return !hashed.startsWith(PARAMETERS);
}

// One password, one form: keyboards differ in how they compose accents.
function oneForm(password: string): string {
  return password.normalize('NFKC');
}
