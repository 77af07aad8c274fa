import { decodeJwt, decodeProtectedHeader, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { RequestError } from '../errors/request-error.js';
import type { FindKey } from './key-sets.js';

/** How far the clocks of issuer and verifier may be apart. */
export const CLOCK_SKEW_SECONDS = 30;

const ALGORITHMS = ['EdDSA', 'ES256', 'RS256']; // asymmetric only: a shared secret would let any verifier sign
const MAX_TOKEN_LENGTH = 8_192; // characters
// Whoever sends a token must not say by which key it is verified, nor ask for rules that are not known here (RFC 7515, 4.1).
const UNTRUSTED_HEADERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'b64'];

/**
 * The token of an Authorization header: `Bearer TOKEN`.
 * @throws RequestError UNAUTHENTICATED when it is another kind of header, or longer than any token
 */
export function bearerToken(authorization: string): string {
  if (authorization.length > MAX_TOKEN_LENGTH) throw refusedToken();
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw refusedToken();
  return token;
}

/** Whose token one says that it is, nothing of which is verified yet; undefined when it cannot be read. */
export function issuerIn(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** What every refused token is answered. Which check failed would help only somebody who forges them. */
export function refusedToken(): RequestError {
  return new RequestError(
    'UNAUTHENTICATED',
    'The token is not valid here, or it has expired: get a new one.',
  );
}

/**
 * The claims of a signed token: its key named by `kid`, its algorithm asymmetric, its times within {@link CLOCK_SKEW_SECONDS}.
 * @param types what its header's `typ` may be, in lower case; undefined stands for a token that names none
 * @throws an error of any kind when it is not valid; a RequestError only when keys could not be had
 */
export async function verifiedClaims(
  token: string,
  findKey: FindKey,
  types: readonly (string | undefined)[],
  options: Pick<JWTVerifyOptions, 'issuer' | 'audience' | 'requiredClaims' | 'maxTokenAge'>,
): Promise<JWTPayload> {
  const header = decodeProtectedHeader(token);
  if (UNTRUSTED_HEADERS.some((name) => Object.hasOwn(header, name))) throw refusedToken();
  if (typeof header.kid !== 'string' || header.kid === '' || header.kid.length > 256) throw refusedToken();
  if (!types.includes(header.typ?.toLowerCase().replace(/^application\//, ''))) throw refusedToken();
  const { payload } = await jwtVerify(token, findKey, {
    ...options,
    algorithms: ALGORITHMS,
    clockTolerance: CLOCK_SKEW_SECONDS,
  });
  if (payload.iat !== undefined && payload.iat > Date.now() / 1_000 + CLOCK_SKEW_SECONDS)
    throw refusedToken();
  return payload;
}
