import { describe, expect, it } from 'vitest';
import { mergeInto } from './merge-into.js';
import { objectsAt, placesAt } from './objects-at.js';

describe('mergeInto', () => {
  it('should merge objects and lists element by element', () => {
    const target = { list: [{ a: 1 }, null, { a: 3 }], object: { x: 1 } };
    mergeInto(target, { list: [{ b: 1 }, null, { b: 3 }], object: { y: 2 }, added: true });
    expect(target).toEqual({
      list: [{ a: 1, b: 1 }, null, { a: 3, b: 3 }],
      object: { x: 1, y: 2 },
      added: true,
    });
  });

  it('should not let null replace what another subgraph knows', () => {
    const target = { known: { a: 1 }, list: [{ a: 1 }] };
    mergeInto(target, { known: null, list: [null] });
    expect(target).toEqual({ known: { a: 1 }, list: [{ a: 1 }] });
  });

  it('should keep a response name such as __proto__ or constructor an own value', () => {
    const target: Record<string, unknown> = Object.create(null);
    mergeInto(target, JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2, "nested": {}}'));
    mergeInto(target, JSON.parse('{"nested": {"__proto__": {"polluted": 1}}}'));
    expect(JSON.stringify(target)).toBe(
      '{"__proto__":{"polluted":1},"constructor":2,"nested":{"__proto__":{"polluted":1}}}',
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('objectsAt', () => {
  const data = {
    products: [{ brand: { id: 1 } }, { brand: null }, null, { brand: { id: 2 } }],
    one: { x: [[{ id: 3 }]] },
  };

  it('should find the objects of a path through lists, leaving out what is null', () => {
    expect(objectsAt(data, ['products', '@', 'brand'])).toEqual([{ id: 1 }, { id: 2 }]);
    expect(objectsAt(data, ['one', 'x', '@', '@'])).toEqual([{ id: 3 }]);
    expect(objectsAt(data, ['missing', '@'])).toEqual([]);
    expect(objectsAt(data, ['constructor'])).toEqual([]);
  });

  it('should give the place of each in the same order', () => {
    expect(placesAt(data, ['products', '@', 'brand'])).toEqual([
      ['products', 0, 'brand'],
      ['products', 3, 'brand'],
    ]);
    expect(placesAt(data, ['one', 'x', '@', '@'])).toEqual([['one', 'x', 0, 0]]);
  });

  it("should not put an interface's name in the place of an object's type", () => {
    const target = { item: { __typename: 'Book' }, list: [{ __typename: 'Media' }] };
    const source = { item: { __typename: 'Media', id: 1 }, list: [{ __typename: 'Film' }] };
    mergeInto(target, source, new Set(['Media']));
    expect(target).toEqual({ item: { __typename: 'Book', id: 1 }, list: [{ __typename: 'Film' }] });
  });
});
