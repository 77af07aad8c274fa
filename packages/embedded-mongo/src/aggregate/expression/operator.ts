import { CommandError } from '../../errors.js';
import { typeName } from '../../matcher/type-names.js';
import { type BsonNumber, isNumber, toDouble, toInteger } from '../../numbers/exact.js';
import { type Document, isDocument } from '../../types.js';
import type { Evaluate, Scope } from './scope.js';

/** Compiles sub-expressions; `names` are variables that they may use besides those around them. */
export type Compile = (expression: unknown, names?: readonly string[]) => Evaluate;

/** Builds the evaluation of one operator from its operand. */
export type Operator = (operand: unknown, compile: Compile, name: string) => Evaluate;

/** A group of operators by name. */
export type OperatorTable = Readonly<Record<string, Operator>>;

/** Null, undefined and missing: what most operators answer with null. */
export function nullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** An operator of a fixed number of arguments that are all evaluated; a single one needs no array. */
export function args(
  least: number,
  most: number,
  compute: (values: unknown[], scope: Scope, name: string) => unknown,
): Operator {
  return (operand, compile, name) => {
    const list: unknown[] = Array.isArray(operand) ? operand : [operand];
    if (list.length < least || list.length > most) {
      const expected =
        least === most ? `exactly ${least} arguments` : `at least ${least} and at most ${most} arguments`;
      throw new CommandError(
        'Location16020',
        `Expression ${name} takes ${expected}. ${list.length} were passed in.`,
      );
    }
    const parts = list.map((part) => compile(part));
    if (parts.length === 1) {
      const only = parts[0]!;
      return (scope) => compute([only(scope)], scope, name);
    }
    return (scope) =>
      compute(
        parts.map((part) => part(scope)),
        scope,
        name,
      );
  };
}

/** An operator of one argument. */
export function unary(compute: (value: unknown, name: string) => unknown): Operator {
  return args(1, 1, ([value], _scope, name) => compute(value, name));
}

/** An operator of one argument that answers null with null. */
export function nullUnary(compute: (value: unknown, name: string) => unknown): Operator {
  return unary((value, name) => (nullish(value) ? null : compute(value, name)));
}

/** An operator of two arguments that answers null when either is. */
export function nullBinary(compute: (a: unknown, b: unknown, name: string) => unknown): Operator {
  return args(2, 2, ([a, b], _scope, name) => (nullish(a) || nullish(b) ? null : compute(a, b, name)));
}

/** An operator whose operand is a document of named expressions. */
export function named(
  required: readonly string[],
  optional: readonly string[],
  compute: (values: Record<string, unknown>, scope: Scope, name: string) => unknown,
): Operator {
  return (operand, compile, name) => {
    const parts = Object.entries(checkedFields(operand, required, optional, name)).map(
      ([key, part]) => [key, compile(part)] as const,
    );
    return (scope) =>
      compute(Object.fromEntries(parts.map(([key, part]) => [key, part(scope)])), scope, name);
  };
}

/** The operand as a document with the required fields and no unknown ones. */
export function checkedFields(
  operand: unknown,
  required: readonly string[],
  optional: readonly string[],
  name: string,
): Document {
  if (!isDocument(operand)) {
    throw new CommandError(
      'FailedToParse',
      `${name} only supports an object as its argument, not ${typeName(operand)}`,
    );
  }
  for (const key of Object.keys(operand)) {
    if (!required.includes(key) && !optional.includes(key)) {
      throw new CommandError('FailedToParse', `Unrecognized argument to ${name}: ${key}`);
    }
  }
  for (const key of required) {
    if (!Object.hasOwn(operand, key))
      throw new CommandError('FailedToParse', `Missing '${key}' parameter to ${name}`);
  }
  return operand;
}

/** The value as a number; code 14 naming the operator otherwise. */
export function needNumber(value: unknown, name: string): BsonNumber {
  if (isNumber(value)) return value;
  throw new CommandError('TypeMismatch', `${name} only supports numeric types, not ${typeName(value)}`);
}

/** The value as an integer. */
export function needInteger(value: unknown, name: string): number {
  const integer = isNumber(value) ? toInteger(value) : undefined;
  if (integer !== undefined) return Number(integer);
  throw new CommandError(
    'TypeMismatch',
    `${name} needs an integer, not ${isNumber(value) ? toDouble(value) : typeName(value)}`,
  );
}

/** The codes of operators that have one of their own for an operand that is no array. */
const NO_ARRAY: Readonly<Record<string, number>> = {
  $allElementsTrue: 17040,
  $anyElementTrue: 17041,
  $arrayElemAt: 28689,
  $arrayToObject: 40386,
  $concatArrays: 28664,
  $filter: 28651,
  $first: 28689,
  $in: 40081,
  $indexOfArray: 40090,
  $last: 28689,
  $map: 16883,
  $reduce: 40080,
  $reverseArray: 34435,
  $setEquals: 17044,
  $setIntersection: 17047,
  $setUnion: 17043,
  $size: 17124,
  $slice: 28724,
  $sortArray: 2942504,
};

/** The same for an operand that is no string. */
const NO_STRING: Readonly<Record<string, number>> = {
  $indexOfBytes: 40091,
  $indexOfCP: 40093,
  $split: 40085,
  $strLenBytes: 34473,
  $strLenCP: 34471,
};

function mismatch(code: number | undefined, message: string): CommandError {
  return new CommandError(code === undefined ? 'TypeMismatch' : `Location${code}`, message);
}

/** The value as an array. */
export function needArray(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw mismatch(NO_ARRAY[name], `${name} needs an array, but got ${typeName(value)}`);
}

/** The value as a string; `code` is that of an operand other than the first. */
export function needString(value: unknown, name: string, code = NO_STRING[name]): string {
  if (typeof value === 'string') return value;
  throw mismatch(code, `${name} needs a string, but got ${typeName(value)}`);
}
