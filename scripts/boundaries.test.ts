import { describe, expect, it } from 'vitest';
import { forbidden, importCycles, importsOf } from './boundaries.js';

function reasonFor(file: string, specifier: string, typeOnly = false): string | undefined {
  return forbidden({ file, line: 1, specifier, typeOnly });
}

describe('forbidden', () => {
  it.each([
    ['packages/contracts/src/a.ts', 'pino'],
    ['packages/contracts/src/a.ts', '@orrery/runtime'],
    ['packages/runtime/src/a.ts', 'mongoose'],
    ['packages/runtime/src/a.ts', '@orrery/kit'],
    ['packages/embedded-mongo/src/a.ts', '@orrery/contracts'],
    ['subgraphs/orders/src/service.ts', '@orrery/catalog'],
    ['subgraphs/orders/src/service.ts', '../../catalog/src/service.js'],
    ['subgraphs/orders/src/domain/a.ts', 'mongoose'],
    ['subgraphs/orders/src/domain/a.ts', '@orrery/kit'],
    ['subgraphs/orders/src/domain/a.ts', '../models/order.model.js'],
    ['subgraphs/orders/src/models/a.ts', '../loaders/a.js'],
    ['subgraphs/orders/src/graphql/resolvers/a.ts', '../../models/order.model.js'],
    ['subgraphs/orders/src/graphql/resolvers/a.ts', 'mongoose'],
    ['gateway/src/executor/a.ts', '@orrery/kit'],
    ['gateway/src/executor/a.ts', '../server/a.js'],
    ['gateway/src/config/a.ts', 'type-graphql'],
    ['dev/src/a.ts', '@orrery/catalog'],
    ['subgraphs/orders/src/service.ts', '@orrery/kit/src/graphql/money.js'],
  ])('should forbid %s to import %s', (file, specifier) => {
    expect(reasonFor(file, specifier)).toEqual(expect.any(String));
  });

  it.each([
    ['packages/contracts/src/a.ts', 'zod'],
    ['packages/kit/src/a.ts', 'mongoose'],
    ['subgraphs/orders/src/seed/a.ts', '@orrery/contracts/seed'],
    ['subgraphs/orders/src/graphql/resolvers/a.ts', '../../commands/ship-order.command.js'],
    ['subgraphs/orders/src/loaders/a.ts', '../models/order.model.js'],
    ['subgraphs/orders/src/a.int.test.ts', '@orrery/testkit'],
    ['gateway/src/server/a.ts', '../executor/a.js'],
    ['packages/runtime/src/a.ts', 'node:fs'],
  ])('should let %s import %s', (file, specifier) => {
    expect(reasonFor(file, specifier)).toBeUndefined();
  });

  it('should let a type be imported from an outer room of a subgraph', () => {
    expect(reasonFor('subgraphs/orders/src/loaders/a.ts', '../service.js', true)).toBeUndefined();
    expect(reasonFor('subgraphs/orders/src/loaders/a.ts', '../service.js')).toEqual(expect.any(String));
  });

  it('should not let a domain import even types of the rooms around it', () => {
    const reason = 'domain may not import models: imports go the other way';
    expect(reasonFor('subgraphs/orders/src/domain/a.ts', '../models/order.model.js', true)).toBe(reason);
  });
});

describe('importsOf', () => {
  it('should find every kind of import with its line, and know types from values', () => {
    const text = [
      "import 'side-effect';",
      "import a, { b } from './values.js';",
      "import type { C } from './types.js';",
      'import {',
      '  type D,',
      "} from './more-types.js';",
      "export * from './again.js';",
      "const lazy = await import('./lazy.js');",
    ].join('\n');
    expect(
      importsOf('x.ts', text).map(({ line, specifier, typeOnly }) => [line, specifier, typeOnly]),
    ).toEqual([
      [1, 'side-effect', false],
      [2, './values.js', false],
      [3, './types.js', true],
      [4, './more-types.js', true],
      [7, './again.js', false],
      [8, './lazy.js', false],
    ]);
  });
});

describe('importCycles', () => {
  const fact = (file: string, specifier: string, typeOnly = false) => ({
    file,
    line: 1,
    specifier,
    typeOnly,
  });

  it('should find a circle of values once', () => {
    const facts = [fact('a/x.ts', './y.js'), fact('a/y.ts', '../b/z.js'), fact('b/z.ts', '../a/x.js')];
    expect(importCycles(facts)).toEqual([['a/x.ts', 'a/y.ts', 'b/z.ts']]);
  });

  it('should not mind a circle that types close', () => {
    expect(importCycles([fact('a/x.ts', './y.js'), fact('a/y.ts', './x.js', true)])).toEqual([]);
  });
});
