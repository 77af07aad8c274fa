import { loadConfig } from '@orrery/runtime';
import { describe, expect, it } from 'vitest';
import { gatewayConfigSchema } from './gateway-config.js';

const load = (env: Record<string, string>, argv: string[] = []) =>
  loadConfig('orrery-gateway', gatewayConfigSchema, { env, argv });

describe("the gateway's configuration", () => {
  it('should need nothing but a supergraph', () => {
    expect(load({}, ['--supergraph', 's.graphql'])).toMatchObject({
      SUPERGRAPH: 's.graphql',
      PORT: 4000,
      HOST: '127.0.0.1',
      ORRERY_ENV: 'production',
      SUBGRAPH_URLS: {},
      BODY_LIMIT_BYTES: 1_048_576,
      PIPELINE: 'own',
      BATCH_LIMIT: 0,
      DEPTH_LIMIT: 50,
      COST_LIMIT: 1_000_000,
      PERSISTED_QUERIES: true,
    });
  });

  it('should read addresses that replace those of the supergraph', () => {
    const { SUBGRAPH_URLS } = load({
      SUPERGRAPH: 's',
      SUBGRAPH_URLS: 'a=http://h:1/graphql, b=https://h/?x=1',
    });
    expect(SUBGRAPH_URLS).toEqual({ a: 'http://h:1/graphql', b: 'https://h/?x=1' });
  });

  it.each([
    ['a part without a name', 'http://h', '"http://h" must be NAME=URL'],
    ['an address of another kind', 'a=ftp://h', 'the address of a must start with http:// or https://'],
    ['one subgraph twice', 'a=http://h,a=http://i', 'a is given twice'],
  ])('should refuse %s', (_title, SUBGRAPH_URLS, message) => {
    expect(() => load({ SUPERGRAPH: 's', SUBGRAPH_URLS })).toThrow(`SUBGRAPH_URLS: ${message}`);
  });

  it('should refuse an origin that carries a path', () => {
    expect(() => load({ SUPERGRAPH: 's', CORS_ORIGINS: 'https://shop.test/x' })).toThrow(
      'CORS_ORIGINS: needs origins such as https://shop.example, not https://shop.test/x',
    );
  });

  it('should refuse wrong limits, all at once', () => {
    const wrong = { SUPERGRAPH: 's', PIPELINE: 'fast', DEPTH_LIMIT: '-1', OPERATION_LIST_MODE: 'some' };
    for (const name of ['PIPELINE', 'DEPTH_LIMIT', 'OPERATION_LIST_MODE']) {
      expect(() => load(wrong)).toThrow(`  ${name}: `);
    }
    expect(load({ SUPERGRAPH: 's', DEPTH_LIMIT: '0' }).DEPTH_LIMIT).toBe(0);
  });
});
