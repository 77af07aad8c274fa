import { ConfigError } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { LogMail } from './log-mail.js';
import { mailPort } from './mail-settings.js';
import { WebhookMail } from './webhook-mail.js';

const URL = { MAIL_WEBHOOK_URL: 'https://mail.example/send' };
const SECRET = { MAIL_WEBHOOK_SECRET: 'a secret of both ends' };

describe('mailPort', () => {
  it('should be the log in development alone, and otherwise nothing without an address', () => {
    expect(mailPort({ ORRERY_ENV: 'development' })).toBeInstanceOf(LogMail);
    expect(mailPort({ ORRERY_ENV: 'production' })).toBeNull();
    expect(mailPort({ ORRERY_ENV: 'production', ...SECRET })).toBeNull();
  });

  it('should be the address wherever one is named', () => {
    for (const ORRERY_ENV of ['development', 'production']) {
      expect(mailPort({ ORRERY_ENV, ...URL, ...SECRET })).toBeInstanceOf(WebhookMail);
    }
  });

  it('should refuse an address without a secret, and name what is missing', () => {
    const refused = () => mailPort({ ORRERY_ENV: 'production', ...URL });
    expect(refused).toThrow(ConfigError);
    expect(refused).toThrow(/MAIL_WEBHOOK_SECRET: is required/);
  });
});
