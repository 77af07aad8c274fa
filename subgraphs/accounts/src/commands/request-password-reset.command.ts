import type { AccountsCommand } from '../context.js';
import { normalizeEmail } from '../domain/email.js';
import { askForMail, type MailAnswer } from './ask-for-mail.js';

/** Sends a token for a new password to an email address, if it is one of an account: which of both is not told. */
export const requestPasswordReset: AccountsCommand<{ readonly email: string }, MailAnswer> = (
  scope,
  { email },
) => askForMail(scope, 'password-reset', normalizeEmail(email));
