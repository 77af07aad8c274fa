import { compilePipeline } from '../aggregate/index.js';
import { equalValues } from '../bsonkey/index.js';
import { CommandError } from '../errors.js';
import { type Document, isDocument, own, put } from '../types.js';
import { show } from './describe.js';
import { identical } from './identical.js';
import { compileOperators } from './operators.js';
import { upsertBase } from './upsert-base.js';

export { identical } from './identical.js';

/** What an update is told about the document it is applied to. */
export interface ApplyOptions {
  /** True for the new document of an upsert. */
  readonly isInsert?: boolean;
  /** Where the query matched an array, for the positional `$`. */
  readonly arrayIndex?: number | undefined;
  /** The time of `$currentDate` and `$$NOW`. @default the current time */
  readonly now?: Date;
}

/** A compiled update. */
export interface Update {
  readonly kind: 'operators' | 'replacement' | 'pipeline';
  /**
   * The changed document; the argument itself, untouched, when nothing changed. A changed document shares its
   * unchanged parts with the argument. An upsert's document has its `_id`, if it has one, in front.
   * @throws CommandError as MongoDB would, for instance code 66 when `_id` would change.
   */
  apply(document: Document, options?: ApplyOptions): Document;
  /** The document an upsert starts from, before `apply` with `isInsert`. */
  upsertBase(filter: Document): Document;
}

/** Which update this is, and the filters of its `$[name]` steps. */
export interface UpdateOptions {
  readonly arrayFilters?: readonly Document[] | undefined;
  /** Variables of the command's `let`, for updates by pipeline. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

function idFirst(document: Document): Document {
  const keys = Object.keys(document);
  if (!keys.includes('_id') || keys[0] === '_id') return document;
  return { _id: document._id as unknown, ...document };
}

function keepsId(
  before: Document,
  after: Document,
  path: 'operators' | 'replacement' | 'pipeline',
): Document {
  const id = own(before, '_id');
  if (before === after || id === undefined || equalValues(id, own(after, '_id'))) return after;
  throw new CommandError(
    'ImmutableField',
    path === 'operators'
      ? "Performing an update on the path '_id' would modify the immutable field '_id'"
      : `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(own(after, '_id'))}`,
  );
}

function guarded(
  kind: Update['kind'],
  apply: (document: Document, options: ApplyOptions) => Document,
): Update {
  return {
    kind,
    upsertBase: (filter) => upsertBase(filter, kind === 'replacement'),
    apply: (document, options = {}) => {
      const after = keepsId(document, apply(document, options), kind);
      return options.isInsert ? idFirst(after) : after;
    },
  };
}

function compileReplacement(replacement: Document): Update {
  const dollar = Object.keys(replacement).find((key) => key.startsWith('$'));
  if (dollar !== undefined) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's ` +
        'replacement document. Consider using an aggregation pipeline with $replaceWith.',
    );
  }
  return guarded('replacement', (document) => {
    const id = own(document, '_id');
    const result: Document = {};
    if (id !== undefined) result._id = Object.hasOwn(replacement, '_id') ? (replacement._id as unknown) : id;
    for (const [key, value] of Object.entries(replacement))
      if (key !== '_id' || id === undefined) put(result, key, value);
    const after = idFirst(result);
    return identical(after, document) ? document : after;
  });
}

const UPDATE_STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith']);

function compilePipelineUpdate(stages: readonly Document[], variables: UpdateOptions['variables']): Update {
  for (const stage of stages) {
    const name = isDocument(stage) ? Object.keys(stage)[0] : undefined;
    if (name === undefined || !UPDATE_STAGES.has(name)) {
      throw new CommandError(
        'InvalidOptions',
        `${name ?? 'an empty stage'} is not allowed to be used within an update`,
      );
    }
  }
  const pipeline = compilePipeline(stages, Object.keys(variables ?? {}));
  return guarded('pipeline', (document, { now = new Date() }) => {
    const env = { now, variables, collection: noCollections };
    const [result = document] = pipeline.runOver([document], env);
    const id = own(document, '_id');
    const after = id === undefined || Object.hasOwn(result, '_id') ? result : { _id: id, ...result };
    return identical(after, document) ? document : after;
  });
}

function noCollections(): never {
  throw new CommandError('InternalError', 'an update reads no other collection');
}

/**
 * Compiles an update once for many documents: operators, a replacement document, or a pipeline (an array).
 * @throws CommandError with MongoDB's code for an update that is malformed or contradicts itself.
 */
export function compileUpdate(update: Document | readonly Document[], options: UpdateOptions = {}): Update {
  if (Array.isArray(update)) {
    if (options.arrayFilters) {
      throw new CommandError('FailedToParse', 'arrayFilters may not be specified for pipeline-style updates');
    }
    return compilePipelineUpdate(update as Document[], options.variables);
  }
  const document = update as Document;
  if (!isDocument(document)) {
    throw new CommandError('FailedToParse', 'Update argument must be either an object or an array');
  }
  if (Object.keys(document)[0]?.startsWith('$') !== true) {
    if (options.arrayFilters) {
      throw new CommandError(
        'FailedToParse',
        'arrayFilters may not be specified for replacement-style updates',
      );
    }
    return compileReplacement(document);
  }
  const apply = compileOperators(document, options.arrayFilters ?? []);
  return guarded('operators', (before, given) =>
    apply(before, {
      isInsert: given.isInsert ?? false,
      arrayIndex: given.arrayIndex,
      now: given.now ?? new Date(),
    }),
  );
}
