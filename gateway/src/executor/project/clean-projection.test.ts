import fc from 'fast-check';
import { buildSchema, Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { projectClean } from './clean-projection.js';
import { project } from './project.js';
import { Selection } from './shape.js';

const schema = buildSchema(`
  scalar Json
  enum Kind { NOVEL ESSAY }
  interface Media { id: ID! title: String related: [Media!] }
  type Book implements Media { id: ID! title: String related: [Media!] pages: Int! kind: Kind extra: Json }
  type Film implements Media { id: ID! title: String related: [Media!] minutes: Float! }
  type Query { media: [[Media]!] book: Book first: Media! constructor: Book hasOwnProperty: Boolean }
`);

function selectionOf(operation: string): Selection {
  const [definition] = parse(operation).definitions;
  const root = schema.getQueryType();
  if (definition?.kind !== Kind.OPERATION_DEFINITION || !root) throw new Error('no query');
  return new Selection(root, [definition.selectionSet], { schema, fragments: new Map(), variables: {} });
}

const OPERATION = `{
  media { __typename id title related { id title } ... on Book { pages kind extra } ... on Film { minutes } }
  book { pages kind id }
  first { __typename id }
}`;

// Mostly values that fit, and now and then one that does not, at any place.
const odd = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 40, arbitrary: values },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined, 1.5, 'x', [], {}) },
  );
const media = fc.letrec((tie) => ({
  any: odd(fc.oneof(tie('book'), tie('film'))),
  related: odd(fc.oneof({ maxDepth: 2 }, fc.constant([]), fc.array(tie('any'), { maxLength: 2 }))),
  book: fc.record({
    __typename: odd(fc.constant('Book')),
    id: odd(fc.string()),
    title: odd(fc.string()),
    related: tie('related'),
    pages: odd(fc.nat()),
    kind: odd(fc.constantFrom('NOVEL', 'ESSAY')),
    extra: fc.jsonValue(),
  }),
  film: fc.record({
    __typename: odd(fc.constant('Film')),
    id: odd(fc.nat()),
    title: odd(fc.string()),
    related: tie('related'),
    minutes: odd(fc.double({ noNaN: true, noDefaultInfinity: true })),
  }),
}));
const data = fc.record({
  media: odd(fc.array(odd(fc.array(media.any, { maxLength: 3 })), { maxLength: 3 })),
  book: media.book,
  first: media.any,
});

describe('projectClean', () => {
  it('should be what the walk that looks for faults answers, where it finds none; else nothing', () => {
    const seen = { clean: 0, unclean: 0 };
    fc.assert(
      fc.property(data, (source) => {
        const selection = selectionOf(OPERATION);
        const clean = projectClean(selection, source);
        // A root field of the gateway's own, of a name that is not selected, keeps the walk from being left out.
        const walked = project(selection, source, new Map([['unselected', 1]]));
        if (clean === undefined) {
          seen.unclean += 1;
          return;
        }
        seen.clean += 1;
        expect(walked.errors).toEqual([]);
        expect(JSON.stringify(clean)).toBe(JSON.stringify(walked.data));
      }),
      { numRuns: 500, seed: 7 },
    );
    expect(seen.clean).toBeGreaterThan(50);
    expect(seen.unclean).toBeGreaterThan(50);
  });

  it.each([
    ['a null that may not be', { book: { pages: null } }],
    ['a missing value that may not be', { book: {} }],
    ['a value of the wrong kind', { book: { pages: '7' } }],
    ['a name that the enum does not have', { book: { pages: 7, kind: 'POEM' } }],
    ['a list for an object', { book: [] }],
    ['an object of an unknown type', { book: { pages: 7 }, first: { __typename: 'Song', id: '1' } }],
  ])('should be nothing for %s', (_, source) => {
    const selection = selectionOf('{ book { pages kind } first { id } }');
    const complete = { first: { __typename: 'Film', id: '1' }, ...source };
    expect(projectClean(selection, complete)).toBeUndefined();
  });

  it('should find nothing that objects inherit, and keep any response name an own one', () => {
    const selection = selectionOf('{ constructor { pages } hasOwnProperty __proto__: hasOwnProperty }');
    expect(JSON.stringify(projectClean(selection, {}))).toBe(
      '{"constructor":null,"hasOwnProperty":null,"__proto__":null}',
    );
    const source = JSON.parse('{"constructor":{"pages":1},"hasOwnProperty":true,"__proto__":false}');
    expect(JSON.stringify(projectClean(selection, source))).toBe(JSON.stringify(source));
  });
});
