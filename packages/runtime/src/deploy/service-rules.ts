import type { DeployRule } from './deploy-rule.js';
import { weakAddress, weaknessOf } from './weak-secrets.js';

const SERVICE = { kinds: ['service'] } as const;

/** What concerns the processes that hold data. */
export const serviceRules: readonly DeployRule[] = [
  {
    ...SERVICE,
    name: 'MONGODB_URI',
    severity: 'fault',
    isEnforced: true,
    find: ({ MONGODB_URI }) => weakAddress(MONGODB_URI),
    remedy: 'give the database a user and a password of its own: openssl rand -hex 24',
  },
  {
    ...SERVICE,
    name: 'BROKER_URL',
    severity: 'fault',
    isEnforced: true,
    find: ({ BROKER_URL }) => weakAddress(BROKER_URL),
    remedy: 'give the broker a user and a password of its own: openssl rand -hex 24',
  },
  {
    ...SERVICE,
    name: 'EVENTS_KEY',
    severity: 'fault',
    isEnforced: true,
    find: ({ EVENTS_KEY, EVENT_SUBSCRIBERS }) => {
      if (EVENTS_KEY !== undefined) return prefixed(weaknessOf(EVENTS_KEY));
      return EVENT_SUBSCRIBERS ? 'anybody could send events in the name of a service' : undefined;
    },
    remedy: 'set it to the same secret in all services: openssl rand -hex 24',
  },
  {
    ...SERVICE,
    name: 'PROVIDER_URL',
    severity: 'fault',
    isEnforced: false,
    find: ({ PROVIDER_URL }) =>
      PROVIDER_URL && /\/\/test-provider\b|:4010\b/.test(PROVIDER_URL)
        ? 'the provider for tests is asked for money: it moves none'
        : undefined,
    remedy: 'set it to an adapter of your payment provider',
  },
];

function prefixed(weakness: string | undefined): string | undefined {
  return weakness && `the secret ${weakness}`;
}
