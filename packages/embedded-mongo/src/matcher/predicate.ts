import { type Document, own } from '../types.js';
import type { ValueTest } from './value-test.js';
import { type PathSteps, walkPath } from './walk.js';

/** Where a match was found: the position in the outermost array on the way, for the positional `$`. */
export interface Found {
  index?: number;
}

/** A test of a whole document; writes to `found` when it matched inside an array. */
export type DocumentTest = (document: object, found?: Found) => boolean;

/** One operator: bound to a path it tests documents, unbound it tests a single value. */
export interface Predicate {
  bind(steps: readonly string[]): DocumentTest;
  readonly test: ValueTest;
}

function bindLeaf(path: PathSteps, test: ValueTest, position?: (value: unknown) => number): DocumentTest {
  const only = path.steps.length === 1 ? path.steps[0]! : undefined;
  return (document, found) => {
    if (only !== undefined && !position) {
      const value = own(document, only);
      if (!path.expandLeaf || !Array.isArray(value)) return test(value);
    }
    return walkPath(document, path, (value, index) => {
      if (!test(value)) return false;
      if (found) found.index = index ?? position?.(value) ?? found.index;
      return true;
    });
  };
}

/** Matches when any value at the path passes; an array there is tested element by element and whole. */
export function leaf(test: ValueTest): Predicate {
  return { test, bind: (steps) => bindLeaf({ steps, expandLeaf: true }, test) };
}

/** As {@link leaf}, but an array at the end of the path is tested only whole. */
export function whole(test: ValueTest, position?: (value: unknown) => number): Predicate {
  return { test, bind: (steps) => bindLeaf({ steps, expandLeaf: false }, test, position) };
}

/** Matches when the predicate does not: also for documents that lack the field. */
export function not(predicate: Predicate): Predicate {
  return {
    test: (value) => !predicate.test(value),
    bind: (steps) => {
      const test = predicate.bind(steps);
      return (document) => !test(document);
    },
  };
}

/** Matches when all do, each possibly by a different array element. */
export function all(predicates: readonly Predicate[]): Predicate {
  if (predicates.length === 1) return predicates[0]!;
  return {
    test: (value) => predicates.every((predicate) => predicate.test(value)),
    bind: (steps) => every(predicates.map((predicate) => predicate.bind(steps))),
  };
}

/** A predicate that no document passes. */
export const NOTHING: Predicate = { test: () => false, bind: () => () => false };

/** All tests pass; tested in order, so the last one decides the position found. */
export function every(tests: readonly DocumentTest[]): DocumentTest {
  if (tests.length === 1) return tests[0]!;
  return (document: Document, found) => {
    for (const test of tests) if (!test(document, found)) return false;
    return true;
  };
}

/** At least one test passes; the first that does decides the position found. */
export function some(tests: readonly DocumentTest[]): DocumentTest {
  return (document: Document, found) => {
    for (const test of tests) if (test(document, found)) return true;
    return false;
  };
}
