import { BSONRegExp } from 'bson';
import { CommandError } from '../errors.js';
import { isNumber, toInteger } from '../numbers/exact.js';
import { type Document, isDocument } from '../types.js';
import { bitTest } from './bits.js';
import { all, type DocumentTest, leaf, NOTHING, not, type Predicate, whole } from './predicate.js';
import { checkOptions, isRegex } from './regex.js';
import { typeName, typeNamesOf } from './type-names.js';
import { equalTest, hasOperatorKey, inTest, modTest, orderTest, regexTest, truthy } from './value-test.js';

/** Compiles the filter inside of an `$elemMatch`. */
export type CompileInner = (filter: Document) => DocumentTest;

type Parse = (operand: unknown, siblings: Document, inner: CompileInner) => Predicate;

const REFUSED: Record<string, string> = {
  $near: 'geospatial queries are',
  $nearSphere: 'geospatial queries are',
  $geoWithin: 'geospatial queries are',
  $within: 'geospatial queries are',
  $geoIntersects: 'geospatial queries are',
  $geoNear: 'geospatial queries are',
  $encStructuredEqual: 'encrypted queries are',
};

const ANYTHING = all([]);

const PARSERS: Record<string, Parse> = {
  $eq: (operand) => leaf(equalTest(operand)),
  $ne: (operand) => {
    if (isRegex(operand)) throw new CommandError('BadValue', "Can't have regex as arg to $ne.");
    return not(leaf(equalTest(operand)));
  },
  $lt: (operand) => leaf(orderTest('$lt', operand)),
  $lte: (operand) => leaf(orderTest('$lte', operand)),
  $gt: (operand) => leaf(orderTest('$gt', operand)),
  $gte: (operand) => leaf(orderTest('$gte', operand)),
  $in: (operand) => leaf(inTest('$in', operand)),
  $nin: (operand) => not(leaf(inTest('$nin', operand))),
  $exists: (operand) => {
    const exists = leaf((value) => value !== undefined);
    return truthy(operand) ? exists : not(exists);
  },
  $type: (operand) => {
    const names = typeNamesOf(operand);
    return leaf((value) => names.has(typeName(value)));
  },
  $mod: (operand) => leaf(modTest(operand)),
  $regex: (operand, siblings) => leaf(regexTest(regexOperand(operand, siblings))),
  $options: (_operand, siblings) => {
    if (!Object.hasOwn(siblings, '$regex')) throw new CommandError('BadValue', '$options needs a $regex');
    return ANYTHING;
  },
  $size: parseSize,
  $all: parseAll,
  $elemMatch: (operand, _siblings, inner) => parseElemMatch(operand, inner),
  $not: parseNot,
  $bitsAllSet: (operand) => leaf(bitTest('$bitsAllSet', operand)),
  $bitsAllClear: (operand) => leaf(bitTest('$bitsAllClear', operand)),
  $bitsAnySet: (operand) => leaf(bitTest('$bitsAnySet', operand)),
  $bitsAnyClear: (operand) => leaf(bitTest('$bitsAnyClear', operand)),
};

function regexOperand(operand: unknown, siblings: Document): BSONRegExp {
  const given: unknown = siblings.$options;
  if (given !== undefined && typeof given !== 'string') {
    throw new CommandError('BadValue', '$options has to be a string');
  }
  if (given !== undefined) checkOptions(given);
  if (typeof operand === 'string') return new BSONRegExp(operand, given ?? '');
  if (!isRegex(operand)) throw new CommandError('BadValue', '$regex has to be a string');
  const own = operand instanceof RegExp ? operand.flags.replace(/[dgvy]/g, '') : operand.options;
  if (given !== undefined && own !== '') {
    throw new CommandError('Location51075', 'options set in both $regex and $options');
  }
  return new BSONRegExp(operand instanceof RegExp ? operand.source : operand.pattern, given ?? own);
}

function parseSize(operand: unknown): Predicate {
  const size = isNumber(operand) ? toInteger(operand) : undefined;
  if (size === undefined) {
    throw new CommandError(
      'FailedToParse',
      `Failed to parse $size. Expected an integer in: $size: ${String(operand)}`,
    );
  }
  if (size < 0n) {
    throw new CommandError(
      'FailedToParse',
      `Failed to parse $size. Expected a non-negative number in: $size: ${size}`,
    );
  }
  return whole((value) => Array.isArray(value) && value.length === Number(size));
}

function parseAll(operand: unknown, _siblings: Document, inner: CompileInner): Predicate {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$all needs an array');
  if (operand.length === 0) return NOTHING;
  const elements = operand.filter((item) => isDocument(item) && Object.keys(item)[0] === '$elemMatch');
  if (elements.length > 0 && elements.length < operand.length) {
    throw new CommandError('BadValue', '$all/$elemMatch has to be consistent');
  }
  return all(
    (operand as unknown[]).map((item) => {
      if (elements.length > 0) return parseElemMatch((item as Document).$elemMatch, inner);
      if (hasOperatorKey(item)) throw new CommandError('BadValue', 'no $ expressions in $all');
      return leaf(isRegex(item) ? regexTest(item) : equalTest(item));
    }),
  );
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$where', '$expr']);

function parseElemMatch(operand: unknown, inner: CompileInner): Predicate {
  if (!isDocument(operand)) throw new CommandError('BadValue', '$elemMatch needs an Object');
  const byValue = hasOperatorKey(operand) && !LOGICAL.has(Object.keys(operand)[0]!);
  const matches = byValue ? parseOperators(operand, inner).test : elementTest(inner(operand));
  const position = (value: unknown) => (Array.isArray(value) ? value.findIndex(matches) : -1);
  return whole((value) => position(value) >= 0, position);
}

function elementTest(test: DocumentTest): (value: unknown) => boolean {
  return (value) => (isDocument(value) || Array.isArray(value)) && test(value);
}

function parseNot(operand: unknown, _siblings: Document, inner: CompileInner): Predicate {
  if (isRegex(operand)) return not(leaf(regexTest(operand)));
  if (!isDocument(operand)) throw new CommandError('BadValue', '$not needs a regex or a document');
  if (Object.keys(operand).length === 0) throw new CommandError('BadValue', '$not cannot be empty');
  return not(parseOperators(operand, inner));
}

/** Compiles `{ $gt: 1, $lt: 5 }`; code 2 for an operator that does not exist or is not supported. */
export function parseOperators(operators: Document, inner: CompileInner): Predicate {
  return all(
    Object.entries(operators).map(([name, operand]) => {
      const parse = Object.hasOwn(PARSERS, name) ? PARSERS[name] : undefined;
      if (parse) return parse(operand, operators, inner);
      if (Object.hasOwn(REFUSED, name)) {
        throw new CommandError('BadValue', `${name}: ${REFUSED[name]} not supported by this server`);
      }
      throw new CommandError('BadValue', `unknown operator: ${name}`);
    }),
  );
}
