import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TEST_CARDS } from './test-cards.js';

it('should be documented number by number', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const documented = readme
    .match(/\b[345]\d{3}[\d ]{11,16}\d\b/g)
    ?.map((number) => number.replaceAll(' ', ''));
  expect(documented?.sort()).toEqual(Object.keys(TEST_CARDS).sort());
});
