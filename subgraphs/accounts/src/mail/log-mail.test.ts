import { Writable } from 'node:stream';
import { createLogger } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { LogMail } from './log-mail.js';

describe('LogMail', () => {
  it('should write one line that says what to do with the token', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    const mail = {
      id: 'one',
      purpose: 'password-reset',
      to: 'ada@example.com',
      name: 'Ada',
      token: 'abc123',
      expiresAt: new Date('2026-12-01T10:30:00Z'),
    } as const;
    const log = createLogger({ service: 'accounts', level: 'info' }, destination);
    await new LogMail().send(mail, { log, signal: new AbortController().signal });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '').msg).toBe(
      'mail to ada@example.com: for resetPassword(input: { token, newPassword }) the token is abc123 until 2026-12-01T10:30:00.000Z',
    );
  });
});
