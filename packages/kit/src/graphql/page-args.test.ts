import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { MAX_PAGE_SIZE, pageRequest } from './page-args.js';

describe('pageRequest', () => {
  it('should accept one row, and as many as a page may have', () => {
    expect(pageRequest({ first: 1 })).toEqual({ first: 1 });
    expect(pageRequest({ first: MAX_PAGE_SIZE, after: 'x' })).toEqual({ first: 100, after: 'x' });
    expect(pageRequest({ first: 5, after: null })).toEqual({ first: 5 });
  });

  it.each([0, -1, 101, 1_000_000_000, 1.5, Number.NaN])('should refuse %d rows', (first) => {
    const message = 'first must be a whole number from 1 to 100; for more rows, page with after.';
    expect(() => pageRequest({ first })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message, fields: [{ path: 'first', message }] }),
    );
  });
});
