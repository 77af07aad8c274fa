import { Int32, Long } from 'bson';
import { asDocument } from '../../bsonkey/index.js';
import { CommandError } from '../../errors.js';
import { compileFilter } from '../../matcher/index.js';
import { setAt } from '../../projection/apply.js';
import { compileSort } from '../../sort/index.js';
import { type Document, isDocument, own, put } from '../../types.js';
import { compileExpression } from '../expression/compile.js';
import { scopeOf } from '../expression/scope.js';
import { type MakeStage, needDocument, needWhole, onlyFields, type StageContext } from '../stage.js';

function* take(documents: Iterable<Document>, count: number): Iterable<Document> {
  let taken = 0;
  for (const document of documents) {
    yield document;
    taken += 1;
    if (taken >= count) return;
  }
}

function* drop(documents: Iterable<Document>, count: number): Iterable<Document> {
  let seen = 0;
  for (const document of documents) {
    if (seen >= count) yield document;
    seen += 1;
  }
}

const match: MakeStage = (specification, context, name) => {
  const filter = needDocument(specification, name, 'Location15959');
  compileFilter(filter, { variables: Object.fromEntries(context.names.map((one) => [one, null])) });
  return function* (documents, env) {
    const matcher = compileFilter(filter, env);
    for (const document of documents) if (matcher.matches(document)) yield document;
  };
};

const sort: MakeStage = (specification, _context, name) => {
  const fields = needDocument(specification, name, 'Location15973');
  if (Object.keys(fields).length === 0) {
    throw new CommandError('Location15976', '$sort stage must have at least one sort key');
  }
  const order = compileSort(fields);
  return function* (documents) {
    yield* order.sorted([...documents]);
  };
};

const limit: MakeStage = (specification, _context, name) => {
  const count = needWhole(specification, 1, name, 'Location15958');
  return (documents) => take(documents, count);
};

const skip: MakeStage = (specification, _context, name) => {
  const count = needWhole(specification, 0, name, 'Location5107200');
  return (documents) => drop(documents, count);
};

const count: MakeStage = (specification) => {
  if (typeof specification !== 'string' || specification === '') {
    throw new CommandError('Location40156', 'the count field must be a non-empty string');
  }
  if (specification.startsWith('$') || specification.includes('.')) {
    throw new CommandError('Location40158', "the count field cannot be a $-prefixed path or contain '.'");
  }
  return function* (documents) {
    let total = 0;
    for (const _document of documents) total += 1;
    const result: Document = {};
    put(result, specification, new Int32(total));
    if (total > 0) yield result;
  };
};

interface Unwind {
  readonly steps: readonly string[];
  readonly preserve: boolean;
  readonly indexSteps: readonly string[] | undefined;
}

function parseUnwind(specification: unknown): Unwind {
  const options: Document = isDocument(specification) ? specification : { path: specification };
  onlyFields(options, ['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'], '$unwind');
  const { path, includeArrayIndex: index } = options as Record<string, unknown>;
  if (typeof path !== 'string')
    throw new CommandError('Location28808', 'expected a string as the path for $unwind stage');
  if (!path.startsWith('$')) {
    throw new CommandError('Location28818', "path option to $unwind stage should be prefixed with a '$'");
  }
  if (index !== undefined && (typeof index !== 'string' || index === '' || index.startsWith('$'))) {
    throw new CommandError(
      'Location28810',
      'includeArrayIndex must be a non-empty string that does not start with $',
    );
  }
  return {
    steps: path.slice(1).split('.'),
    preserve: options.preserveNullAndEmptyArrays === true,
    indexSteps: index === undefined ? undefined : (index as string).split('.'),
  };
}

function without(document: Document, steps: readonly string[], at = 0): Document {
  const step = steps[at]!;
  if (!Object.hasOwn(document, step)) return document;
  const copy = { ...document };
  const inner = own(document, step);
  if (at === steps.length - 1) delete copy[step];
  else if (isDocument(inner)) put(copy, step, without(inner, steps, at + 1));
  return copy;
}

const unwind: MakeStage = (specification) => {
  const { steps, preserve, indexSteps } = parseUnwind(specification);
  const withIndex = (document: Document, index: unknown): Document =>
    indexSteps ? (setAt(document, indexSteps, 0, index) as Document) : document;
  return function* (documents) {
    for (const document of documents) {
      const value = steps.reduce<unknown>(
        (at, step) => (isDocument(at) ? own(asDocument(at), step) : undefined),
        document,
      );
      if (Array.isArray(value) && value.length > 0) {
        for (const [index, item] of value.entries()) {
          yield withIndex(setAt(document, steps, 0, item) as Document, Long.fromNumber(index));
        }
      } else if (!Array.isArray(value) && value !== null && value !== undefined)
        yield withIndex(document, null);
      else if (preserve) yield withIndex(Array.isArray(value) ? without(document, steps) : document, null);
    }
  };
};

const sample: MakeStage = (specification, _context, name) => {
  const options = needDocument(specification, name, 'Location28745');
  const size = needWhole(options.size, 1, name, 'Location28747');
  return function* (documents) {
    const pool = [...documents];
    for (let taken = 0; taken < size && pool.length > 0; taken++) {
      const at = Math.floor(Math.random() * pool.length);
      yield pool[at]!;
      pool[at] = pool.at(-1)!;
      pool.pop();
    }
  };
};

const documentsStage: MakeStage = (specification, context) => {
  const evaluate = compileExpression(specification, context.names);
  return function* (_documents, env) {
    const list = evaluate(scopeOf({}, env.now, undefined));
    if (!Array.isArray(list) || !list.every(isDocument)) {
      throw new CommandError('Location5858203', '$documents needs an array of objects');
    }
    yield* list as Document[];
  };
};

const facet: MakeStage = (specification, context, name) => {
  const facets = Object.entries(needDocument(specification, name, 'Location40169')).map(
    ([key, stages]) => [key, compileFacet(stages, context)] as const,
  );
  if (facets.length === 0)
    throw new CommandError('Location40169', 'the $facet specification must be a non-empty object');
  return function* (documents, env) {
    const all = [...documents];
    const result: Document = {};
    for (const [key, pipeline] of facets) put(result, key, [...pipeline.runOver(all, env)]);
    yield result;
  };
};

function compileFacet(stages: unknown, context: StageContext) {
  for (const stage of Array.isArray(stages) ? (stages as unknown[]) : []) {
    const name = isDocument(stage) ? Object.keys(stage)[0] : undefined;
    if (name === '$facet' || name === '$out' || name === '$merge' || name === '$documents') {
      throw new CommandError('Location40600', `${name} is not allowed to be used within a $facet stage`);
    }
  }
  return context.compilePipeline(stages, context.names);
}

const redact: MakeStage = (specification, context) => {
  const evaluate = compileExpression(specification, context.names);
  return function* (documents, env) {
    for (const root of documents) {
      const visit = (current: Document): Document | undefined => {
        const decision = evaluate({ ...scopeOf(root, env.now, undefined), current });
        if (decision === 'keep') return current;
        if (decision === 'prune') return undefined;
        if (decision !== 'descend') {
          throw new CommandError('Location17053', '$redact must evaluate to $$KEEP, $$PRUNE or $$DESCEND');
        }
        return descend(current, visit);
      };
      const kept = visit(root);
      if (kept) yield kept;
    }
  };
};

function descend(document: Document, visit: (document: Document) => Document | undefined): Document {
  const inner = (value: unknown): unknown => {
    if (isDocument(value)) return visit(value);
    if (!Array.isArray(value)) return value;
    return (value as unknown[]).map(inner).filter((item) => item !== undefined);
  };
  const result: Document = {};
  for (const [key, value] of Object.entries(document)) {
    const kept = inner(value);
    if (kept !== undefined) put(result, key, kept);
  }
  return result;
}

/** Stages that choose, order and multiply documents. */
export const ROW_STAGES: Readonly<Record<string, MakeStage>> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $count: count,
  $unwind: unwind,
  $sample: sample,
  $documents: documentsStage,
  $facet: facet,
  $redact: redact,
};
