import { readFileSync } from 'node:fs';
import { ROLES } from '@orrery/contracts';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import { RequestError } from '../errors/request-error.js';
import { ANONYMOUS, type Caller } from './caller.js';
import { DEVELOPMENT_ISSUER, isDevelopmentKeyId } from './development-keys.js';

/** How tokens are verified. */
export interface TokenSettings {
  /** Only `development` accepts development keys. */
  readonly environment: 'development' | 'production';
  /** A file with a JSON Web Key Set of public keys. */
  readonly jwksFile: string;
  readonly issuer: string;
  readonly audience: string;
}

/** Turns an Authorization header into a caller: none is anonymous. @throws RequestError UNAUTHENTICATED for any other fault. */
export type TokenVerifier = (authorization: string | undefined) => Promise<Caller>;

const claimsSchema = z.object({
  sub: z.string().min(1).max(64),
  email: z.string().min(1).max(320),
  roles: z.array(z.enum(ROLES)).max(ROLES.length),
  exp: z.number(),
});

const ALGORITHMS = ['EdDSA', 'ES256', 'RS256']; // asymmetric only: a shared secret would let any verifier sign
const CLOCK_SKEW_SECONDS = 30;
const MAX_TOKEN_LENGTH = 8_192; // characters

/**
 * A verifier over the keys in a file, which is read once.
 * @throws Error naming the file when it cannot be used, or when it or the issuer is for development and this is not.
 */
export function createTokenVerifier(settings: TokenSettings): TokenVerifier {
  const keySet = readKeySet(settings);
  const findKey = createLocalJWKSet(keySet);
  return async (authorization) => {
    if (authorization === undefined) return ANONYMOUS;
    const token = /^Bearer ([A-Za-z0-9_.-]+)$/i.exec(authorization)?.[1];
    if (token === undefined || token.length > MAX_TOKEN_LENGTH) throw refused();
    try {
      const { payload } = await jwtVerify(token, findKey, {
        algorithms: ALGORITHMS,
        issuer: settings.issuer,
        audience: settings.audience,
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['exp', 'sub'],
      });
      const claims = claimsSchema.parse(payload);
      return {
        kind: 'user',
        userId: claims.sub,
        email: claims.email,
        roles: claims.roles,
        expiresAt: claims.exp,
      };
    } catch {
      // Which check failed would help only somebody who forges tokens.
      throw refused();
    }
  };
}

function refused(): RequestError {
  return new RequestError(
    'UNAUTHENTICATED',
    'The token is not valid here, or it has expired: get a new one.',
  );
}

function readKeySet(settings: TokenSettings): JSONWebKeySet {
  let keySet: JSONWebKeySet;
  try {
    keySet = JSON.parse(readFileSync(settings.jwksFile, 'utf8')) as JSONWebKeySet;
    if (!Array.isArray(keySet.keys) || keySet.keys.length === 0) throw new Error('it holds no keys');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`AUTH_JWKS_FILE must name a JSON Web Key Set of public keys: ${reason}`);
  }
  if (keySet.keys.some((key) => 'd' in key || key.kty === 'oct')) {
    throw new Error('AUTH_JWKS_FILE must hold public keys only: it holds a private or a shared one');
  }
  if (settings.environment !== 'development') {
    const development = keySet.keys.find((key) => isDevelopmentKeyId(key.kid));
    if (development || settings.issuer === DEVELOPMENT_ISSUER) {
      throw new Error(
        'AUTH_JWKS_FILE and AUTH_ISSUER must not be those of a development installation: ORRERY_ENV is production',
      );
    }
  }
  return keySet;
}
