import type { DeployRule, Settings } from './deploy-rule.js';
import { weaknessOf } from './weak-secrets.js';

const SERVICE = { kinds: ['service'] } as const;

/** What concerns the mails that accounts sends. */
export const mailRules: readonly DeployRule[] = [
  {
    ...SERVICE,
    name: 'MAIL_WEBHOOK_URL',
    severity: 'warning',
    isEnforced: false,
    find: (settings) =>
      hasAccounts(settings) && settings.MAIL_WEBHOOK_URL === undefined
        ? 'no mail is sent: who forgot a password cannot get another'
        : undefined,
    remedy: 'set it to the https:// address of what sends your mail, and MAIL_WEBHOOK_SECRET beside it',
  },
  {
    ...SERVICE,
    name: 'MAIL_WEBHOOK_URL',
    severity: 'warning',
    isEnforced: false,
    find: ({ MAIL_WEBHOOK_URL }) =>
      MAIL_WEBHOOK_URL?.startsWith('http://')
        ? 'who sits on the way reads the tokens that reset passwords'
        : undefined,
    remedy: 'use https://, or a network that nobody else is on',
  },
  {
    ...SERVICE,
    name: 'MAIL_WEBHOOK_SECRET',
    severity: 'fault',
    isEnforced: true,
    find: ({ MAIL_WEBHOOK_URL, MAIL_WEBHOOK_SECRET }) => {
      if (MAIL_WEBHOOK_URL === undefined) return undefined;
      const weakness = weaknessOf(MAIL_WEBHOOK_SECRET ?? '');
      return weakness && `the secret that signs mails ${weakness}`;
    },
    remedy: 'set it to a secret of both ends: openssl rand -hex 24',
  },
];

// Only the service that serves the login page has passwords.
function hasAccounts({ OIDC_PORT, OIDC_KEY_SECRET }: Settings): boolean {
  return OIDC_PORT !== undefined || OIDC_KEY_SECRET !== undefined;
}
