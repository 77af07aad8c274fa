import { z } from 'zod';
import { DEVELOPMENT_ISSUER, GRAPH_AUDIENCE } from './development-keys.js';
import type { TokenSettings } from './token-verifier.js';

/** The variables by which a process verifies tokens. */
export const tokenFields = {
  AUTH_JWKS_FILE: z.string().min(1),
  AUTH_ISSUER: z.string().min(1).default(DEVELOPMENT_ISSUER),
  AUTH_AUDIENCE: z.string().min(1).default(GRAPH_AUDIENCE),
};

/** Reads {@link tokenFields} as settings for `createTokenVerifier`. */
export function tokenSettings(config: {
  ORRERY_ENV: TokenSettings['environment'];
  AUTH_JWKS_FILE: string;
  AUTH_ISSUER: string;
  AUTH_AUDIENCE: string;
}): TokenSettings {
  return {
    environment: config.ORRERY_ENV,
    jwksFile: config.AUTH_JWKS_FILE,
    issuer: config.AUTH_ISSUER,
    audience: config.AUTH_AUDIENCE,
  };
}
