import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrafficFile, Traffic } from './traffic-settings.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-traffic-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => {
  const path = join(folder, 'traffic.yaml');
  writeFileSync(path, text);
  return readTrafficFile(path);
};

describe('traffic settings', () => {
  it('should have defaults for every subgraph', () => {
    expect(new Traffic().of('any')).toMatchObject({
      timeoutMs: 30_000,
      connectTimeoutMs: 3_000,
      responseLimitBytes: 33_554_432,
      connections: 128,
      queue: 1_024,
      deduplicate: false,
      retries: { max: 2, budgetPercent: 10 },
      circuit: { enabled: true, failures: 10, failureRate: 0.5, minimumCalls: 20, openMs: 1_000 },
    });
  });

  it('should come from the file, then the environment, then what the file says of a subgraph', () => {
    const { file } = read(`
      all:
        timeoutMs: 1000
        connections: 7
        queue: 5
        retries: { max: 1 }
        headers: { request: [{ insert: { name: x-env, value: prod } }] }
      subgraphs:
        catalog:
          timeoutMs: 50
          retries: { budgetPercent: 20 }
          headers: { request: [{ remove: { named: x-env } }] }
    `);
    const traffic = new Traffic(file, { timeoutMs: 2_000, connections: 9, connectTimeoutMs: undefined });
    expect(traffic.of('orders')).toMatchObject({
      timeoutMs: 2_000,
      connectTimeoutMs: 3_000,
      connections: 9,
      queue: 5,
      retries: { max: 1, budgetPercent: 10 },
    });
    expect(traffic.of('catalog')).toMatchObject({
      timeoutMs: 50,
      connections: 9,
      retries: { max: 1, budgetPercent: 20 },
    });
    expect(traffic.of('orders').headerRules.at(-1)).toEqual({ insert: { name: 'x-env', value: 'prod' } });
    expect(traffic.of('catalog').headerRules.at(-1)).toEqual({ remove: { named: 'x-env' } });
    expect(traffic.named).toEqual(['catalog']);
    expect(traffic.of('constructor').timeoutMs).toBe(2_000);
  });

  it('should be readable as JSON, and be none in an empty file', () => {
    expect(read('{"all":{"queue":0}}')).toEqual({ file: { all: { queue: 0 } }, faults: [] });
    expect(read('')).toEqual({ file: {}, faults: [] });
  });

  it('should be refused with every fault at its place', () => {
    const { file, faults } = read(`
      all: { timeoutMs: 0, retry: 1, retries: { max: 11 } }
      subgraphs: { a: { queue: -1, headers: { request: [{ insert: { name: Host, value: x } }] } } }
      other: 1
    `);
    expect(file).toBeUndefined();
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'all.timeoutMs',
      'all.retries.max',
      'all',
      'subgraphs.a.queue',
      'subgraphs.a.headers.request.0.insert.name',
      'Unrecognized key',
    ]);
  });

  it('should be refused when the file is not there or is none', () => {
    expect(readTrafficFile(join(folder, 'none.yaml')).faults).toEqual(['the file cannot be read (ENOENT)']);
    expect(read('a: [').faults).toEqual(['the file is neither YAML nor JSON']);
  });
});
