import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileContexts } from './compile-contexts.js';

const schema = buildSchema(`
  interface Holder { id: ID }
  type Org implements Holder { id: ID tax: Tax }
  type Club implements Holder { id: ID }
  type Tax { rates: [Int] }
  type Query { holder: Holder }
`);

const reader = (...path: string[]) =>
  compileContexts([{ kind: 'KeyRenamer', path, renameKeyTo: 'v' }], schema)?.[0];

describe('compileContexts', () => {
  it('should go up by fields and down by names', () => {
    const context = reader('..', '..', 'tax', 'rates');
    expect(context).toMatchObject({ variable: 'v', up: 2 });
    expect(context?.read({ tax: { rates: [1, 2] } })).toEqual([1, 2]);
    expect(context?.read({ tax: null })).toBeNull();
    expect(context?.read({})).toBeUndefined();
  });

  it('should read from objects of fitting types only', () => {
    expect(reader('... on Org', 'id')?.read({ __typename: 'Club', id: 1 })).toBeUndefined();
    expect(reader('... on Holder', 'id')?.read({ __typename: 'Club', id: 1 })).toBe(1);
    expect(reader('... on Org', 'id')?.read({ id: 1 })).toBe(1);
  });

  it('should refuse a path that goes up again, or nowhere', () => {
    expect(() => reader('tax', '..', 'id')).toThrow('a context is set where no field is');
    expect(() => reader('..')).toThrow('a context is set where no field is');
  });

  it('should make nothing of nothing', () => {
    expect(compileContexts([], schema)).toBeUndefined();
  });
});
