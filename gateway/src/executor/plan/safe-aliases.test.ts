import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { clientName, clientPath, fieldNamesOf, variantName, withSafeAliases } from './safe-aliases.js';

const names = fieldNamesOf(
  buildSchema('type Query { product: Product } type Product { id: ID sku: String orrery_x: Int }'),
);
const safe = (operation: string) =>
  print(withSafeAliases(parse(operation), names))
    .replace(/\s+/g, ' ')
    .trim();

describe('withSafeAliases', () => {
  it('should rename an alias that is the name of another field, in fragments too', () => {
    expect(safe('{ product { id: sku ...F } } fragment F on Product { sku: id }')).toBe(
      '{ product { orrery_id: sku ...F } } fragment F on Product { orrery_sku: id }',
    );
  });

  it('should leave alone what cannot mislead', () => {
    expect(safe('{ a: product { id: id sku mine: sku t: __typename } }')).toBe(
      '{ a: product { id: id sku mine: sku t: __typename } }',
    );
  });

  it('should rename what misleads about types, but no introspection', () => {
    expect(safe('{ product { id: __typename __typename: sku } id: __schema { types { name } } }')).toBe(
      '{ product { orrery_id: __typename orrery___typename: sku } id: __schema { types { name } } }',
    );
  });

  it('should rename what begins with its own prefix, so that every name can be taken back', () => {
    expect(safe('{ product { orrery_id: sku id: sku orrery_x } }')).toBe(
      '{ product { orrery_orrery_id: sku orrery_id: sku orrery_orrery_x: orrery_x } }',
    );
    expect(clientName('orrery_orrery_id')).toBe('orrery_id');
    expect(safe('{ product { orrery1_id: sku } }')).toBe('{ product { orrery_orrery1_id: sku } }');
    expect(clientName('orrery_orrery1_id')).toBe('orrery1_id');
    expect(clientName(variantName('orrery_id', 2))).toBe('id');
    expect(clientName(variantName('orrery_orrery1_id', 2))).toBe('orrery1_id');
    expect(clientPath(['product', 0, 'orrery_id', '@'])).toEqual(['product', 0, 'id', '@']);
  });
});
