import { describe, expect, it } from 'vitest';
import { deployFindings, type Settings } from './deploy-rule.js';
import { DEPLOY_RULES } from './deploy-rules.js';
import { mailRules } from './mail-rules.js';

const URL = 'https://mail.example/send';
const SECRET = '5f1c0a9d7b3e4c62';

const found = (settings: Settings) =>
  deployFindings(mailRules, 'service', settings).map(({ severity, name }) => `${severity} ${name}`);

describe('the rules of outgoing mail', () => {
  it('should be among those of a deployment', () => {
    expect(DEPLOY_RULES).toEqual(expect.arrayContaining([...mailRules]));
  });

  it('should find nothing where mails are signed and sent over TLS, or in a service without passwords', () => {
    expect(found({ OIDC_PORT: '4011', MAIL_WEBHOOK_URL: URL, MAIL_WEBHOOK_SECRET: SECRET })).toEqual([]);
    expect(found({ MONGODB_URI: 'mongodb://catalog' })).toEqual([]);
  });

  it('should warn where there is no mail, and where it can be read on its way', () => {
    expect(found({ OIDC_PORT: '4011' })).toEqual(['warning MAIL_WEBHOOK_URL']);
    const inClear = { MAIL_WEBHOOK_URL: 'http://mail.example', MAIL_WEBHOOK_SECRET: SECRET };
    expect(found(inClear)).toEqual(['warning MAIL_WEBHOOK_URL']);
  });

  it.each([undefined, 'changeme', 'short'])('should refuse mails that are signed by %j', (secret) => {
    expect(found({ MAIL_WEBHOOK_URL: URL, MAIL_WEBHOOK_SECRET: secret })).toEqual([
      'fault MAIL_WEBHOOK_SECRET',
    ]);
  });
});
