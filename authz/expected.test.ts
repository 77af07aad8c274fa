import { describe, expect, it } from 'vitest';
import { ASKERS, askerNamed } from './matrix/askers.js';
import { mayHave, readExpectations, scopesFor } from './matrix/expected.js';
import { allCoordinates } from './matrix/graphs.js';

describe('authz/expected.txt', () => {
  const expectations = readExpectations();
  const coordinates = allCoordinates();

  it('should say of every field who may have it', () => {
    expect([...coordinates].filter((coordinate) => !expectations.has(coordinate))).toEqual([]);
  });

  it('should say nothing of fields that there are none', () => {
    expect([...expectations.keys()].filter((coordinate) => !coordinates.has(coordinate))).toEqual([]);
  });

  it('should allow an expired token nothing', () => {
    const expired = askerNamed('expired token');
    for (const coordinate of coordinates) {
      if (!expectations.has(coordinate)) continue;
      expect([coordinate, mayHave(expectations, [coordinate], expired)]).toEqual([coordinate, false]);
    }
  });
});

describe('an expectation', () => {
  const lines = readExpectations(
    [
      '# a comment',
      'Query.order : owner, SUPPORT, scope orders:read',
      'Order.payment refunds  : owner, FINANCE, scope payments:read',
      'Money.amountMinor : parent',
      'Query.me : users',
      'Query.things : known',
      'Product.id : everyone',
    ].join('\n'),
  );
  const allowed = (...coordinates: string[]) =>
    ASKERS.filter((asker) =>
      mayHave(lines, coordinates, asker, asker.hasRightScopes ? scopesFor(lines, coordinates) : []),
    ).map(({ name }) => name);

  it('should hold for those whom it names, and ADMIN only where it does', () => {
    expect(allowed('Query.order')).toEqual(['owner', 'SUPPORT', 'machine with the right scope']);
    expect(allowed('Query.me')).toEqual([
      'owner',
      'other customer',
      'SUPPORT',
      'CATALOG_MANAGER',
      'WAREHOUSE',
      'FINANCE',
      'ADMIN',
    ]);
    expect(allowed('Query.things')).toEqual(
      ASKERS.filter(({ kind, isExpired }) => kind !== 'anonymous' && !isExpired).map(({ name }) => name),
    );
    expect(allowed('Product.id')).toEqual(
      ASKERS.filter(({ isExpired }) => !isExpired).map(({ name }) => name),
    );
  });

  it('should hold along a path only where all of it does', () => {
    expect(allowed('Query.order', 'Order.payment', 'Money.amountMinor')).toEqual([
      'owner',
      'machine with the right scope',
    ]);
    expect(scopesFor(lines, ['Query.order', 'Order.refunds'])).toEqual(['orders:read', 'payments:read']);
  });

  it.each([
    ['Query.order owner', 'must be'],
    ['Query.order : somebody', '"somebody"'],
    ['Query.order : scope orders:eat', '"scope orders:eat"'],
    ['Query.order : owner\nQuery.order : users', 'again'],
  ])('should be refused with its line when it cannot be read: %s', (text, reason) => {
    expect(() => readExpectations(text)).toThrow(reason);
    expect(() => readExpectations(text)).toThrow(/authz\/expected\.txt:\d/);
  });
});
