import { describe, expect, it } from 'vitest';
import { composeSupergraph, describeFaults } from './compose.js';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@inaccessible"])\n';
const subgraph = (name: string, sdl: string) => ({ name, url: `http://${name}.test/`, sdl: LINK + sdl });

const good = [
  subgraph('a', 'type Query { p: P } type P @key(fields: "id") { id: ID! "A name." n: Int }'),
  subgraph('b', 'type P @key(fields: "id") { id: ID! m: Int hidden: Int @inaccessible }'),
];

describe('composition', () => {
  it('should give the supergraph and what clients see of it, the same each time', () => {
    const outcome = composeSupergraph(good);
    if (!outcome.ok) throw new Error(describeFaults(outcome.faults));
    expect(outcome.supergraphSdl).toContain('A @join__graph(name: "a", url: "http://a.test/")');
    expect(outcome.apiSdl).toBe(
      'type P {\n  id: ID!\n\n  """A name."""\n  n: Int\n  m: Int\n}\n\ntype Query {\n  p: P\n}\n',
    );
    expect(composeSupergraph(good)).toEqual(outcome);
  });

  it('should name subgraph, type, field and source of each side of a mismatch', () => {
    const outcome = composeSupergraph(
      [
        subgraph('a', 'type Query { p: P } type P @key(fields: "id") { id: ID! n: Int @shareable }'),
        subgraph('b', 'type P @key(fields: "id") { id: ID! n: String @shareable }'),
      ],
      ({ subgraph, type, field }) => `${subgraph}/${type}.ts:${field?.length ?? 0}`,
    );
    expect(outcome).toEqual({
      ok: false,
      faults: [
        {
          code: 'FIELD_TYPE_MISMATCH',
          message:
            'Type of field "P.n" is incompatible across subgraphs: it has type "Int" in subgraph "a" but type "String" in subgraph "b"',
          places: [
            { subgraph: 'a', type: 'P', field: 'n', source: 'a/P.ts:1' },
            { subgraph: 'b', type: 'P', field: 'n', source: 'b/P.ts:1' },
          ],
        },
      ],
    });
  });

  it('should tell every fault at once, also those without a place in the text', () => {
    const outcome = composeSupergraph([
      subgraph('a', 'type Query { p: P } type P @key(fields: "id") { id: ID! }'),
      subgraph('b', 'type P @key(fields: "n") { n: ID! q: Int r: Int }'),
    ]);
    if (outcome.ok) throw new Error('it composed');
    expect(outcome.faults.map(({ code, places }) => [code, places])).toEqual([
      ['SATISFIABILITY_ERROR', [{ subgraph: 'b', type: 'P', field: 'n' }]],
      ['SATISFIABILITY_ERROR', [{ subgraph: 'b', type: 'P', field: 'q' }]],
      ['SATISFIABILITY_ERROR', [{ subgraph: 'b', type: 'P', field: 'r' }]],
    ]);
  });

  it('should name the subgraph whose SDL cannot be read, and the line', () => {
    const outcome = composeSupergraph([
      good[0]!,
      { name: 'b', url: 'http://b.test/', sdl: 'type P {\n  id ID!\n}' },
    ]);
    expect(outcome).toEqual({
      ok: false,
      faults: [
        {
          code: 'INVALID_GRAPHQL',
          message:
            'the SDL of b is not valid, line 2, column 6: Syntax Error: Expected ":", found Name "ID".',
          places: [],
        },
      ],
    });
  });

  describe('of @oneOf', () => {
    const PICK = 'input Pick @oneOf { id: ID sku: String }';
    const both = (a: string, b: string) =>
      composeSupergraph(
        [
          subgraph('a', `type Query { one(pick: Pick!): Int } ${a}`),
          subgraph('b', `type Query { two(pick: Pick!): Int } ${b}`),
        ],
        ({ subgraph, type, field }) => `${subgraph}/${type}.ts:${field?.length ?? 0}`,
      );

    it('should write it into the supergraph and into what clients see', () => {
      const outcome = both(
        `"A choice." ${PICK}`,
        `directive @oneOf on INPUT_OBJECT ${PICK} input Other { id: ID }`,
      );
      if (!outcome.ok) throw new Error(describeFaults(outcome.faults));
      expect(outcome.supergraphSdl).toContain('input Pick @oneOf\n  @join__type(graph: A)');
      expect(outcome.supergraphSdl.match(/directive @oneOf on INPUT_OBJECT\n/g)).toHaveLength(1);
      expect(outcome.apiSdl).toContain('input Pick @oneOf {\n  id: ID\n  sku: String\n}');
      expect(outcome.apiSdl).not.toContain('directive @oneOf');
    });

    it('should refuse subgraphs that differ, naming each', () => {
      expect(both(PICK, 'input Pick { id: ID sku: String }')).toEqual({
        ok: false,
        faults: [
          {
            code: 'ONE_OF_MISMATCH',
            message:
              'Input "Pick" is @oneOf in "a" but not in "b": every subgraph that has it must say the same',
            places: [
              { subgraph: 'a', type: 'Pick', source: 'a/Pick.ts:0' },
              { subgraph: 'b', type: 'Pick', source: 'b/Pick.ts:0' },
            ],
          },
        ],
      });
    });

    it('should accept what only an extension of the input says', () => {
      const outcome = both(PICK, 'input Pick { id: ID sku: String } extend input Pick @oneOf');
      expect(outcome.ok && outcome.supergraphSdl).toContain('input Pick @oneOf');
    });

    it('should refuse fields that must be given or have a default', () => {
      const outcome = both(
        'input Pick @oneOf { id: ID! sku: String = "x" }',
        'input Pick @oneOf { id: ID sku: String }',
      );
      if (outcome.ok) throw new Error('it composed');
      expect(outcome.faults.map(({ code, places }) => [code, places[0]?.field])).toEqual([
        ['ONE_OF_INVALID_FIELD', 'id'],
        ['ONE_OF_INVALID_FIELD', 'sku'],
      ]);
    });
  });

  it('should print faults with their places below them', () => {
    const text = describeFaults([
      { code: 'C', message: 'm', places: [{ subgraph: 's', type: 'T', field: 'f', source: 'x.ts:3' }] },
    ]);
    expect(text).toBe('the subgraphs do not compose: 1 error(s)\n  C: m\n    in s: T.f  x.ts:3');
  });
});
