import { Long } from 'bson';
import { CommandError } from '../../errors.js';
import { compileFilter, isRegex } from '../../matcher/index.js';
import { setAt } from '../../projection/apply.js';
import { type Document, isDocument } from '../../types.js';
import { compileExpression } from '../expression/compile.js';
import { bindingsOf, scopeOf } from '../expression/scope.js';
import { compileFor, type MakeStage, needDocument, onlyFields, type PipelineEnv } from '../stage.js';
import { groupKey } from './group.js';

function collectionName(given: unknown, name: string): string {
  if (typeof given === 'string' && given !== '') return given;
  throw new CommandError('FailedToParse', `${name} needs the name of a collection in the same database`);
}

function pathOf(given: unknown, option: string, name: string): string {
  if (typeof given === 'string' && given !== '' && !given.startsWith('$')) return given;
  throw new CommandError(
    'FailedToParse',
    `${name} argument '${option}' must be a field path without a leading $`,
  );
}

/** A filter for documents whose field equals one of the values; a regular expression is a value, not a pattern. */
function equalsAny(path: string, values: readonly unknown[]): Document {
  const plain = values.filter((value) => !isRegex(value));
  if (plain.length === values.length) {
    return plain.length === 1 ? { [path]: { $eq: plain[0] } } : { [path]: { $in: plain } };
  }
  return {
    $or: [{ [path]: { $in: plain } }, ...values.filter(isRegex).map((regex) => ({ [path]: { $eq: regex } }))],
  };
}

/** The values to join by: an array's elements count each, a missing field as null. */
function joinValues(value: unknown): unknown[] {
  if (!Array.isArray(value)) return [value ?? null];
  return (value as unknown[]).map((item) => item ?? null);
}

const lookup: MakeStage = (specification, context, name) => {
  const options = needDocument(specification, name);
  onlyFields(options, ['from', 'localField', 'foreignField', 'as', 'let', 'pipeline'], name);
  const as = pathOf(options.as, 'as', name).split('.');
  const byField = options.localField !== undefined || options.foreignField !== undefined;
  if (!byField && options.pipeline === undefined) {
    throw new CommandError('FailedToParse', '$lookup requires localField and foreignField, or a pipeline');
  }
  const local = byField
    ? compileFor(`$${pathOf(options.localField, 'localField', name)}`, context)
    : undefined;
  const foreign = byField ? pathOf(options.foreignField, 'foreignField', name) : '';
  const given = isDocument(options.let) ? options.let : {};
  const variables = Object.entries(given).map(
    ([key, expression]) => [key, compileFor(expression, context)] as const,
  );
  const pipeline = context.compilePipeline(options.pipeline ?? [], [...context.names, ...Object.keys(given)]);
  const from = options.from === undefined && pipeline.ownSource ? '' : collectionName(options.from, name);
  return function* (documents, env) {
    const localOf = local?.(env);
    const values = variables.map(([key, expression]) => [key, expression(env)] as const);
    const source = env.collection(from);
    for (const document of documents) {
      const bound = Object.fromEntries(values.map(([key, evaluate]) => [key, evaluate(document)]));
      const inner: PipelineEnv = { ...env, variables: { ...env.variables, ...bound } };
      const joined = localOf && equalsAny(foreign, joinValues(localOf(document)));
      const narrowed = joined
        ? { find: (filter: Document, find: object) => source.find(both(joined, filter), find) }
        : source;
      yield setAt(document, as, 0, [...pipeline.runOn(narrowed, inner)]) as Document;
    }
  };
};

function both(a: Document, b: Document): Document {
  return Object.keys(b).length === 0 ? a : { $and: [a, b] };
}

const unionWith: MakeStage = (specification, context, name) => {
  const options: Document =
    typeof specification === 'string' ? { coll: specification } : needDocument(specification, name);
  onlyFields(options, ['coll', 'pipeline'], name);
  const pipeline = context.compilePipeline(options.pipeline ?? [], context.names);
  const from = options.coll === undefined && pipeline.ownSource ? '' : collectionName(options.coll, name);
  return function* (documents, env) {
    yield* documents;
    yield* pipeline.runOn(env.collection(from), env);
  };
};

interface Walk {
  readonly connectFrom: (document: Document) => unknown;
  readonly connectTo: string;
  readonly restrict: Document;
  readonly maxDepth: number;
  readonly depthField: readonly string[] | undefined;
}

function* walkGraph(start: unknown, from: string, walk: Walk, env: PipelineEnv): Iterable<Document> {
  const seen = new Set<string>();
  const asked = new Set<string>();
  let frontier = joinValues(start);
  for (let depth = 0; depth <= walk.maxDepth && frontier.length > 0; depth++) {
    const fresh = frontier.filter((value) => !asked.has(groupKey(value)));
    for (const value of fresh) asked.add(groupKey(value));
    if (fresh.length === 0) return;
    frontier = [];
    for (const document of env
      .collection(from)
      .find(both(equalsAny(walk.connectTo, fresh), walk.restrict), {})) {
      const key = groupKey(document._id);
      if (seen.has(key)) continue;
      seen.add(key);
      const next = walk.connectFrom(document);
      if (next !== undefined && next !== null) frontier.push(...joinValues(next));
      yield walk.depthField
        ? (setAt(document, walk.depthField, 0, Long.fromNumber(depth)) as Document)
        : document;
    }
  }
}

const graphLookup: MakeStage = (specification, context, name) => {
  const options = needDocument(specification, name);
  const known = [
    'from',
    'startWith',
    'connectFromField',
    'connectToField',
    'as',
    'maxDepth',
    'depthField',
    'restrictSearchWithMatch',
  ];
  onlyFields(options, known, name);
  const from = collectionName(options.from, name);
  const as = pathOf(options.as, 'as', name).split('.');
  const start = compileFor(options.startWith, context);
  const connectFrom = compileExpression(
    `$${pathOf(options.connectFromField, 'connectFromField', name)}`,
    context.names,
  );
  const connectTo = pathOf(options.connectToField, 'connectToField', name);
  const restrict = (options.restrictSearchWithMatch ?? {}) as Document;
  compileFilter(restrict, { variables: Object.fromEntries(context.names.map((one) => [one, null])) });
  const maxDepth =
    options.maxDepth === undefined ? Number.POSITIVE_INFINITY : Number(String(options.maxDepth));
  const depthField =
    options.depthField === undefined ? undefined : pathOf(options.depthField, 'depthField', name).split('.');
  return function* (documents, env) {
    const bindings = bindingsOf(env.variables ?? {});
    const walk: Walk = {
      connectFrom: (document) => connectFrom(scopeOf(document, env.now, bindings)),
      connectTo,
      restrict,
      maxDepth,
      depthField,
    };
    const startOf = start(env);
    for (const document of documents) {
      yield setAt(document, as, 0, [...walkGraph(startOf(document), from, walk, env)]) as Document;
    }
  };
};

/** Stages that read other collections, through their indexes. */
export const JOIN_STAGES: Readonly<Record<string, MakeStage>> = {
  $lookup: lookup,
  $unionWith: unionWith,
  $graphLookup: graphLookup,
};
