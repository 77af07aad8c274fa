import { readFileSync } from 'node:fs';
import { DEVELOPMENT_ISSUER, isDevelopmentKeyId } from '../auth/development-keys.js';
import type { DeployRule } from './deploy-rule.js';
import { weaknessOf } from './weak-secrets.js';

// What secrets begin with that processes use in development when they are given none.
const MADE_FOR_DEVELOPMENT = 'orrery-development';

const keyFile = (
  name: string,
  kinds: DeployRule['kinds'],
  remedy = 'make keys for this installation, and keep the private half to the process that signs',
): DeployRule => ({
  name,
  kinds,
  severity: 'fault',
  isEnforced: true,
  find: (settings) => faultOfKeyFile(settings[name]),
  remedy,
});

/** What concerns keys and tokens. */
export const identityRules: readonly DeployRule[] = [
  {
    name: 'AUTH_ISSUER',
    kinds: ['gateway'],
    severity: 'fault',
    isEnforced: true,
    find: ({ AUTH_ISSUER }) =>
      AUTH_ISSUER === DEVELOPMENT_ISSUER
        ? 'tokens that are made for development would be believed'
        : undefined,
    remedy: 'name your identity provider',
  },
  keyFile('AUTH_JWKS_FILE', ['gateway'], 'name a file of the public keys of your identity provider'),
  {
    name: 'AUTH_DEVELOPMENT_JWKS_FILE',
    kinds: ['gateway'],
    severity: 'fault',
    isEnforced: true,
    find: ({ AUTH_DEVELOPMENT_JWKS_FILE }) =>
      AUTH_DEVELOPMENT_JWKS_FILE !== undefined
        ? 'tokens that are made for development would be believed'
        : undefined,
    remedy: 'leave it out',
  },
  keyFile('SUBGRAPH_TOKEN_KEY_FILE', ['gateway']),
  keyFile('SUBGRAPH_TOKEN_JWKS_FILE', ['service']),
  {
    name: 'OIDC_ISSUER',
    kinds: ['service'],
    severity: 'fault',
    isEnforced: true,
    find: ({ OIDC_ISSUER, OIDC_PORT }) => {
      if (OIDC_ISSUER !== undefined) {
        return OIDC_ISSUER.startsWith('https://')
          ? undefined
          : 'passwords and tokens would travel in the clear';
      }
      return OIDC_PORT === undefined ? undefined : 'browsers would be sent to their own machine to log in';
    },
    remedy: 'set it to the https:// address by which browsers reach the login page',
  },
  {
    name: 'OIDC_KEY_SECRET',
    kinds: ['service'],
    severity: 'fault',
    isEnforced: true,
    find: ({ OIDC_KEY_SECRET, OIDC_PORT }) => {
      const secret = OIDC_KEY_SECRET ?? (OIDC_PORT === undefined ? undefined : MADE_FOR_DEVELOPMENT);
      const weakness = secret?.startsWith(MADE_FOR_DEVELOPMENT)
        ? 'is the one of every development'
        : secret !== undefined && weaknessOf(secret);
      return weakness ? `the secret that keeps the signing keys ${weakness}` : undefined;
    },
    remedy: 'set it to a secret of its own: openssl rand -hex 24',
  },
  {
    name: 'OIDC_REDIRECT_URIS',
    kinds: ['service'],
    severity: 'fault',
    isEnforced: true,
    find: ({ OIDC_REDIRECT_URIS, OIDC_PORT }) => {
      if (OIDC_REDIRECT_URIS === undefined) {
        return OIDC_PORT === undefined ? undefined : 'nobody could go back to the web client after a login';
      }
      return OIDC_REDIRECT_URIS.split(',').some((uri) => uri.trim().startsWith('http://'))
        ? 'what logs somebody in would travel in the clear'
        : undefined;
    },
    remedy: 'name the https:// addresses of your web client, with commas between',
  },
  {
    name: 'AUTH_JWKS_URL',
    kinds: ['gateway'],
    severity: 'warning',
    isEnforced: false,
    find: ({ AUTH_JWKS_URL }) =>
      AUTH_JWKS_URL?.startsWith('http://')
        ? 'who sits on the way may give the gateway other keys'
        : undefined,
    remedy: 'use https://, or a network that nobody else is on',
  },
];

// A file that is not there is the fault of whoever reads it for its keys.
function faultOfKeyFile(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const ids = idsIn(path);
  return ids.some(isDevelopmentKeyId) ? 'the file holds keys that are made for development' : undefined;
}

function idsIn(path: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : [value];
  return (Array.isArray(keys) ? keys : []).flatMap((key: unknown) => {
    const kid = typeof key === 'object' && key !== null && 'kid' in key ? key.kid : undefined;
    return typeof kid === 'string' ? [kid] : [];
  });
}
