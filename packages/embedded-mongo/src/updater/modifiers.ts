import { Decimal128, Double, Int32, Long, Timestamp } from 'bson';
import { compareValues, equalValues } from '../bsonkey/index.js';
import { CommandError } from '../errors.js';
import { hasOperatorKey, typeName } from '../matcher/index.js';
import { add, multiply, Width, widthOf } from '../numbers/arithmetic.js';
import { type BsonNumber, isNumber, toDouble } from '../numbers/exact.js';
import { type Document, isDocument } from '../types.js';
import { show, showId } from './describe.js';
import { identical } from './identical.js';
import { compilePush } from './push.js';
import { ABSENT, KEEP, type Modify } from './target.js';

/** How an update operator changes one field. */
export interface Modifier {
  readonly modify: Modify;
  readonly creates: boolean;
}

/** Builds a modifier from its operand on `path`; `condition` compiles what `$pull` removes. */
export type MakeModifier = (operand: unknown, path: string, tools: ModifierTools) => Modifier;

/** What modifiers need from outside. */
export interface ModifierTools {
  /** Tests an array element against a `$pull` condition. */
  readonly elementTest: (condition: unknown) => (element: unknown) => boolean;
  readonly now: () => Date;
}

function creating(modify: Modify): Modifier {
  return { modify, creates: true };
}

function existing(modify: Modify): Modifier {
  return {
    modify: (current, document) => (current === ABSENT ? KEEP : modify(current, document)),
    creates: false,
  };
}

function set(operand: unknown): Modifier {
  return creating((current) => (identical(current, operand) ? KEEP : operand));
}

type Arithmetic = (a: BsonNumber, b: BsonNumber) => BsonNumber | undefined;

function arithmetic(name: string, compute: Arithmetic, whenMissing: (operand: BsonNumber) => BsonNumber) {
  return (operand: unknown, path: string): Modifier => {
    if (!isNumber(operand)) {
      throw new CommandError(
        'TypeMismatch',
        `Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${show(operand)}}`,
      );
    }
    return creating((current, document) => {
      if (current === ABSENT) return whenMissing(operand);
      if (!isNumber(current)) {
        throw new CommandError(
          'TypeMismatch',
          `Cannot apply ${name} to a value of non-numeric type. ${showId(document)} has the field ` +
            `'${path.split('.').at(-1)}' of non-numeric type ${typeName(current)}`,
        );
      }
      const result = compute(current, operand);
      if (result === undefined) {
        throw new CommandError(
          'BadValue',
          `Failed to apply ${name} operations to current value (${String(current)}) for document ${showId(document)}`,
        );
      }
      return identical(result, current) ? KEEP : result;
    });
  };
}

function zeroLike(operand: BsonNumber): BsonNumber {
  switch (widthOf(operand)) {
    case Width.Int:
      return new Int32(0);
    case Width.Long:
      return Long.ZERO;
    case Width.Double:
      return new Double(0);
    default:
      return Decimal128.fromString('0');
  }
}

function extreme(direction: 1 | -1) {
  return (operand: unknown): Modifier =>
    creating((current) => {
      if (current === ABSENT) return operand;
      return compareValues(operand, current) * direction > 0 ? operand : KEEP;
    });
}

function currentDate(operand: unknown, _path: string, tools: ModifierTools): Modifier {
  const type = isDocument(operand)
    ? (operand.$type as unknown)
    : operand === true || operand === false
      ? 'date'
      : '';
  if (isDocument(operand) && Object.keys(operand).some((key) => key !== '$type')) {
    throw new CommandError('BadValue', `Unrecognized $currentDate option: ${Object.keys(operand)[0]}`);
  }
  if (type === 'date') return creating(() => tools.now());
  if (type === 'timestamp') {
    return creating(() => new Timestamp({ t: Math.floor(tools.now().getTime() / 1000), i: 1 }));
  }
  throw new CommandError(
    'BadValue',
    isDocument(operand)
      ? "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}"
      : `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
  );
}

function addToSet(operand: unknown, path: string): Modifier {
  const each = isDocument(operand) && Object.keys(operand)[0] === '$each';
  const items: unknown = each ? (operand as Document).$each : [operand];
  if (!Array.isArray(items)) {
    throw new CommandError(
      'TypeMismatch',
      `The argument to $each in $addToSet must be an array but it was of type ${typeName(items)}`,
    );
  }
  if (each && Object.keys(operand as Document).length > 1) {
    throw new CommandError('BadValue', `Found unexpected fields after $each in $addToSet: ${show(operand)}`);
  }
  return creating((current, document) => {
    if (current !== ABSENT && !Array.isArray(current)) {
      throw new CommandError(
        'BadValue',
        `Cannot apply $addToSet to non-array field. Field named '${path.split('.').at(-1)}' has non-array type ` +
          `${typeName(current)} in the document ${showId(document)}`,
      );
    }
    const result: unknown[] = current === ABSENT ? [] : [...(current as unknown[])];
    const before = result.length;
    for (const item of items as unknown[])
      if (!result.some((one) => equalValues(one, item))) result.push(item);
    return current !== ABSENT && result.length === before ? KEEP : result;
  });
}

function pop(operand: unknown): Modifier {
  const end = isNumber(operand) ? toDouble(operand) : Number.NaN;
  if (end !== 1 && end !== -1) {
    throw new CommandError('FailedToParse', `$pop expects 1 or -1, found: ${show(operand)}`);
  }
  return existing((current) => {
    if (!Array.isArray(current)) {
      throw new CommandError(
        'TypeMismatch',
        `Path contains an element of non-array type '${typeName(current)}', $pop needs an array`,
      );
    }
    if (current.length === 0) return KEEP;
    return end === 1 ? current.slice(0, -1) : current.slice(1);
  });
}

function removing(name: string, removes: (element: unknown) => boolean): Modifier {
  return existing((current) => {
    if (!Array.isArray(current))
      throw new CommandError('BadValue', `Cannot apply ${name} to a non-array value`);
    const kept = (current as unknown[]).filter((element) => !removes(element));
    return kept.length === current.length ? KEEP : kept;
  });
}

function pullAll(operand: unknown): Modifier {
  if (!Array.isArray(operand)) {
    throw new CommandError(
      'BadValue',
      `$pullAll requires an array argument but was given a ${typeName(operand)}`,
    );
  }
  return removing('$pullAll', (element) => operand.some((one) => equalValues(one, element)));
}

type BitName = 'and' | 'or' | 'xor';

const BITS: Record<BitName, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

function isBitInteger(value: unknown): value is Int32 | Long {
  return isNumber(value) && widthOf(value) <= Width.Long;
}

function bit(operand: unknown, path: string): Modifier {
  if (!isDocument(operand) || Object.keys(operand).length === 0) {
    throw new CommandError(
      'BadValue',
      'The $bit modifier is not compatible with an empty or non-document operand',
    );
  }
  const steps = Object.entries(operand).map(([name, mask]: [string, unknown]) => {
    if (!Object.hasOwn(BITS, name)) {
      throw new CommandError(
        'BadValue',
        `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator`,
      );
    }
    if (!isBitInteger(mask)) {
      throw new CommandError(
        'BadValue',
        `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(mask)}' is not supported here`,
      );
    }
    return { compute: BITS[name as BitName], mask };
  });
  return creating((current, document) => {
    const start = current === ABSENT ? new Int32(0) : current;
    if (!isBitInteger(start)) {
      throw new CommandError(
        'BadValue',
        `Cannot apply $bit to a value of non-integral type. ${showId(document)} has the field ` +
          `${path.split('.').at(-1)} of non-integer type ${typeName(start)}`,
      );
    }
    let result = BigInt(start.toString());
    let width: Width = widthOf(start);
    for (const { compute, mask } of steps) {
      result = compute(result, BigInt(mask.toString()));
      width = Math.max(width, widthOf(mask)) as Width;
    }
    const typed = width === Width.Int ? new Int32(Number(result)) : Long.fromBigInt(result);
    return identical(typed, current) ? KEEP : typed;
  });
}

/** The update operators on single fields; `$rename` works on two and stands apart. */
export const MODIFIERS: Record<string, MakeModifier> = {
  $set: set,
  $setOnInsert: set,
  $unset: () => existing(() => ABSENT),
  $inc: arithmetic('$inc', add, (operand) => operand),
  $mul: arithmetic('$mul', multiply, zeroLike),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
  $push: (operand, path) => creating(compilePush(operand, path)),
  $addToSet: addToSet,
  $pop: pop,
  $pull: (operand, _path, tools) => removing('$pull', tools.elementTest(operand)),
  $pullAll: pullAll,
  $bit: bit,
};

/** True when a `$pull` operand is a condition on the element itself, as `{ $gt: 5 }`. */
export function isCondition(operand: unknown): operand is Document {
  return hasOperatorKey(operand);
}
