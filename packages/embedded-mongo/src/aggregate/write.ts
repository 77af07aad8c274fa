import { CommandError } from '../errors.js';
import { typeName } from '../matcher/type-names.js';
import { type Document, isDocument } from '../types.js';
import { onlyFields } from './stage.js';

/** A collection, in another database when `db` is given. */
export interface WriteTarget {
  readonly db: string | undefined;
  readonly collection: string;
}

/** What a pipeline's last stage does with its results. */
export type PipelineWrite =
  | { readonly kind: 'out'; readonly into: WriteTarget }
  | {
      readonly kind: 'merge';
      readonly into: WriteTarget;
      /** The fields that identify a document. */
      readonly on: readonly string[];
      readonly whenMatched: 'replace' | 'keepExisting' | 'merge' | 'fail' | readonly Document[];
      readonly whenNotMatched: 'insert' | 'discard' | 'fail';
      readonly variables: Document | undefined;
    };

const WHEN_MATCHED = ['replace', 'keepExisting', 'merge', 'fail'] as const;
const WHEN_NOT_MATCHED = ['insert', 'discard', 'fail'] as const;

function targetOf(given: unknown, name: string): WriteTarget {
  if (typeof given === 'string') return { db: undefined, collection: given };
  if (isDocument(given) && typeof given.coll === 'string') {
    onlyFields(given, ['db', 'coll'], name);
    return { db: typeof given.db === 'string' ? given.db : undefined, collection: given.coll };
  }
  throw new CommandError('FailedToParse', `${name} needs a collection's name, not ${typeName(given)}`);
}

function oneOf<T extends string>(given: unknown, known: readonly T[], fallback: T, option: string): T {
  if (given === undefined) return fallback;
  const found = known.find((one) => one === given);
  if (found === undefined) {
    throw new CommandError(
      'BadValue',
      `Enumeration value '${String(given)}' for field '$merge.${option}' is not a valid value.`,
    );
  }
  return found;
}

function parseMerge(specification: unknown): PipelineWrite {
  const options: Document =
    typeof specification === 'string' ? { into: specification } : (specification as Document);
  if (!isDocument(options)) {
    throw new CommandError(
      'Location51182',
      `$merge requires a string or object argument, but found ${typeName(options)}`,
    );
  }
  onlyFields(options, ['into', 'on', 'whenMatched', 'whenNotMatched', 'let'], '$merge');
  const on: unknown = options.on ?? '_id';
  return {
    kind: 'merge',
    into: targetOf(options.into, '$merge'),
    on: Array.isArray(on) ? on.map(String) : [String(on)],
    whenMatched: Array.isArray(options.whenMatched)
      ? (options.whenMatched as Document[])
      : oneOf(options.whenMatched, WHEN_MATCHED, 'merge', 'whenMatched'),
    whenNotMatched: oneOf(options.whenNotMatched, WHEN_NOT_MATCHED, 'insert', 'whenNotMatched'),
    variables: isDocument(options.let) ? options.let : undefined,
  };
}

/** Reads `$out` and `$merge`; undefined for any other stage. */
export function parseWrite(stage: Document): PipelineWrite | undefined {
  if (Object.hasOwn(stage, '$out')) {
    const given: unknown = stage.$out;
    // here, `$out` spells its collection `coll` as `$merge` does
    return { kind: 'out', into: targetOf(given, '$out') };
  }
  return Object.hasOwn(stage, '$merge') ? parseMerge(stage.$merge) : undefined;
}
