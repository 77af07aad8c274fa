import { ConfigError } from '@orrery/runtime';
import { z } from 'zod';
import { LogMail } from './log-mail.js';
import type { MailPort } from './mail-port.js';
import { WebhookMail } from './webhook-mail.js';

const MIN_SECRET_LENGTH = 16; // characters

/** The variables of outgoing mail. */
export const mailFields = {
  /** Where mails are posted to, as JSON, to be written and sent. @default in development the log, otherwise there is no mail */
  MAIL_WEBHOOK_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .optional(),
  /** Signs what is posted there. */
  MAIL_WEBHOOK_SECRET: z.string().min(MIN_SECRET_LENGTH).optional(),
};

/** What {@link mailFields} parses to, and where the service runs. */
export type MailConfig = z.output<z.ZodObject<typeof mailFields>> & { readonly ORRERY_ENV: string };

/** How mails leave; null when they do not. @throws ConfigError for an address without a secret */
export function mailPort({ ORRERY_ENV, MAIL_WEBHOOK_URL, MAIL_WEBHOOK_SECRET }: MailConfig): MailPort | null {
  if (MAIL_WEBHOOK_URL === undefined) return ORRERY_ENV === 'development' ? new LogMail() : null;
  if (MAIL_WEBHOOK_SECRET !== undefined) return new WebhookMail(MAIL_WEBHOOK_URL, MAIL_WEBHOOK_SECRET);
  throw new ConfigError('accounts', [
    { name: 'MAIL_WEBHOOK_SECRET', message: 'is required with MAIL_WEBHOOK_URL: openssl rand -hex 24' },
  ]);
}
