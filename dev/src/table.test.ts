import { describe, expect, it } from 'vitest';
import { readLocalConfig } from './config.js';
import { columns, welcome } from './table.js';

describe('columns', () => {
  it('should align cells, and end no line with a space', () => {
    const rows = [
      ['a', 'bb', ''],
      ['ccc', 'd', 'e'],
    ];
    expect(columns(rows)).toEqual(['  a    bb', '  ccc  d   e']);
    expect(columns([])).toEqual([]);
  });
});

describe('welcome', () => {
  it('should tell each address, a user of each role, and three things to try', () => {
    const text = welcome(readLocalConfig({ env: { PORT: '1234', REVIEWS_PORT: '2345' } }), 9.87);
    expect(text).toContain('Orrery is ready after 9.9 s.');
    expect(text).toMatch(/gateway +http:\/\/localhost:1234 +ready/);
    expect(text).toMatch(/test-provider +http:\/\/localhost:4010 +ready/);
    expect(text).toMatch(/identity +http:\/\/localhost:4011 +ready/);
    expect(text).toMatch(/reviews +http:\/\/localhost:2345\/graphql +ready/);
    expect(
      text.match(/@example\.com +(customer|support|catalog manager|warehouse|finance|admin) /g),
    ).toHaveLength(6);
    expect(text.match(/^ {2}[123]\. /gm)).toHaveLength(3);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(120);
  });
});
