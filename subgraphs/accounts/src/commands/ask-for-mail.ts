import { randomUUID } from 'node:crypto';
import type { AccountsScope } from '../context.js';
import type { TokenPurpose } from '../mail/mail-port.js';
import { type AttemptsRefused, beginAttempt } from './attempts.js';

/** What becomes of a wish for a mail. */
export type MailAnswer = 'ON_ITS_WAY' | 'MAIL_NOT_SET_UP' | AttemptsRefused;

/**
 * Notes that somebody wants a mail; a job sends it. It costs and answers the same whether anybody has the address. Each wish
 * counts as a failed attempt does: nobody's mailbox is filled by it, nor is that of who has no account.
 * @param email normalised
 */
export async function askForMail(
  scope: AccountsScope,
  purpose: TokenPurpose,
  email: string,
): Promise<MailAnswer> {
  if (!scope.parts.mail) return 'MAIL_NOT_SET_UP';
  const { address } = scope.client;
  const attempt = await beginAttempt(scope, { purpose: `mail:${purpose}`, account: email, address });
  if (!('succeeded' in attempt)) return attempt;
  const now = new Date();
  await scope.models.OutgoingMail.create([
    { _id: randomUUID(), purpose, email, createdAt: now, dueAt: now, tries: 0, hasToken: false },
  ]);
  return 'ON_ITS_WAY';
}
