import { type DocumentNode, type OperationDefinitionNode, parse } from 'graphql';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { countsInMemory } from './counts.js';
import { RateLimits } from './rate-limits.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const limited: string[] = [];
const limitsOf = (operations: number, fields: Record<string, number> = {}) =>
  new RateLimits({
    operations,
    fields: new Map(Object.entries(fields)),
    counts: countsInMemory(),
    onLimited: (limit) => limited.push(limit),
  });

const operationIn = (text: string): [DocumentNode, OperationDefinitionNode] => {
  const document = parse(text);
  return [document, document.definitions[0] as OperationDefinitionNode];
};

it('should let each caller, and each address without one, do as much as the limit in a minute', async () => {
  const limits = limitsOf(2);
  const ada = { address: 'a', caller: 'ada' };
  expect([await limits.operation(ada), await limits.operation(ada)]).toEqual([undefined, undefined]);
  vi.advanceTimersByTime(20_500);
  expect(await limits.operation({ ...ada, address: 'elsewhere' })).toBe(40);
  expect(await limits.operation({ address: 'a' })).toBeUndefined();
  expect(await limits.operation({ address: 'a', caller: 'bob' })).toBeUndefined();
  vi.advanceTimersByTime(39_500);
  expect(await limits.operation(ada)).toBeUndefined();
});

it('should count nothing, and take no time, where nothing is limited', () => {
  const limits = limitsOf(0, { 'Mutation.login': 1 });
  expect(limits.operation({ address: 'a' })).toBeUndefined();
  expect(limits.fields({ address: 'a' }, ...operationIn('{ login }'))).toBeUndefined();
  expect(limitsOf(1).fields({ address: 'a' }, ...operationIn('{ login }'))).toBeUndefined();
});

it('should count each use of a limited field: aliases, fragments, and whatever a caller is', async () => {
  limited.length = 0;
  const limits = limitsOf(0, { 'Mutation.login': 4, 'Mutation.refresh': 1 });
  const text = `mutation { a: login b: login ...more ... @include(if: false) { login } refresh }
    fragment more on Mutation { c: login ...empty } fragment empty on Mutation { logout }`;
  expect(await limits.fields({ address: 'x' }, ...operationIn(text))).toBeUndefined();
  const again = operationIn('mutation { login }');
  expect(await limits.fields({ address: 'x', caller: 'ada' }, ...again)).toBe(60);
  expect(await limits.fields({ address: 'y', caller: 'ada' }, ...again)).toBeUndefined();
  expect(limited).toEqual(['Mutation.login']);
});

it('should refuse an operation that uses a field more often than may be, and count all of its uses', async () => {
  const limits = limitsOf(0, { 'Mutation.login': 3 });
  const many = Array.from({ length: 10 }, (_, i) => `a${i}: login`).join(' ');
  expect(await limits.fields({ address: 'x' }, ...operationIn(`mutation { ${many} }`))).toBe(60);
  expect(await limits.fields({ address: 'x' }, ...operationIn('mutation { login }'))).toBe(60);
});
