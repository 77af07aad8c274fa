import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployFindings, isDeployed, type ProcessKind, refusals, type Settings } from './deploy-rule.js';
import { DEPLOY_RULES } from './deploy-rules.js';
import { weakAddress, weaknessOf } from './weak-secrets.js';

const STRONG = '5f1c0a9d7b3e4c62';
const GOOD: Readonly<Record<ProcessKind, Settings>> = {
  gateway: {
    ORRERY_ENV: 'production',
    TLS_TERMINATED_UPSTREAM: 'true',
    TRUST_PROXY: '1',
    RATE_LIMIT_FIELDS: 'Mutation.login=10',
    REDIS_URL: `redis://:${STRONG}@redis:6379`,
    CORS_ORIGINS: 'https://shop.example',
  },
  service: {
    ORRERY_ENV: 'production',
    MONGODB_URI: `mongodb://catalog:${STRONG}@catalog-mongo:27017/catalog`,
    BROKER_URL: `amqp://orrery:${STRONG}@rabbitmq:5672`,
    EVENTS_KEY: `${STRONG}${STRONG}`,
    PROVIDER_URL: 'https://pay.example/adapter',
    MAIL_WEBHOOK_URL: 'https://mail.example/send',
    MAIL_WEBHOOK_SECRET: STRONG,
    AUTH_ISSUER: 'https://id.example',
  },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-deploy-'));
  writeFileSync(
    join(folder, 'set.json'),
    JSON.stringify({ keys: [{ kid: 'own-1' }, { kid: 'development-x' }] }),
  );
  writeFileSync(join(folder, 'one.json'), JSON.stringify({ kid: 'development-x', d: 'private' }));
  writeFileSync(join(folder, 'own.json'), JSON.stringify({ keys: [{ kid: 'own-1' }] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const found = (kind: ProcessKind, settings: Settings) =>
  deployFindings(DEPLOY_RULES, kind, { ...GOOD[kind], ...settings }).map(
    ({ severity, name }) => `${severity} ${name}`,
  );

describe('the rules of a deployment', () => {
  it('should find nothing in settings that are in order', () => {
    expect([found('gateway', {}), found('service', {})]).toEqual([[], []]);
    expect(found('gateway', { AUTH_JWKS_FILE: join(folder, 'own.json') })).toEqual([]);
  });

  it.each<[ProcessKind, string, string | undefined, 'fault' | 'warning']>([
    ['gateway', 'ORRERY_ENV', 'development', 'fault'],
    ['service', 'FAILPOINTS', 'orders.x=die', 'fault'],
    ['gateway', 'LOG_LEVEL', 'trace', 'warning'],
    ['gateway', 'TLS_TERMINATED_UPSTREAM', undefined, 'fault'],
    ['gateway', 'TLS_TERMINATED_UPSTREAM', 'false', 'fault'],
    ['gateway', 'INTROSPECTION', 'true', 'fault'],
    ['gateway', 'EXPLORER', 'true', 'fault'],
    ['gateway', 'CORS_ORIGINS', '*', 'fault'],
    ['gateway', 'CORS_ORIGINS', 'https://a.example, http://b.example', 'warning'],
    ['gateway', 'TRUST_PROXY', undefined, 'warning'],
    ['gateway', 'RATE_LIMIT', '0', 'warning'],
    ['gateway', 'RATE_LIMIT_FIELDS', undefined, 'warning'],
    ['gateway', 'REDIS_URL', undefined, 'warning'],
    ['gateway', 'REDIS_URL', 'redis://redis', 'fault'],
    ['gateway', 'AUTH_JWKS_URL', 'http://id.example/jwks', 'warning'],
    ['gateway', 'AUTH_ISSUER', 'orrery-development', 'fault'],
    ['gateway', 'AUTH_DEVELOPMENT_JWKS_FILE', 'jwks.json', 'fault'],
    ['service', 'MONGODB_URI', 'mongodb://catalog-mongo/catalog', 'fault'],
    ['service', 'MONGODB_URI', 'mongodb://catalog:@catalog-mongo/catalog', 'fault'],
    ['service', 'MONGODB_URI', 'mongodb://root:example@catalog-mongo/catalog', 'fault'],
    ['service', 'BROKER_URL', 'amqp://guest:guest@rabbitmq', 'fault'],
    ['service', 'EVENTS_KEY', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'fault'],
    ['service', 'OIDC_ISSUER', 'http://id.example', 'fault'],
    ['service', 'OIDC_KEY_SECRET', 'changeme', 'fault'],
    ['service', 'OIDC_KEY_SECRET', 'orrery-development-identity-secret', 'fault'],
    ['service', 'OIDC_REDIRECT_URIS', 'https://shop.example/, http://shop.example/', 'fault'],
    ['service', 'PROVIDER_URL', 'http://test-provider:4010', 'fault'],
  ])('should be told of the %s: %s = %s', (kind, name, value, severity) => {
    expect(found(kind, { [name]: value })).toEqual([`${severity} ${name}`]);
  });

  it('should find services that take events from everybody', () => {
    expect(found('service', { EVENTS_KEY: undefined, EVENT_SUBSCRIBERS: 'a=http://a/events' })).toEqual([
      'fault EVENTS_KEY',
    ]);
    expect(found('service', { EVENTS_KEY: undefined })).toEqual([]);
  });

  it('should find an identity provider that would be what every development is', () => {
    expect(found('service', { OIDC_PORT: '4011' })).toEqual([
      'fault OIDC_ISSUER',
      'fault OIDC_KEY_SECRET',
      'fault OIDC_REDIRECT_URIS',
    ]);
    const ownSettings = {
      OIDC_ISSUER: 'https://id.example',
      OIDC_KEY_SECRET: `${STRONG}${STRONG}`,
      OIDC_REDIRECT_URIS: 'https://shop.example/,https://shop.example/other',
    };
    expect(found('service', { OIDC_PORT: '4011', ...ownSettings })).toEqual([]);
  });

  it.each([
    ['gateway', 'AUTH_JWKS_FILE', 'set.json'],
    ['gateway', 'SUBGRAPH_TOKEN_KEY_FILE', 'one.json'],
    ['service', 'SUBGRAPH_TOKEN_JWKS_FILE', 'set.json'],
  ] as const)('should look into key files: the %s, %s', (kind, name, file) => {
    expect(found(kind, { [name]: join(folder, file) })).toEqual([`fault ${name}`]);
    expect(found(kind, { [name]: join(folder, 'none.json') })).toEqual([]);
  });

  it('should never repeat a value', () => {
    const secret = 'hunter2hunter2';
    const settings = { MONGODB_URI: `mongodb://${secret}:${secret}@db/x`, EVENTS_KEY: 'hunter2' };
    const text = JSON.stringify(deployFindings(DEPLOY_RULES, 'service', settings));
    expect(text).not.toContain('hunter2');
    expect(text).toContain('MONGODB_URI');
  });

  it('should keep a process from starting that others can reach, and no other', () => {
    const bad = { INTROSPECTION: 'true', RATE_LIMIT: '0' };
    const names = (settings: Settings) =>
      refusals(DEPLOY_RULES, 'gateway', { ...bad, ...settings }).map(({ name }) => name);
    const enforced = ['TLS_TERMINATED_UPSTREAM', 'INTROSPECTION'];
    expect(names({ ORRERY_ENV: 'production' })).toEqual(enforced);
    expect(names({ HOST: '0.0.0.0' })).toEqual(enforced);
    expect(names({ ORRERY_ENV: 'development', HOST: '0.0.0.0' })).toEqual([]);
    expect([{}, { HOST: '127.0.0.1' }, { HOST: 'localhost' }, { HOST: '::1' }].map(isDeployed)).toEqual(
      Array(4).fill(false),
    );
  });
});

describe('secrets', () => {
  it.each(['', 'Password', 'root123', 'short', 'abababababababab', 'changeme'])(
    'should be weak: %s',
    (secret) => {
      expect(weaknessOf(secret)).toEqual(expect.any(String));
    },
  );

  it('should be looked for where an address has them, decoded', () => {
    expect(weakAddress('mongodb://shop:p%61ssword@db/x')).toContain('everybody tries');
    expect(weakAddress(`mongodb://${STRONG}:${STRONG}@db/x`)).toContain('is the name');
    expect(weakAddress(`mongodb+srv://shop:${STRONG}@db/x`)).toBeUndefined();
    expect(weakAddress(undefined)).toBeUndefined();
  });
});
