import { buildSchema, extendSchema, type GraphQLObjectType, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { project } from './project.js';
import { Selection } from './shape.js';

const schema = buildSchema(`
  interface Media { id: ID! title: String }
  type Book implements Media { id: ID! title: String pages: Int! kind: Kind tags: [String!] }
  type Film implements Media { id: ID! title: String minutes: Int }
  enum Kind { NOVEL ESSAY }
  type Query { media: [Media] book: Book books: [Book!]! must: Book! kinds: [Kind!] }
`);

// What is in it and not above is hidden from clients.
const full = extendSchema(
  schema,
  parse('extend enum Kind { SECRET } type Draft implements Media { id: ID! title: String }'),
);

function run(operation: string, data: Record<string, unknown>, variables: Record<string, unknown> = {}) {
  const { definitions } = parse(operation);
  const fragments = new Map(
    definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const [first] = definitions;
  if (first?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const root = schema.getQueryType() as GraphQLObjectType;
  const selection = new Selection(root, [first.selectionSet], { schema, full, fragments, variables });
  const { data: projected, errors } = project(selection, data, new Map());
  return {
    data: JSON.parse(JSON.stringify(projected)),
    errors: errors.map(({ path, message }) => ({ path, message })),
  };
}

describe('project', () => {
  it("should give what is selected in the client's order, by its response names", () => {
    const { data } = run('{ b: book { n: pages id __typename } }', { b: { id: '1', n: 3, extra: 1 } });
    expect(JSON.stringify(data)).toBe('{"b":{"n":3,"id":"1","__typename":"Book"}}');
  });

  it('should merge mentions of one response name, through fragments of fitting types only', () => {
    const operation = `{ media { id ... on Book { pages } ...F } media { title } } fragment F on Film { minutes }`;
    const media = [
      { __typename: 'Book', id: '1', pages: 2, minutes: 9, title: 'a' },
      { __typename: 'Film', id: '2', pages: 2, minutes: 9 },
    ];
    expect(run(operation, { media }).data).toEqual({
      media: [
        { id: '1', pages: 2, title: 'a' },
        { id: '2', minutes: 9, title: null },
      ],
    });
  });

  it.each([
    [true, { book: { id: '1' } }],
    [false, { book: { pages: 5 } }],
  ])('should obey @skip and @include when the variable is %s', (flag, expected) => {
    const operation = 'query ($f: Boolean!) { book { id @include(if: $f) pages @skip(if: $f) } }';
    expect(run(operation, { book: { id: '1', pages: 5 } }, { f: flag }).data).toEqual(expected);
  });

  it('should move a null that may not be to the nearest place that may be null', () => {
    expect(run('{ book { id pages } }', { book: { id: '1', pages: null } })).toEqual({
      data: { book: null },
      errors: [{ path: ['book', 'pages'], message: 'Cannot return null for non-nullable field Book.pages.' }],
    });
    expect(run('{ books { id } }', { books: [{ id: '1' }, { id: null }] })).toEqual({
      data: null,
      errors: [{ path: ['books', 1, 'id'], message: 'Cannot return null for non-nullable field Book.id.' }],
    });
    expect(run('{ book { tags } }', { book: { tags: ['a', null] } }).data).toEqual({ book: { tags: null } });
  });

  it('should refuse values that the schema does not have', () => {
    expect(run('{ book { kind } }', { book: { kind: 'POEM' } })).toEqual({
      data: { book: { kind: null } },
      errors: [{ path: ['book', 'kind'], message: 'Invalid value found for field Book.kind.' }],
    });
    expect(run('{ book { pages } }', { book: { pages: '3' } }).data).toEqual({ book: null });
    expect(run('{ media { id } }', { media: [{ __typename: 'Song', id: '1' }] }).data).toEqual({
      media: [null],
    });
    expect(run('{ media { id } }', { media: { id: '1' } }).data).toEqual({ media: null });
  });

  it('should answer null for a name that only the prototype has', () => {
    expect(run('{ constructor: book { id } toString: media { id } }', {}).data).toEqual({
      constructor: null,
      toString: null,
    });
  });

  it('should give fields of an interface whose implementation no subgraph told', () => {
    const operation = '{ media { id ... on Media { title } ... on Book { pages } } }';
    const media = [
      { id: '1', title: 'a' },
      { __typename: 'Media', id: '2' },
    ];
    expect(run(operation, { media })).toEqual({
      data: {
        media: [
          { id: '1', title: 'a' },
          { id: '2', title: null },
        ],
      },
      errors: [],
    });
    expect(run('{ media { __typename } }', { media: [{ __typename: 'Media' }] })).toEqual({
      data: { media: [null] },
      errors: [{ path: ['media', 0], message: 'No subgraph told which Media this is.' }],
    });
  });

  it('should give null for values and types that are hidden from clients, and an error where null may not be', () => {
    const book = { id: '1', kind: 'SECRET' };
    expect(run('{ book { id kind } }', { book })).toEqual({
      data: { book: { id: '1', kind: null } },
      errors: [],
    });
    expect(run('{ media { id } }', { media: [{ __typename: 'Draft', id: '1' }] })).toEqual({
      data: { media: [null] },
      errors: [],
    });
    expect(run('{ kinds }', { kinds: ['ESSAY', 'SECRET'] })).toEqual({
      data: { kinds: null },
      errors: [{ path: ['kinds', 1], message: 'Cannot return null for non-nullable field Query.kinds.' }],
    });
  });

  it('should refuse a list in the place of an object', () => {
    expect(run('{ book { id } }', { book: [{ id: '1' }] })).toEqual({
      data: { book: null },
      errors: [
        { path: ['book'], message: 'A subgraph answered something that is no object for Query.book.' },
      ],
    });
  });
});
