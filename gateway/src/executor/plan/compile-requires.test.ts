import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { batchOf } from '../fetch/representation-batch.js';
import { compileRequires } from './compile-requires.js';
import { representationKeys } from './representation-keys.js';
import { compileRewrites } from './rewrites.js';

const schema = buildSchema(`
  directive @join__graph(name: String!) on ENUM_VALUE
  directive @join__type(graph: join__Graph!, key: String) repeatable on OBJECT | INTERFACE
  enum join__Graph { BOOKS @join__graph(name: "books") SIZES @join__graph(name: "sizes") }
  interface Media @join__type(graph: BOOKS, key: "id") { id: ID! }
  type Book implements Media
    @join__type(graph: BOOKS, key: "id") @join__type(graph: BOOKS, key: "isbn") @join__type(graph: SIZES, key: "size { w }") {
    id: ID! isbn: ID weight: Int size: Size
  }
  type Film implements Media @join__type(graph: BOOKS, key: "id") { id: ID! }
  type Song implements Media { id: ID! }
  type Size { w: Int h: [Int] }
  type Query { media: [Media] }
`);

const field = (name: string, ...selections: unknown[]) =>
  ({ kind: 'Field', name, ...(selections.length > 0 && { selections }) }) as never;
const on = (typeCondition: string, ...selections: unknown[]) =>
  ({ kind: 'InlineFragment', typeCondition, selections }) as never;

describe('compileRequires', () => {
  const book = compileRequires(
    [on('Book', field('__typename'), field('id'), field('size', field('w'), field('h')))],
    undefined,
    'books',
    schema,
  );

  it('should copy what is selected and nothing else', () => {
    const source = { __typename: 'Book', id: '1', title: 'x', size: { w: 1, h: [2], d: 3 } };
    expect(book(source)).toEqual({ __typename: 'Book', id: '1', size: { w: 1, h: [2] } });
  });

  it('should make nothing of an object of another type', () => {
    expect(book({ __typename: 'Film', id: '1' })).toBeUndefined();
  });

  it('should make nothing of an object that lacks a field, and send null where the field is null', () => {
    expect(book({ __typename: 'Book', id: '1' })).toBeUndefined();
    expect(book({ __typename: 'Book', id: '1', size: { w: 1 } })).toBeUndefined();
    expect(book({ __typename: 'Book', id: '1', size: null })).toEqual({
      __typename: 'Book',
      id: '1',
      size: null,
    });
  });

  it('should fit an interface condition to its types', () => {
    const media = compileRequires(
      [on('Media', field('__typename'), field('id'))],
      undefined,
      'books',
      schema,
    );
    expect(media({ __typename: 'Film', id: '1' })).toEqual({ __typename: 'Film', id: '1' });
    expect(media({ __typename: 'Size', id: '1' })).toBeUndefined();
  });

  it('should make nothing of an object whose type the subgraph does not resolve', () => {
    const media = compileRequires([on('Media', field('__typename'))], undefined, 'books', schema);
    expect(media({ __typename: 'Song', id: '1' })).toBeUndefined();
  });

  it('should rewrite the representation and leave the response as it is', () => {
    const rewrite = compileRewrites(
      [{ kind: 'ValueSetter', path: ['... on Book', '__typename'], setValueTo: 'Media' }],
      schema,
    );
    const extract = compileRequires([on('Book', field('__typename'), field('id'))], rewrite, 'books', schema);
    const source = { __typename: 'Book', id: '1' };
    expect(extract(source)).toEqual({ __typename: 'Media', id: '1' });
    expect(source.__typename).toBe('Book');
  });

  it('should ask for equal representations once and give the answer to each object', () => {
    const objects = [
      { __typename: 'Book', id: '1', size: null },
      { __typename: 'Film', id: '9' },
      { __typename: 'Book', id: '2', size: null },
      { __typename: 'Book', id: '1', size: null },
    ];
    const names = ['__typename', 'id', 'size'];
    for (const keys of [undefined, { names, areExact: true }, { names, areExact: false }]) {
      const batch = batchOf(objects, book, keys);
      expect(batch.representations.map(({ id }) => id)).toEqual(['1', '2']);
      expect(batch.objectsOf(0)).toEqual([objects[0], objects[3]]);
      expect(batch.positionsOf(1)).toEqual([2]);
    }
  });
});

describe('batchOf', () => {
  it('should ask once where values are lists that are equal', () => {
    const objects = [1, 2].map(() => ({ __typename: 'Book', tags: ['a', 'b'] }));
    const keys = { names: ['__typename', 'tags'], areExact: true };
    const batch = batchOf(objects, (object) => ({ ...object }), keys);
    expect(batch.representations).toEqual([objects[0]]);
    expect(batch.positionsOf(0)).toEqual([0, 1]);
  });
});

describe('representationKeys', () => {
  it('should be the names of all fields that a representation is made of', () => {
    const requires = [on('Book', field('__typename'), field('id')), on('Film', field('id'), field('year'))];
    const names = ['__typename', 'id', 'year'];
    expect(representationKeys(requires, false)).toEqual({ names, areExact: true });
    expect(representationKeys(requires, true)).toEqual({ names, areExact: false });
  });

  it('should be nothing when fields below others are sent, or when a name is not to be read as it is', () => {
    expect(representationKeys([on('Book', field('size', field('w')))], false)).toBeUndefined();
    expect(representationKeys([on('Book', field('constructor'))], false)).toBeUndefined();
  });
});

describe('compileRewrites', () => {
  it('should rename a key at the end of a path through lists, for one type only', () => {
    const rename = compileRewrites(
      [{ kind: 'KeyRenamer', path: ['media', '... on Book', 'id__alias_0'], renameKeyTo: 'id' }],
      schema,
    );
    const data = {
      media: [{ __typename: 'Book', id__alias_0: 1 }, { __typename: 'Film', id__alias_0: 2 }, null],
    };
    rename?.(data);
    expect(data).toEqual({
      media: [{ __typename: 'Book', id: 1 }, { __typename: 'Film', id__alias_0: 2 }, null],
    });
  });

  it('should be nothing when there is nothing to rewrite', () => {
    expect(compileRewrites([], schema)).toBeUndefined();
  });

  it('should make nothing of an object of which no key of the subgraph is required', () => {
    const requires = [
      on('Media', field('__typename'), field('weight')),
      on('Book', field('size', field('w'))),
    ];
    const [inBooks, inSizes] = ['books', 'sizes'].map((name) =>
      compileRequires(requires, undefined, name, schema),
    );
    const source = { __typename: 'Book', weight: 2, size: { w: 1, h: [] } };
    expect(inBooks?.(source)).toBeUndefined();
    expect(inSizes?.(source)).toEqual({ __typename: 'Book', weight: 2, size: { w: 1 } });
  });

  it('should leave out a key that is not there where another is, but nothing else', () => {
    const requires = [
      on('Book', field('__typename'), field('id')),
      on('Book', field('__typename'), field('isbn')),
      on('Book', field('__typename'), field('weight')),
    ];
    const represent = compileRequires(requires, undefined, 'books', schema);
    const weight = 1;
    expect(represent({ __typename: 'Book', id: '1', weight })).toEqual({
      __typename: 'Book',
      id: '1',
      weight,
    });
    expect(represent({ __typename: 'Book', isbn: '2', weight })).toEqual({
      __typename: 'Book',
      isbn: '2',
      weight,
    });
    expect(represent({ __typename: 'Book', weight })).toBeUndefined();
    expect(represent({ __typename: 'Book', id: '1', isbn: '2' })).toBeUndefined();
  });

  it('should not take for a key what is one of another type, or has the name of one', () => {
    const film = compileRequires(
      [on('Film', field('__typename'), field('id')), on('Film', field('__typename'), field('isbn'))],
      undefined,
      'books',
      schema,
    );
    expect(film({ __typename: 'Film', id: '1' })).toBeUndefined();
    const book = compileRequires(
      [
        on('Book', field('__typename'), field('size', field('w'))),
        on('Book', field('__typename'), field('size', field('h'))),
      ],
      undefined,
      'sizes',
      schema,
    );
    expect(book({ __typename: 'Book', size: { w: 1 } })).toBeUndefined();
  });
});
