import type { Mail, MailPort, TokenPurpose } from './mail-port.js';

const WORDS: Readonly<Record<TokenPurpose, string>> = {
  'password-reset': 'resetPassword(input: { token, newPassword })',
  'email-verification': 'verifyEmail(token)',
};

/** Mail for development: a line of the log with the token in it. Never for production, whose logs hold no secret. */
export class LogMail implements MailPort {
  async send(mail: Mail, { log }: Parameters<MailPort['send']>[1]): Promise<void> {
    log.info(`mail to ${mail.to}: ${textOf(mail)}`);
  }
}

function textOf(mail: Mail): string {
  if (mail.purpose === 'cart-reminder') {
    return `still in the cart: ${mail.items.map(({ productId, quantity }) => `${quantity} x ${productId}`).join(', ')}`;
  }
  const { purpose, token, expiresAt } = mail;
  return `for ${WORDS[purpose]} the token is ${token} until ${expiresAt.toISOString()}`;
}
