import { describe, expect, it } from 'vitest';
import { normalizeEmail } from './email.js';

describe('normalizeEmail', () => {
  it('should give every spelling of an address the same form', () => {
    expect(normalizeEmail('  Ada@Example.COM ')).toBe('ada@example.com');
    expect(normalizeEmail('zoe\u0308@example.com')).toBe('zo\u00eb@example.com');
  });

  it('should keep what tells two addresses apart', () => {
    expect(normalizeEmail('a.b+c@example.com')).toBe('a.b+c@example.com');
  });
});
