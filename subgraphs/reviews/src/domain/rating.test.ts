import { describe, expect, it } from 'vitest';
import { changeOfCounts, summarize } from './rating.js';

describe('summarize', () => {
  it('should have no average without reviews', () => {
    expect(summarize({})).toEqual({ average: null, count: 0, histogram: [0, 0, 0, 0, 0] });
    expect(summarize({ 3: 0 }).average).toBeNull();
  });

  it('should add up average, count and histogram', () => {
    expect(summarize({ 1: 1, 4: 2, 5: 1 })).toEqual({ average: 3.5, count: 4, histogram: [1, 0, 0, 2, 1] });
  });
});

describe('changeOfCounts', () => {
  it('should count a new review, uncount a removed one, and move a changed one', () => {
    expect(changeOfCounts(null, 5)).toEqual({ 5: 1 });
    expect(changeOfCounts(2, null)).toEqual({ 2: -1 });
    expect(changeOfCounts(2, 5)).toEqual({ 2: -1, 5: 1 });
  });

  it('should change nothing when the stars stay', () => {
    expect(changeOfCounts(4, 4)).toEqual({});
  });
});
