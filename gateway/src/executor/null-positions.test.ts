import { describe, expect, it } from 'vitest';
import { nulledAncestors, nullPositions } from './null-positions.js';

describe('positions of missing data', () => {
  it('should be every null field of every object at the path', () => {
    const data = { list: [{ a: null, b: 1 }, { a: 2, b: null }, null] };
    expect(nullPositions(data, ['list', '@'], ['a', 'b'])).toEqual([
      ['list', 0, 'a'],
      ['list', 1, 'b'],
    ]);
  });

  it('should leave out objects that do not have the field, as those of another type', () => {
    expect(nullPositions({ list: [{ x: 1 }, { a: null }] }, ['list', '@'], ['a'])).toEqual([
      ['list', 1, 'a'],
    ]);
  });

  it('should reach into lists of lists', () => {
    expect(nullPositions({ m: [[{ a: null }], [{ a: null }]] }, ['m', '@', '@'], ['a'])).toEqual([
      ['m', 0, 0, 'a'],
      ['m', 1, 0, 'a'],
    ]);
  });

  it('should stop at 100', () => {
    const data = { list: Array.from({ length: 500 }, () => ({ a: null })) };
    const positions = nullPositions(data, ['list', '@'], ['a']);
    expect([positions.length, positions.at(-1)]).toEqual([100, ['list', 99, 'a']]);
  });

  it('should be below an object that became null itself', () => {
    expect(nulledAncestors({ list: [null, { a: 1 }] }, ['list', '@', 'in'], ['a'])).toEqual([
      ['list', 0, 'in', 'a'],
    ]);
  });

  it('should be the list where all of the list is gone', () => {
    expect(nulledAncestors(null, ['list', '@'], ['a'])).toEqual([['list']]);
    expect(nulledAncestors({ list: null }, ['list', '@'], ['a'])).toEqual([['list']]);
  });
});
