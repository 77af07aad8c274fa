import { EJSON } from 'bson';
import { expect } from 'vitest';
import { scopeOf } from '../../src/aggregate/expression/scope.js';
import { type CollectionSource, compileExpression, compilePipeline } from '../../src/aggregate/index.js';
import { CommandError } from '../../src/errors.js';
import { compileFilter } from '../../src/matcher/index.js';
import { compileProjection } from '../../src/projection/index.js';
import { compileSort } from '../../src/sort/index.js';
import type { Document } from '../../src/types.js';
import { compileUpdate } from '../../src/updater/index.js';
import { type Case, type Others, toBson, type UpdateCaseOptions } from './case.js';

const NOW = new Date('2024-05-06T07:08:09.010Z');

/** Text that tells types, field order and missing values apart. */
function exact(value: unknown): string {
  return value === undefined ? '(missing)' : EJSON.stringify({ value: toBson(value) }, { relaxed: false });
}

function codeOf(run: () => unknown): number {
  try {
    run();
  } catch (error) {
    if (error instanceof CommandError) return error.code;
    throw error;
  }
  throw new Error('expected a CommandError, but nothing was thrown');
}

function collection(documents: readonly Document[]): CollectionSource {
  return {
    find: (filter, { sort, skip = 0, limit = 0 }) => {
      const matcher = compileFilter(filter, { now: NOW });
      const found = documents.filter((document) => matcher.matches(document));
      const ordered = sort ? compileSort(sort).sorted(found) : found;
      return ordered.slice(skip, limit === 0 ? undefined : skip + limit);
    },
  };
}

function runPipeline(
  docs: readonly Document[],
  stages: readonly Document[],
  others: Others = {},
): Document[] {
  const sources = new Map(
    Object.entries(others).map(([name, documents]) => [name, collection(toBson(documents) as Document[])]),
  );
  const compiled = compilePipeline(toBson(stages) as Document[]);
  const env = { now: NOW, collection: (name: string) => sources.get(name) ?? collection([]) };
  return [...compiled.runOn(collection(toBson(docs) as Document[]), env)];
}

function runUpdate(doc: Document, change: Document | Document[], options: UpdateCaseOptions): Document {
  const filter = toBson(options.filter ?? {}) as Document;
  const arrayFilters = toBson(options.arrayFilters) as Document[] | undefined;
  const compiled = compileUpdate(toBson(change) as Document, { arrayFilters });
  if (options.upsert) return compiled.apply(compiled.upsertBase(filter), { isInsert: true, now: NOW });
  const before = toBson(doc) as Document;
  const text = exact(before);
  const after = compiled.apply(before, { arrayIndex: compileFilter(filter).arrayIndex(before), now: NOW });
  expect(exact(before), 'the document that was given is not written to').toBe(text);
  return after;
}

function evaluate(expression: unknown, doc: Document): unknown {
  return compileExpression(toBson(expression))(scopeOf(toBson(doc) as Document, NOW, undefined));
}

function runMatch(one: Case & { kind: 'match' }): void {
  const matcher = compileFilter(toBson(one.filter) as Document);
  for (const doc of one.yes)
    expect(matcher.matches(toBson(doc) as Document), `matches ${exact(doc)}`).toBe(true);
  for (const doc of one.no)
    expect(matcher.matches(toBson(doc) as Document), `does not match ${exact(doc)}`).toBe(false);
}

function runProject(one: Case & { kind: 'project' }): void {
  const matcher = one.filter && compileFilter(toBson(one.filter) as Document);
  const result = compileProjection(toBson(one.spec) as Document, matcher)(toBson(one.doc) as Document);
  expect(exact(result)).toBe(exact(one.expected));
}

/** Runs one row of the truth table. */
export function runCase(one: Case): void {
  switch (one.kind) {
    case 'match':
      runMatch(one);
      break;
    case 'match error':
      expect(codeOf(() => compileFilter(toBson(one.filter) as Document))).toBe(one.code);
      break;
    case 'update':
      expect(exact(runUpdate(one.doc, one.update, one.options))).toBe(exact(one.expected));
      break;
    case 'update error':
      expect(codeOf(() => runUpdate(one.doc, one.update, one.options))).toBe(one.code);
      break;
    case 'sort': {
      const sorted = compileSort(toBson(one.spec) as Document).sorted(
        toBson(one.docs.toReversed()) as Document[],
      );
      expect(sorted.map(exact)).toEqual(one.docs.map(exact));
      break;
    }
    case 'project':
      runProject(one);
      break;
    case 'project error':
      expect(codeOf(() => compileProjection(toBson(one.spec) as Document)(toBson(one.doc) as Document))).toBe(
        one.code,
      );
      break;
    case 'expression':
      expect(exact(evaluate(one.expression, one.doc))).toBe(exact(one.expected));
      break;
    case 'expression error':
      expect(codeOf(() => evaluate(one.expression, one.doc))).toBe(one.code);
      break;
    case 'pipeline':
      expect(runPipeline(one.docs, one.stages, one.others).map(exact)).toEqual(one.expected.map(exact));
      break;
    case 'pipeline error':
      expect(codeOf(() => runPipeline(one.docs, one.stages))).toBe(one.code);
      break;
  }
}
