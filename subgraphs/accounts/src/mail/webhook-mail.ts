import { createHmac } from 'node:crypto';
import type { Mail, MailPort } from './mail-port.js';

/** The header that carries the signature: `t=SECONDS,v1=HEX`, the HMAC-SHA256 of `SECONDS.BODY`. */
export const MAIL_SIGNATURE_HEADER = 'x-orrery-mail-signature';

const TIMEOUT_MS = 10_000;

/** Mail by somebody else: each is posted as JSON to an address that writes and sends it. */
export class WebhookMail implements MailPort {
  /** @param secret what both ends know */
  constructor(
    private readonly url: string,
    private readonly secret: string,
  ) {}

  async send(mail: Mail, { signal }: Parameters<MailPort['send']>[1]): Promise<void> {
    const body = JSON.stringify(mail);
    const response = await fetch(this.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': mail.id,
        [MAIL_SIGNATURE_HEADER]: signature(this.secret, body),
      },
      redirect: 'error', // whoever it leads to was not named
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the mail webhook answered ${response.status}`);
  }
}

function signature(secret: string, body: string): string {
  const seconds = Math.floor(Date.now() / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
