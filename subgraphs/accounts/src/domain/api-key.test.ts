import { describe, expect, it } from 'vitest';
import { expiryFault, newApiKey } from './api-key.js';

const NOW = new Date('2027-12-01T12:00:00Z');

describe('newApiKey', () => {
  it('should begin with what may be told, and go on with 256 bits that may not', () => {
    const { prefix, key } = newApiKey();
    expect(prefix).toMatch(/^ork_[0-9a-f]{10}$/);
    expect(key.slice(0, prefix.length + 1)).toBe(`${prefix}_`);
    expect(key.slice(prefix.length + 1)).toMatch(/^[\w-]{43}$/);
    expect(newApiKey().key).not.toBe(key);
  });
});

describe('expiryFault', () => {
  it.each([
    ['2027-12-01T12:00:00.001Z', undefined],
    ['2028-12-01T12:00:00Z', undefined],
    ['2028-12-01T12:00:00.001Z', 'must be within a year'],
    ['2027-12-01T12:00:00Z', 'must be in the future'],
    ['1970-01-01T00:00:00Z', 'must be in the future'],
    ['no date', 'must be in the future'],
  ])('should say of %s: %s', (expiresAt, fault) => {
    expect(expiryFault(new Date(expiresAt), NOW)).toBe(fault);
  });
});
