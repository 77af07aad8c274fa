import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type JWK } from 'jose';
import { ANONYMOUS, type Caller } from './caller.js';
import { keysInFile } from './key-sets.js';
import { callerFromClaims, claimsOfCaller } from './token-claims.js';
import { bearerToken, refusedToken, verifiedClaims } from './token-rules.js';
import { VerifiedTokens } from './verified-tokens.js';

/** The issuer of subgraph tokens. */
export const SUBGRAPH_TOKEN_ISSUER = 'orrery-gateway';
/** The longest that a subgraph token lives. */
export const SUBGRAPH_TOKEN_SECONDS = 60;

const TYPE = 'subgraph+jwt'; // so that no other token of the same key could pass for one
const REUSE_MS = 45_000; // what is sent after that is to arrive well before its end

interface Minted {
  readonly authorization: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Makes the tokens by which a gateway tells subgraphs who calls: each for one subgraph, for 60 s at most, and used again for
 * the same caller there for 45 s. A caller is the same while the object is: tokens are kept as long as it is.
 */
export class SubgraphTokens {
  readonly #key: KeyObject;
  readonly #header: string;
  readonly #now: () => number;
  readonly #minted = new WeakMap<Caller, Map<string, Minted>>();

  /**
   * @param keyFile a private Ed25519 key as JWK, with `kid`
   * @param now Milliseconds since the epoch. @default Date.now
   * @throws Error naming SUBGRAPH_TOKEN_KEY_FILE when it cannot be used
   */
  constructor(keyFile: string, now: () => number = Date.now) {
    const { key, kid } = readKey(keyFile);
    this.#key = key;
    this.#header = encoded({ alg: 'EdDSA', kid, typ: TYPE });
    this.#now = now;
  }

  /** The Authorization header for a caller at a subgraph. */
  authorizationFor(caller: Caller, subgraph: string): string {
    let bySubgraph = this.#minted.get(caller);
    if (!bySubgraph) {
      bySubgraph = new Map();
      this.#minted.set(caller, bySubgraph);
    }
    const now = this.#now();
    const known = bySubgraph.get(subgraph);
    if (known && now - known.at < REUSE_MS && now >= known.at) return known.authorization;
    const authorization = `Bearer ${this.#mint(caller, subgraph, Math.floor(now / 1_000))}`;
    bySubgraph.set(subgraph, { authorization, at: now });
    return authorization;
  }

  #mint(caller: Caller, subgraph: string, iat: number): string {
    const who = caller.kind === 'anonymous' ? {} : claimsOfCaller(caller);
    const claims = { iss: SUBGRAPH_TOKEN_ISSUER, aud: subgraph, iat, exp: iat + SUBGRAPH_TOKEN_SECONDS };
    const signed = `${this.#header}.${encoded({ ...who, ...claims, caller: caller.kind })}`;
    return `${signed}.${sign(null, Buffer.from(signed), this.#key).toString('base64url')}`;
  }
}

/** What a subgraph token says. */
export interface VerifiedSubgraphToken {
  readonly caller: Caller;
  /** When the token ends, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** Turns an Authorization header into the caller for whom a gateway calls. @throws RequestError UNAUTHENTICATED, also for none */
export type SubgraphTokenVerifier = (authorization: string | undefined) => Promise<VerifiedSubgraphToken>;

/**
 * A verifier of the tokens for one subgraph, by its name.
 * @throws Error naming SUBGRAPH_TOKEN_JWKS_FILE when it holds no public keys
 */
export function createSubgraphTokenVerifier(jwksFile: string, subgraph: string): SubgraphTokenVerifier {
  // Made for one installation wherever it runs: there are no development keys of this kind.
  const findKey = keysInFile(jwksFile, 'SUBGRAPH_TOKEN_JWKS_FILE', 'production');
  const verify = async (token: string): Promise<VerifiedSubgraphToken> => {
    const claims = await verifiedClaims(token, findKey, [TYPE], {
      issuer: SUBGRAPH_TOKEN_ISSUER,
      audience: subgraph,
      requiredClaims: ['iat', 'exp'],
      maxTokenAge: SUBGRAPH_TOKEN_SECONDS,
    });
    const { iat = 0, exp = Number.POSITIVE_INFINITY, aud, caller: kind } = claims;
    if (exp - iat > SUBGRAPH_TOKEN_SECONDS || typeof aud !== 'string') throw refusedToken();
    const caller = kind === 'anonymous' ? ANONYMOUS : callerFromClaims(claims);
    if (caller.kind !== kind) throw refusedToken();
    return { caller, expiresAt: exp };
  };
  const tokens = new VerifiedTokens({ verify, expiresAt: (verified) => verified.expiresAt });
  return async (authorization) => {
    if (authorization === undefined) throw refusedToken();
    const token = bearerToken(authorization);
    try {
      return await tokens.verify(token);
    } catch {
      throw refusedToken();
    }
  };
}

function readKey(file: string): { readonly key: KeyObject; readonly kid: string } {
  try {
    const jwk = JSON.parse(readFileSync(file, 'utf8')) as JWK;
    const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    if (key.asymmetricKeyType !== 'ed25519' || !jwk.kid) throw new Error();
    return { key, kid: jwk.kid };
  } catch {
    // What was wrong with a private key is not told: the message might repeat it.
    throw new Error('SUBGRAPH_TOKEN_KEY_FILE must name a file with a private Ed25519 key as JWK, with a kid');
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
