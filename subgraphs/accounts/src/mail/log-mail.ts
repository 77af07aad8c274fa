import type { Mail, MailPort, MailPurpose } from './mail-port.js';

const WORDS: Readonly<Record<MailPurpose, string>> = {
  'password-reset': 'resetPassword(input: { token, newPassword })',
  'email-verification': 'verifyEmail(token)',
};

/** Mail for development: a line of the log with the token in it. Never for production, whose logs hold no secret. */
export class LogMail implements MailPort {
  async send(
    { purpose, to, token, expiresAt }: Mail,
    { log }: Parameters<MailPort['send']>[1],
  ): Promise<void> {
    log.info(`mail to ${to}: for ${WORDS[purpose]} the token is ${token} until ${expiresAt.toISOString()}`);
  }
}
