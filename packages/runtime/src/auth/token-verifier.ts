import { RequestError } from '../errors/request-error.js';
import type { MachineCaller, UserCaller } from './caller.js';
import { DEVELOPMENT_ISSUER, DEVELOPMENT_KEY_REMEDY } from './development-keys.js';
import { IssuerKeys } from './issuer-keys.js';
import { type FindKey, keysInFile } from './key-sets.js';
import { callerFromClaims } from './token-claims.js';
import { issuerIn, refusedToken, verifiedClaims } from './token-rules.js';

/** How access tokens are verified. */
export interface TokenSettings {
  /** Only `development` accepts development keys. */
  readonly environment: 'development' | 'production';
  /** A file with a JSON Web Key Set of public keys, or the address at which the issuer publishes one. */
  readonly keys: { readonly file: string } | { readonly url: string };
  readonly issuer: string;
  readonly audience: string;
  /** Told when the issuer did not give its keys. @default nobody */
  readonly onKeysFailure?: (error: unknown) => void;
}

/** A token whose signature and claims are right. */
export interface VerifiedToken {
  readonly caller: UserCaller | MachineCaller;
  /** In seconds since the epoch; 0 when it does not say. */
  readonly issuedAt: number;
}

/** Verifies the token of a header `Bearer TOKEN`. @throws RequestError UNAUTHENTICATED, or NOT_READY while the keys cannot be had */
export type AccessTokenVerifier = (token: string) => Promise<VerifiedToken>;

// Of RFC 9068, and of issuers that do not tell their access tokens from others by type: those have another audience.
const TYPES = [undefined, 'jwt', 'at+jwt'];

/**
 * A verifier of the access tokens of some issuers; each believes only its own.
 * @throws Error naming the file when it cannot be used, or when it or the issuer is for development and this is not
 */
export function createAccessTokenVerifier(issuers: readonly TokenSettings[]): AccessTokenVerifier {
  const verifiers = new Map(issuers.map((settings) => [settings.issuer, verifierOf(settings)]));
  return async (token) => {
    const verify = verifiers.get(issuerIn(token) ?? '');
    if (!verify) throw refusedToken();
    return verify(token);
  };
}

function verifierOf(settings: TokenSettings): AccessTokenVerifier {
  const { issuer, audience } = settings;
  const findKey = keysOf(settings);
  return async (token) => {
    try {
      const requiredClaims = ['exp', 'sub'];
      const claims = await verifiedClaims(token, findKey, TYPES, { issuer, audience, requiredClaims });
      return { caller: callerFromClaims(claims), issuedAt: claims.iat ?? 0 };
    } catch (error) {
      throw error instanceof RequestError ? error : refusedToken();
    }
  };
}

function keysOf({ environment, keys, issuer, onKeysFailure: onFailure }: TokenSettings): FindKey {
  const find =
    'file' in keys
      ? keysInFile(keys.file, 'AUTH_JWKS_FILE', environment)
      : new IssuerKeys({ url: keys.url, onFailure }).find;
  if (environment !== 'development' && issuer === DEVELOPMENT_ISSUER) throw new Error(DEVELOPMENT_KEY_REMEDY);
  return find;
}
