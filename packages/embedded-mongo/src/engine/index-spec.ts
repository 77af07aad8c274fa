import { BSONRegExp, Int32, Long } from 'bson';
import { CommandError } from '../errors.js';
import { compileFilter, type Matcher } from '../matcher/index.js';
import { isNumber, toDouble } from '../numbers/exact.js';
import { type Document, isDocument } from '../types.js';

/** An index as the catalog holds it. */
export interface Index {
  readonly space: number;
  readonly name: string;
  /** The key pattern as the client gave it, e.g. { a: 1, b: -1 }. */
  readonly key: Document;
  readonly paths: readonly string[];
  readonly directions: readonly (1 | -1)[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partialFilter?: Document;
  readonly partialMatcher?: Matcher;
  expireAfterSeconds?: number;
  hidden: boolean;
  /** Paths on which a document once had an array. */
  readonly multikey: Set<string>;
  /** True once a key was too long for lmdb and ends in a hash: the order of such keys is not theirs. */
  shortened: boolean;
  /** The write sequence at which it was built in this process; 0 when it was there at the start. */
  readonly builtAt: number;
}

const KNOWN_OPTIONS = new Set([
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'v',
  'ns',
  'hidden',
  'collation',
  'comment',
]);

const REFUSED_KINDS = new Set(['text', '2d', '2dsphere', 'hashed', 'columnstore']);
const MAX_FIELDS = 32;

function refuse(message: string): never {
  throw new CommandError('CannotCreateIndex', message);
}

function checkField(path: string, direction: unknown): 1 | -1 {
  if (typeof direction === 'string') {
    if (REFUSED_KINDS.has(direction)) refuse(`${direction} indexes are not supported by this server`);
    refuse(`Unknown index plugin '${direction}'`);
  }
  if (path === '$**' || path.endsWith('.$**')) refuse('wildcard indexes are not supported by this server');
  if (!isNumber(direction)) refuse('Values in v:2 index key pattern must be numbers or strings');
  const value = toDouble(direction);
  if (value === 0 || Number.isNaN(value)) refuse('Values in the index key pattern cannot be 0.');
  if (path === '' || path.startsWith('.') || path.endsWith('.') || path.includes('..')) {
    refuse('Index keys cannot contain an empty field.');
  }
  if (path.split('.').some((step) => step.startsWith('$') && !['$ref', '$id', '$db'].includes(step))) {
    refuse("Index key contains an illegal field name: field name starts with '$'.");
  }
  return value > 0 ? 1 : -1;
}

function checkKey(key: unknown): Document {
  if (!isDocument(key)) throw new CommandError('TypeMismatch', "The field 'key' must be an object");
  const fields = Object.keys(key);
  if (fields.length === 0) refuse('Index keys cannot be an empty object');
  if (fields.length > MAX_FIELDS) refuse(`Index key pattern has more than ${MAX_FIELDS} fields`);
  return key;
}

function flag(spec: Document, name: string): boolean {
  const value: unknown = spec[name];
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  if (isNumber(value)) return toDouble(value) !== 0;
  throw new CommandError(
    'TypeMismatch',
    `The field '${name}' has value ${name}: ${String(value)}, which is not convertible to bool`,
  );
}

function checkExpiry(spec: Document, key: Document): number | undefined {
  const value: unknown = spec.expireAfterSeconds;
  if (value === undefined) return undefined;
  if (!isNumber(value))
    throw new CommandError('TypeMismatch', "TTL index 'expireAfterSeconds' option must be numeric");
  const seconds = toDouble(value);
  if (Object.keys(key).length !== 1) {
    refuse('TTL indexes are single-field indexes, compound indexes do not support TTL');
  }
  if (Object.hasOwn(key, '_id')) {
    throw new CommandError(
      'InvalidIndexSpecificationOption',
      "The field 'expireAfterSeconds' is not valid for an _id index specification",
    );
  }
  if (!(seconds >= 0 && seconds <= 2_147_483_647)) {
    refuse(`TTL index 'expireAfterSeconds' must be within the range of 0 to 2147483647, got ${seconds}`);
  }
  return seconds;
}

/** The name MongoDB gives an index that has none: `a_1_b_-1`. */
export function defaultIndexName(key: Document): string {
  return Object.entries(key)
    .map(([path, direction]) => `${path}_${String(direction instanceof BSONRegExp ? '' : direction)}`)
    .join('_');
}

/**
 * Reads an index description as createIndexes takes it.
 * @throws CommandError for what MongoDB refuses, and for kinds and options that this server lacks
 */
export function parseIndexSpec(spec: Document, space: number, builtAt: number): Index {
  for (const name of Object.keys(spec)) {
    if (!KNOWN_OPTIONS.has(name)) {
      throw new CommandError(
        'InvalidIndexSpecificationOption',
        `The index option '${name}' is not supported by this server`,
      );
    }
  }
  if (spec.collation !== undefined && !isSimpleCollation(spec.collation)) {
    refuse('collation is not supported by this server: indexes compare strings byte by byte');
  }
  const key = checkKey(spec.key);
  const directions = Object.entries(key).map(([path, direction]) => checkField(path, direction));
  const partial: unknown = spec.partialFilterExpression;
  if (partial !== undefined && !isDocument(partial)) {
    throw new CommandError('TypeMismatch', "The field 'partialFilterExpression' must be an object");
  }
  const sparse = flag(spec, 'sparse');
  if (sparse && partial) refuse("cannot mix 'partialFilterExpression' and 'sparse' options");
  const name: unknown = spec.name ?? defaultIndexName(key);
  if (typeof name !== 'string') throw new CommandError('TypeMismatch', "The field 'name' must be a string");
  if (name === '*') throw new CommandError('BadValue', 'The index name "*" is not valid.');
  return {
    space,
    name,
    key,
    paths: Object.keys(key),
    directions,
    unique: flag(spec, 'unique'),
    sparse,
    partialFilter: partial,
    partialMatcher: partial && compileFilter(partial),
    expireAfterSeconds: checkExpiry(spec, key),
    hidden: flag(spec, 'hidden'),
    multikey: new Set(),
    shortened: false,
    builtAt,
  };
}

/** True for the collation that compares bytes, which is the only one there is. */
export function isSimpleCollation(collation: unknown): boolean {
  return isDocument(collation) && (collation.locale === 'simple' || Object.keys(collation).length === 0);
}

/** What listIndexes says about an index. */
export function describeIndex(index: Index): Document {
  return {
    v: new Int32(2),
    key: index.key,
    name: index.name,
    ...(index.unique && { unique: true }),
    ...(index.sparse && { sparse: true }),
    ...(index.hidden && { hidden: true }),
    ...(index.partialFilter && { partialFilterExpression: index.partialFilter }),
    ...(index.expireAfterSeconds !== undefined && {
      expireAfterSeconds: Number.isInteger(index.expireAfterSeconds)
        ? new Int32(index.expireAfterSeconds)
        : Long.fromNumber(index.expireAfterSeconds),
    }),
  };
}
