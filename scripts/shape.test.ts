import { describe, expect, it } from 'vitest';
import { fileFaults, subgraphFaults, undescribed } from './shape.js';

const WHOLE = [
  'config.ts',
  'context.ts',
  'main.ts',
  'service.ts',
  'commands/a.ts',
  'domain/a.ts',
  'graphql/references/a.ts',
  'graphql/resolvers/a.ts',
  'graphql/types/a.ts',
  'loaders/a.ts',
  'models/a.ts',
  'seed/a.ts',
];
const files = (paths: readonly string[], text = 'x\n') =>
  paths.map((path) => ({ path: `subgraphs/shop/src/${path}`, text }));

describe('subgraphFaults', () => {
  it('should accept the shape that all subgraphs have, with the rooms that some have', () => {
    expect(subgraphFaults('shop', files([...WHOLE, 'events/a.ts', 'shop.int.test.ts']))).toEqual([]);
  });

  it('should name a room that is missing and a room that nobody else has', () => {
    const paths = [...WHOLE.filter((path) => path !== 'loaders/a.ts'), 'stuff/a.ts'];
    expect(subgraphFaults('shop', files(paths))).toEqual([
      'subgraphs/shop/src/loaders/ is missing',
      'subgraphs/shop/src/stuff is no room that subgraphs have',
    ]);
  });

  it('should refuse an entry file that does more than compose', () => {
    expect(subgraphFaults('shop', files(WHOLE, 'x\n'.repeat(31)))).toEqual([
      'subgraphs/shop/src/main.ts has more than 30 lines',
    ]);
  });
});

describe('fileFaults', () => {
  it.each([
    ['dev/src/Topology.ts', 'kebab-case'],
    ['dev/src/utils/a.ts', 'a room called utils'],
  ])('should refuse %s', (path, message) => {
    expect(fileFaults({ path, text: '' })).toEqual([expect.stringContaining(message)]);
  });

  it('should hold sources to 400 lines and tests to 500', () => {
    const text = 'x\n'.repeat(401);
    expect(fileFaults({ path: 'dev/src/a.ts', text })).toEqual([
      'dev/src/a.ts has 401 lines; 400 is the most',
    ]);
    expect(fileFaults({ path: 'dev/src/a.test.ts', text })).toEqual([]);
  });
});

describe('undescribed', () => {
  it('should name types, fields, arguments and enum values without a description', () => {
    const sdl = [
      'type Query {',
      '  """Told."""',
      '  told(',
      '    """Told."""',
      '    a: Int',
      '    b: Int',
      '  ): Int',
      '  inline(c: Int): Int',
      '  bare: Int',
      '}',
      'enum E {',
      '  ONE',
      '}',
      '"""',
      'Told in',
      '  several: lines',
      '"""',
      'type T {',
      '  """Told."""',
      '  x: Int',
      '}',
      'input I {',
      '  """Told."""',
      '  x: Int = 1',
      '}',
    ].join('\n');
    expect(undescribed('s.graphql', sdl)).toEqual([
      's.graphql: Query.told(b:) has no description',
      's.graphql: Query.inline has no description',
      's.graphql: Query.inline(c:) has no description',
      's.graphql: Query.bare has no description',
      's.graphql: E has no description',
      's.graphql: E.ONE has no description',
      's.graphql: I has no description',
    ]);
  });
});
