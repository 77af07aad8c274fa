import { z } from 'zod';
import { DEVELOPMENT_ISSUER, GRAPH_AUDIENCE } from './development-keys.js';
import type { TokenSettings } from './token-verifier.js';

/** The variables by which a gateway verifies access tokens: with neither of the first two it verifies none. */
export const accessTokenFields = {
  /** A file with the public keys of whoever issues access tokens, as JSON Web Key Set. */
  AUTH_JWKS_FILE: z.string().min(1).optional(),
  /** In its place: the address at which the issuer publishes them. */
  AUTH_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
  AUTH_ISSUER: z.string().min(1).default(DEVELOPMENT_ISSUER),
  AUTH_AUDIENCE: z.string().min(1).default(GRAPH_AUDIENCE),
  /** Beside them, in development only: a file with the public keys of `npm run orrery -- token`, which acts as anybody. */
  AUTH_DEVELOPMENT_JWKS_FILE: z.string().min(1).optional(),
};

/** The variables by which a service verifies the tokens of its gateway. */
export const subgraphTokenFields = {
  /** A file with the public keys of the gateway's subgraph tokens, as JSON Web Key Set. */
  SUBGRAPH_TOKEN_JWKS_FILE: z.string().min(1),
};

/** Reads {@link accessTokenFields} as settings for `createAccessTokenVerifier`; none when neither file nor address is set. */
export function accessTokenSettings(config: {
  readonly ORRERY_ENV: TokenSettings['environment'];
  readonly AUTH_JWKS_FILE?: string;
  readonly AUTH_JWKS_URL?: string;
  readonly AUTH_ISSUER: string;
  readonly AUTH_AUDIENCE: string;
  readonly AUTH_DEVELOPMENT_JWKS_FILE?: string;
}): TokenSettings[] {
  const { ORRERY_ENV: environment, AUTH_JWKS_FILE: file, AUTH_JWKS_URL: url } = config;
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_DEVELOPMENT_JWKS_FILE: development } = config;
  const keys = file !== undefined ? { file } : url !== undefined ? { url } : undefined;
  return [
    ...(keys ? [{ environment, keys, issuer, audience }] : []),
    ...(development !== undefined
      ? [{ environment, keys: { file: development }, issuer: DEVELOPMENT_ISSUER, audience: GRAPH_AUDIENCE }]
      : []),
  ];
}
