import type { DeployRule } from './deploy-rule.js';

/** What concerns every process. */
export const processRules: readonly DeployRule[] = [
  {
    name: 'ORRERY_ENV',
    kinds: ['gateway', 'service'],
    severity: 'fault',
    isEnforced: false,
    find: ({ ORRERY_ENV = 'production' }) =>
      ORRERY_ENV === 'production'
        ? undefined
        : 'runs for development: introspection and the explorer are open, and errors suggest names of the schema',
    remedy: 'set it to production',
  },
  {
    name: 'FAILPOINTS',
    kinds: ['gateway', 'service'],
    severity: 'fault',
    isEnforced: true,
    find: ({ FAILPOINTS }) => (FAILPOINTS ? 'points at which the process is to die are armed' : undefined),
    remedy: 'leave it unset',
  },
  {
    name: 'LOG_LEVEL',
    kinds: ['gateway', 'service'],
    severity: 'warning',
    isEnforced: false,
    find: ({ LOG_LEVEL }) =>
      LOG_LEVEL === 'trace' || LOG_LEVEL === 'debug' ? 'logs more than anybody will read' : undefined,
    remedy: 'set it to info',
  },
];
