import type { DeployRule } from './deploy-rule.js';
import { weakAddress } from './weak-secrets.js';

const GATEWAY = { kinds: ['gateway'] } as const;

/** What concerns the process that clients reach. */
export const gatewayRules: readonly DeployRule[] = [
  {
    ...GATEWAY,
    name: 'TLS_TERMINATED_UPSTREAM',
    severity: 'fault',
    isEnforced: true,
    find: ({ TLS_TERMINATED_UPSTREAM, TLS_CERT_FILE }) =>
      TLS_TERMINATED_UPSTREAM === 'true' || TLS_CERT_FILE !== undefined
        ? undefined
        : 'tokens and answers would travel in the clear: the gateway speaks HTTP',
    remedy:
      'give it TLS_CERT_FILE and TLS_KEY_FILE; or put a proxy that speaks TLS in front of it, let nobody else reach it, and say so by true',
  },
  {
    ...GATEWAY,
    name: 'INTROSPECTION',
    severity: 'fault',
    isEnforced: true,
    find: ({ INTROSPECTION }) => (INTROSPECTION === 'true' ? 'anybody may read the whole schema' : undefined),
    remedy: 'leave it unset, or set it to false',
  },
  {
    ...GATEWAY,
    name: 'EXPLORER',
    severity: 'fault',
    isEnforced: true,
    find: ({ EXPLORER }) => (EXPLORER === 'true' ? 'the page to explore the graph is open' : undefined),
    remedy: 'leave it unset, or set it to false',
  },
  {
    ...GATEWAY,
    name: 'CORS_ORIGINS',
    severity: 'fault',
    isEnforced: true,
    find: ({ CORS_ORIGINS }) =>
      CORS_ORIGINS?.includes('*') ? 'pages of every origin may call the gateway' : undefined,
    remedy: 'name the origins of your pages',
  },
  {
    ...GATEWAY,
    name: 'CORS_ORIGINS',
    severity: 'warning',
    isEnforced: false,
    find: ({ CORS_ORIGINS }) =>
      CORS_ORIGINS?.split(',').some((origin) => origin.trim().startsWith('http://'))
        ? 'who sits on the way may change a page that came by http://'
        : undefined,
    remedy: 'serve your pages by https://',
  },
  {
    ...GATEWAY,
    name: 'TRUST_PROXY',
    severity: 'warning',
    isEnforced: false,
    find: ({ TRUST_PROXY, TLS_TERMINATED_UPSTREAM }) =>
      TRUST_PROXY === undefined && TLS_TERMINATED_UPSTREAM === 'true'
        ? 'all clients share the address of the proxy in front, and its rate limits'
        : undefined,
    remedy: 'set it to the number of proxies in front, or to their addresses',
  },
  {
    ...GATEWAY,
    name: 'RATE_LIMIT',
    severity: 'warning',
    isEnforced: false,
    find: ({ RATE_LIMIT }) => (RATE_LIMIT === '0' ? 'one client may take all that there is' : undefined),
    remedy: 'leave it unset, or set it to the most operations in a minute of one caller',
  },
  {
    ...GATEWAY,
    name: 'RATE_LIMIT_FIELDS',
    severity: 'warning',
    isEnforced: false,
    find: ({ RATE_LIMIT_FIELDS }) =>
      RATE_LIMIT_FIELDS?.includes('Mutation.login=')
        ? undefined
        : 'passwords may be tried as often as other operations',
    remedy: 'limit what takes a password or sends mail: docker-compose.yml shows how',
  },
  {
    ...GATEWAY,
    name: 'REDIS_URL',
    severity: 'warning',
    isEnforced: false,
    find: ({ REDIS_URL }) =>
      REDIS_URL ? undefined : 'several gateways would count rate limits each by itself',
    remedy: 'name a Redis server, if there is more than one gateway',
  },
  {
    ...GATEWAY,
    name: 'REDIS_URL',
    severity: 'fault',
    isEnforced: true,
    find: ({ REDIS_URL }) => weakAddress(REDIS_URL),
    remedy: 'give Redis a password of its own (requirepass): openssl rand -hex 24',
  },
];
