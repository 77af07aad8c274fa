import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { booleanField, millisecondsField, portField, processFields } from './fields.js';
import { ConfigError, type ConfigSources, loadConfig } from './load-config.js';

const schema = z.object({
  ...processFields,
  PORT: portField,
  MONGODB_URI: z.string().regex(/^mongodb:/, 'must be a mongodb:// address'),
  WAIT_MS: millisecondsField.default(250),
  VERBOSE: booleanField.default(false),
});
const good = { PORT: '4001', MONGODB_URI: 'mongodb://127.0.0.1/shop' };

function faultsOf(sources: ConfigSources): ConfigError {
  try {
    loadConfig('shop', schema, sources);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return error as ConfigError;
  }
  throw new Error('the configuration was accepted');
}

describe('loadConfig', () => {
  it('should fill in defaults and turn text into values', () => {
    expect(loadConfig('shop', schema, { env: { ...good, VERBOSE: 'true' } })).toEqual({
      ORRERY_ENV: 'production',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      SHUTDOWN_TIMEOUT_MS: 10_000,
      OTEL_SDK_DISABLED: false,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: 0.1,
      PORT: 4_001,
      MONGODB_URI: good.MONGODB_URI,
      WAIT_MS: 250,
      VERBOSE: true,
    });
  });

  it('should let flags win over the environment, in both spellings', () => {
    const argv = ['--port', '5001', '--wait-ms=9'];
    expect(loadConfig('shop', schema, { env: { ...good, WAIT_MS: '1' }, argv })).toMatchObject({
      PORT: 5_001,
      WAIT_MS: 9,
    });
  });

  it('should take an empty variable for one that is not set', () => {
    expect(loadConfig('shop', schema, { env: { ...good, WAIT_MS: '' } }).WAIT_MS).toBe(250);
    const { faults } = faultsOf({ env: { ...good, MONGODB_URI: '' } });
    expect(faults.map(({ name }) => name)).toEqual(['MONGODB_URI']);
  });

  it('should tell every fault at once, each by its name', () => {
    const { faults, message } = faultsOf({
      env: { PORT: '70000', WAIT_MS: 'soon', VERBOSE: 'yes', ORRERY_PORT: '1' },
      argv: ['--colour', 'red', '--host'],
    });
    const names = faults.map(({ name }) => name);
    expect(new Set(names)).toEqual(
      new Set([
        'PORT',
        'MONGODB_URI',
        'WAIT_MS',
        'VERBOSE',
        'ORRERY_PORT',
        '--colour',
        'argument 2',
        '--host',
      ]),
    );
    for (const name of names) expect(message).toContain(`  ${name}: `);
    expect(faults.find(({ name }) => name === 'MONGODB_URI')?.message).toContain('is required');
  });

  it('should never repeat a value: it may be a secret', () => {
    const secret = 'hunter2';
    const { message, faults } = faultsOf({
      env: { PORT: secret, MONGODB_URI: `http://root:${secret}@db/shop`, ORRERY_SECRET: secret },
      argv: [`--wait-ms=${secret}`, `--password=${secret}`, '--db-password', secret, `-p=${secret}`],
    });
    expect(faults).toHaveLength(8);
    expect(message + JSON.stringify(faults)).not.toContain(secret);
  });

  it('should refuse a misspelled variable of the product, and leave those of others alone', () => {
    expect(faultsOf({ env: { ...good, ORRERY_LOGLEVEL: 'debug' } }).faults).toEqual([
      { name: 'ORRERY_LOGLEVEL', message: expect.stringContaining('is not a variable of shop') },
    ]);
    expect(() =>
      loadConfig('shop', schema, { env: { ...good, PATH: '/bin', ORRERY_DATA_DIR: '/data' } }),
    ).not.toThrow();
  });
});
