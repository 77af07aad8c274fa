import { createHash, randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';

const CODE = /^\d{6}$/;
const STEP_SECONDS = 30; // RFC 6238, 5.2
const RECOVERY_CODES = 10;
const RECOVERY_LENGTH = 16; // characters of 5 bits each: 80 bits, which a plain hash keeps
// Crockford's base 32: what looks alike is one character.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** A secret for an authenticator: 160 random bits (RFC 4226, 4) in base 32. */
export function newSecret(): string {
  return generateSecret();
}

/** What an authenticator scans: an `otpauth://` address with the secret in it. */
export function otpauthUri(secret: string, email: string): string {
  return generateURI({ issuer: 'Orrery', label: email, secret });
}

/** A code that somebody typed in, and what it is held against. */
export interface TypedCode {
  readonly secret: string;
  /** With or without spaces. */
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The latest time step of which a code was used: none of it or of those before is taken again. */
  readonly lastStep: number | null;
}

/** Whether a code has the form of an authenticator's; recovery codes have not. */
export function isAuthenticatorCode(code: string): boolean {
  return CODE.test(withoutSpaces(code));
}

/**
 * The time step that a code is of: of now, or of the one before or after it, as clocks differ (RFC 6238, 6). Null when it is
 * of none of them, or was used.
 */
export function stepOfCode({ secret, code, now, lastStep }: TypedCode): number | null {
  const token = withoutSpaces(code);
  if (!CODE.test(token)) return null;
  const result = verifySync({
    secret,
    token,
    epoch: Math.floor(now / 1_000),
    epochTolerance: STEP_SECONDS,
    ...(lastStep !== null && { afterTimeStep: lastStep }),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

function withoutSpaces(code: string): string {
  return code.replace(/\s/g, '');
}

/** Ten codes, each good for one login without the authenticator: `x7dk-02mq-9hva-t3we`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const characters = Array.from(randomBytes(RECOVERY_LENGTH), (byte) => ALPHABET[byte & 31]);
    return (characters.join('').match(/.{4}/g) as string[]).join('-');
  });
}

/** What a recovery code is kept as: the same however its letters are written, and whatever stands between them. */
export function recoveryHash(code: string): string {
  const oneForm = code
    .toLowerCase()
    .replace(/[^0-9a-z]/g, '')
    .replace(/o/g, '0')
    .replace(/[il]/g, '1');
  return createHash('sha256').update(oneForm).digest('base64url');
}
