import { Writable } from 'node:stream';
import { createLogger } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { LogMail } from './log-mail.js';
import type { Mail } from './mail-port.js';

describe('LogMail', () => {
  /** The text of the line that a mail becomes. */
  async function lineOf(mail: Mail): Promise<string> {
    const lines: string[] = [];
    const destination = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    const log = createLogger({ service: 'accounts', level: 'info' }, destination);
    await new LogMail().send(mail, { log, signal: new AbortController().signal });
    expect(lines).toHaveLength(1);
    return JSON.parse(lines[0] ?? '').msg;
  }

  it('should write one line that says what to do with the token', async () => {
    const mail = {
      id: 'one',
      purpose: 'password-reset',
      to: 'ada@example.com',
      name: 'Ada',
      token: 'abc123',
      expiresAt: new Date('2026-12-01T10:30:00Z'),
    } as const;
    expect(await lineOf(mail)).toBe(
      'mail to ada@example.com: for resetPassword(input: { token, newPassword }) the token is abc123 until 2026-12-01T10:30:00.000Z',
    );
  });

  it('should write what is in a cart that is reminded of', async () => {
    const items = [
      { productId: 'prd_tent', quantity: 2 },
      { productId: 'prd_stove', quantity: 1 },
    ];
    const mail = { id: 'two', purpose: 'cart-reminder', to: 'ada@example.com', name: 'Ada', items } as const;
    expect(await lineOf(mail)).toBe(
      'mail to ada@example.com: still in the cart: 2 x prd_tent, 1 x prd_stove',
    );
  });
});
