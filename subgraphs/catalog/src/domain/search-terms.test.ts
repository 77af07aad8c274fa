import { describe, expect, it } from 'vitest';
import { searchTerms } from './search-terms.js';
import { slugify } from './slug.js';

describe('searchTerms', () => {
  it('should fold case and accents, and keep each word once', () => {
    expect(searchTerms('Crème brûlée', 'CREME 2-person')).toEqual(['creme', 'brulee', '2', 'person']);
  });

  it('should find nothing in punctuation', () => {
    expect(searchTerms('$gt: .*', '')).toEqual(['gt']);
  });
});

describe('slugify', () => {
  it('should make a name fit for a URL', () => {
    expect(slugify('  Crème Brûlée 2.0! ')).toBe('creme-brulee-2-0');
  });

  it('should not end in a dash where a long name is cut', () => {
    expect(slugify(`${'a'.repeat(79)} b`)).toBe('a'.repeat(79));
  });
});
