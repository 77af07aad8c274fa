import { Int32 } from 'bson';
import { compareValues, encodeValue, rankOf } from '../../bsonkey/index.js';
import { CommandError } from '../../errors.js';
import { compileSort } from '../../sort/index.js';
import { type Document, isDocument, put } from '../../types.js';
import { type CompiledAccumulator, compileOutput, type DocumentAccumulator } from '../accumulate/compile.js';
import {
  compileFor,
  type MakeStage,
  needDocument,
  needWhole,
  onlyFields,
  type PipelineEnv,
  type StageContext,
} from '../stage.js';

/** The output fields of a group, in order. */
type Outputs = readonly (readonly [string, CompiledAccumulator])[];

interface Group {
  readonly id: unknown;
  readonly fields: readonly (readonly [string, DocumentAccumulator])[];
}

function compileOutputs(fields: Document, context: StageContext): Outputs {
  return Object.entries(fields).map(([field, specification]) => {
    if (field.includes('.'))
      throw new CommandError('Location40235', `The field name '${field}' cannot contain '.'`);
    if (field.startsWith('$'))
      throw new CommandError('Location40236', `The field name '${field}' cannot be an operator name`);
    return [field, compileOutput(field, specification, context)] as const;
  });
}

/** Makes groups, each with its own accumulators. */
function groupMaker(outputs: Outputs, env: PipelineEnv): (id: unknown) => Group {
  const makers = outputs.map(([field, compiled]) => [field, compiled(env)] as const);
  return (id) => ({ id, fields: makers.map(([field, create]) => [field, create(id)] as const) });
}

function addTo(group: Group, document: Document): void {
  for (const [, accumulator] of group.fields) accumulator.add(document);
}

function finished(group: Group): Document {
  const result: Document = { _id: group.id };
  for (const [field, accumulator] of group.fields) put(result, field, accumulator.result());
  return result;
}

/** A map key that is equal for equal values; strings, the most common ids, need no encoding. */
export function groupKey(value: unknown): string {
  return typeof value === 'string' ? `s${value}` : Buffer.from(encodeValue(value)).toString('latin1');
}

const group: MakeStage = (specification, context, name) => {
  const { _id: id, ...fields } = needDocument(specification, name, 'Location15947');
  if (!Object.hasOwn(specification as Document, '_id')) {
    throw new CommandError('Location15955', 'a group specification must include an _id');
  }
  const key = compileFor(id, context);
  const outputs = compileOutputs(fields, context);
  return function* (documents, env) {
    const keyOf = key(env);
    const create = groupMaker(outputs, env);
    const groups = new Map<string, Group>();
    for (const document of documents) {
      const value = keyOf(document) ?? null;
      const at = groupKey(value);
      const found = groups.get(at) ?? create(value);
      groups.set(at, found);
      addTo(found, document);
    }
    for (const found of groups.values()) yield finished(found);
  };
};

const sortByCount: MakeStage = (specification, context) => {
  if (!(typeof specification === 'string' && specification.startsWith('$')) && !isDocument(specification)) {
    throw new CommandError(
      'Location40149',
      'the sortByCount field must be defined as a $-prefixed path or an expression',
    );
  }
  const grouped = group({ _id: specification, count: { $sum: new Int32(1) } }, context, '$group');
  const order = compileSort({ count: -1 });
  return function* (documents, env) {
    yield* order.sorted([...grouped(documents, env)]);
  };
};

const COUNT_ONLY = { count: { $sum: new Int32(1) } };

function literalBoundary(boundary: unknown): unknown {
  return isDocument(boundary) && Object.hasOwn(boundary, '$literal')
    ? (boundary.$literal as unknown)
    : boundary;
}

function checkedBoundaries(given: unknown): unknown[] {
  if (!Array.isArray(given))
    throw new CommandError('Location40200', "The $bucket 'boundaries' field must be an array");
  if (given.length < 2) {
    throw new CommandError('Location40192', "The $bucket 'boundaries' field must have at least 2 values");
  }
  const boundaries = given.map(literalBoundary);
  boundaries.slice(1).forEach((boundary, at) => {
    if (rankOf(boundary) !== rankOf(boundaries[at])) {
      throw new CommandError(
        'Location40193',
        "All values in the 'boundaries' option to $bucket must have the same type",
      );
    }
    if (compareValues(boundaries[at], boundary) >= 0) {
      throw new CommandError(
        'Location40194',
        "The 'boundaries' option to $bucket must be sorted in ascending order",
      );
    }
  });
  return boundaries;
}

/** The lower boundary of the bucket that holds a value: boundaries are inclusive below and exclusive above. */
function bucketOf(value: unknown, boundaries: readonly unknown[]): unknown {
  for (let at = 0; at + 1 < boundaries.length; at++) {
    if (compareValues(value, boundaries[at]) >= 0 && compareValues(value, boundaries[at + 1]) < 0)
      return boundaries[at];
  }
  return undefined;
}

const bucket: MakeStage = (specification, context, name) => {
  const options = needDocument(specification, name, 'Location40201');
  onlyFields(options, ['groupBy', 'boundaries', 'default', 'output'], name);
  const key = compileFor(options.groupBy, context);
  const boundaries = checkedBoundaries(options.boundaries);
  const fallback = literalBoundary(options.default);
  const hasDefault = Object.hasOwn(options, 'default');
  const outputs = compileOutputs(needDocument(options.output ?? COUNT_ONLY, name, 'Location40196'), context);
  return function* (documents, env) {
    const keyOf = key(env);
    const create = groupMaker(outputs, env);
    const groups = new Map<string, Group>();
    for (const document of documents) {
      const found = bucketOf(keyOf(document), boundaries);
      if (found === undefined && !hasDefault) {
        throw new CommandError(
          'Location40066',
          '$bucket: a value lies outside of the boundaries and no default is specified',
        );
      }
      const id = found === undefined ? fallback : found;
      const at = groupKey(id);
      const known = groups.get(at) ?? create(id);
      groups.set(at, known);
      addTo(known, document);
    }
    const sorted = [...groups.values()].sort((a, b) => compareValues(a.id, b.id));
    for (const found of sorted) yield finished(found);
  };
};

const bucketAuto: MakeStage = (specification, context, name) => {
  const options = needDocument(specification, name, 'Location40240');
  onlyFields(options, ['groupBy', 'buckets', 'output'], name);
  const count = needWhole(options.buckets, 1, name, 'Location40243');
  const key = compileFor(options.groupBy, context);
  const outputs = compileOutputs(needDocument(options.output ?? COUNT_ONLY, name, 'Location40244'), context);
  return function* (documents, env) {
    const keyOf = key(env);
    const create = groupMaker(outputs, env);
    const entries = [...documents]
      .map((document) => ({ document, value: keyOf(document) ?? null }))
      .sort((a, b) => compareValues(a.value, b.value));
    for (const part of evenParts(entries, count)) {
      const id = { min: part.entries[0]!.value, max: part.max };
      const found = create(id);
      for (const { document } of part.entries) addTo(found, document);
      yield finished(found);
    }
  };
};

interface Entry {
  readonly document: Document;
  readonly value: unknown;
}

/** Sorted entries in parts of even size; equal values stay together; a part ends where the next one begins. */
function evenParts(entries: readonly Entry[], count: number): { entries: Entry[]; max: unknown }[] {
  const size = Math.max(1, Math.round(entries.length / count));
  const parts: Entry[][] = [];
  for (let at = 0; at < entries.length; ) {
    let end = parts.length === count - 1 ? entries.length : Math.min(entries.length, at + size);
    while (end < entries.length && compareValues(entries[end]!.value, entries[end - 1]!.value) === 0)
      end += 1;
    parts.push(entries.slice(at, end));
    at = end;
  }
  return parts.map((part, at) => ({ entries: part, max: parts[at + 1]?.[0]?.value ?? part.at(-1)!.value }));
}

/** Stages that gather documents into groups. */
export const GROUP_STAGES: Readonly<Record<string, MakeStage>> = {
  $group: group,
  $sortByCount: sortByCount,
  $bucket: bucket,
  $bucketAuto: bucketAuto,
};
