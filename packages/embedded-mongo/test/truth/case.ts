import { Decimal128, Double, Int32, Long } from 'bson';
import type { Document } from '../../src/types.js';

/** Values in the tables: a plain whole number is a BSON int, any other plain number a double. */
export type Value = unknown;

interface Cited {
  /** The page of the MongoDB manual that the expected value comes from, behind {@link MANUAL}. */
  readonly page: string;
}

export type Case = Cited &
  (
    | { kind: 'match'; filter: Document; yes: readonly Document[]; no: readonly Document[] }
    | { kind: 'match error'; filter: Document; code: number }
    | {
        kind: 'update';
        doc: Document;
        update: Document | Document[];
        expected: Document;
        options: UpdateCaseOptions;
      }
    | {
        kind: 'update error';
        doc: Document;
        update: Document | Document[];
        code: number;
        options: UpdateCaseOptions;
      }
    | { kind: 'sort'; spec: Document; docs: readonly Document[] }
    | { kind: 'project'; doc: Document; spec: Document; expected: Document; filter: Document | undefined }
    | { kind: 'project error'; doc: Document; spec: Document; code: number }
    | { kind: 'expression'; expression: Value; expected: Value; doc: Document }
    | { kind: 'expression error'; expression: Value; code: number; doc: Document }
    | {
        kind: 'pipeline';
        docs: readonly Document[];
        stages: readonly Document[];
        expected: readonly Document[];
        others: Others;
      }
    | { kind: 'pipeline error'; docs: readonly Document[]; stages: readonly Document[]; code: number }
  );

export type Others = Readonly<Record<string, readonly Document[]>>;

export interface UpdateCaseOptions {
  readonly arrayFilters?: readonly Document[];
  /** The query that found the document, for the positional `$` and for upserts. */
  readonly filter?: Document;
  /** The update inserts: `doc` is left out of account and the filter's equalities are the start. */
  readonly upsert?: boolean;
}

export const MANUAL = 'https://www.mongodb.com/docs/manual/';

/** A double, also where the value is whole. */
export const d = (value: number): Double => new Double(value);
/** A 64-bit integer. */
export const l = (value: number | bigint): Long => Long.fromBigInt(BigInt(value));
/** A Decimal128. */
export const dec = (text: string): Decimal128 => Decimal128.fromString(text);
/** A date. */
export const date = (text: string): Date => new Date(text);

/** The value with plain numbers as BSON numbers. */
export function toBson(value: Value): Value {
  if (typeof value === 'number') {
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? new Int32(value) : new Double(value);
  }
  if (Array.isArray(value)) return value.map(toBson);
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toBson(inner)]));
}

export const match = (
  page: string,
  filter: Document,
  yes: readonly Document[],
  no: readonly Document[] = [],
): Case => ({
  kind: 'match',
  page,
  filter,
  yes,
  no,
});

export const matchError = (page: string, filter: Document, code: number): Case => ({
  kind: 'match error',
  page,
  filter,
  code,
});

export const update = (
  page: string,
  doc: Document,
  change: Document | Document[],
  expected: Document,
  options: UpdateCaseOptions = {},
): Case => ({ kind: 'update', page, doc, update: change, expected, options });

export const updateError = (
  page: string,
  doc: Document,
  change: Document | Document[],
  code: number,
  options: UpdateCaseOptions = {},
): Case => ({ kind: 'update error', page, doc, update: change, code, options });

/** `docs` stand in the order that the sort must bring them into. */
export const sort = (page: string, spec: Document, docs: readonly Document[]): Case => ({
  kind: 'sort',
  page,
  spec,
  docs,
});

export const project = (
  page: string,
  doc: Document,
  spec: Document,
  expected: Document,
  filter?: Document,
): Case => ({
  kind: 'project',
  page,
  doc,
  spec,
  expected,
  filter,
});

export const projectError = (page: string, doc: Document, spec: Document, code: number): Case => ({
  kind: 'project error',
  page,
  doc,
  spec,
  code,
});

/** `expected` undefined says that the result is missing. */
export const expr = (page: string, expression: Value, expected: Value, doc: Document = {}): Case => ({
  kind: 'expression',
  page,
  expression,
  expected,
  doc,
});

export const exprError = (page: string, expression: Value, code: number, doc: Document = {}): Case => ({
  kind: 'expression error',
  page,
  expression,
  code,
  doc,
});

export const pipeline = (
  page: string,
  docs: readonly Document[],
  stages: readonly Document[],
  expected: readonly Document[],
  others: Others = {},
): Case => ({ kind: 'pipeline', page, docs, stages, expected, others });

export const pipelineError = (
  page: string,
  docs: readonly Document[],
  stages: readonly Document[],
  code: number,
): Case => ({ kind: 'pipeline error', page, docs, stages, code });

/** `{ case, then }`; a literal `then` would look like a promise to the linter. */
export const branch = (test: Value, result: Value): Value =>
  Object.fromEntries([
    ['case', test],
    ['then', result],
  ]);

/** `{ if, then, else }` */
export const choice = (test: Value, whenTrue: Value, whenFalse: Value): Value =>
  Object.fromEntries([
    ['if', test],
    ['then', whenTrue],
    ['else', whenFalse],
  ]);
