import { Int32 } from 'bson';
import { compareValues } from '../../bsonkey/index.js';
import { CommandError } from '../../errors.js';
import { isNumber, toDouble, toInteger } from '../../numbers/exact.js';
import { setAt } from '../../projection/apply.js';
import { compileSort, type Sort } from '../../sort/index.js';
import { type Document, isDocument } from '../../types.js';
import { compileAccumulator } from '../accumulate/compile.js';
import { addMonths, UNIT_MONTHS, UNIT_MS } from '../expression/calendar.js';
import { checkedFields } from '../expression/operator.js';
import {
  compileFor,
  type MakeStage,
  needDocument,
  onlyFields,
  type PipelineEnv,
  type StageContext,
} from '../stage.js';
import { groupKey } from './group.js';

/** A partition in order, with the keys that it is ordered by. */
interface Partition {
  readonly documents: readonly Document[];
  readonly keys: readonly (readonly unknown[])[];
}

/** The value of one output field for the document at a position. */
type WindowFunction = (partition: Partition, at: number) => unknown;

/** The first position of a window and the one after its last. */
type Bounds = (partition: Partition, at: number) => readonly [number, number];

type CompiledOutput = (env: PipelineEnv) => WindowFunction;

const WHOLE: Bounds = ({ documents }) => [0, documents.length];

function offset(bound: unknown, at: number, length: number, end: boolean): number {
  if (bound === 'unbounded') return end ? length : 0;
  const integer = bound === 'current' ? 0n : isNumber(bound) ? toInteger(bound) : undefined;
  if (integer === undefined) {
    throw new CommandError('FailedToParse', "Window bounds must be 'unbounded', 'current', or a number");
  }
  return Math.min(length, Math.max(0, at + Number(integer) + (end ? 1 : 0)));
}

function documentBounds([lower, upper]: readonly unknown[]): Bounds {
  return ({ documents }, at) => [
    offset(lower, at, documents.length, false),
    offset(upper, at, documents.length, true),
  ];
}

/** The value a range's end stands for, seen from a document's own sort value. */
function shifted(value: unknown, by: unknown, unit: string | undefined): unknown {
  const amount = by === 'current' ? 0 : toDouble(by as number);
  if (value instanceof Date && unit !== undefined) {
    const months = UNIT_MONTHS[unit];
    return months === undefined
      ? new Date(value.getTime() + amount * UNIT_MS[unit]!)
      : addMonths(value, amount * months);
  }
  if (isNumber(value) && unit === undefined) return toDouble(value) + amount;
  throw new CommandError(
    'Location5429414',
    'a range-based window needs numbers, or dates and a unit, to sort by',
  );
}

function rangeBounds([lower, upper]: readonly unknown[], unit: string | undefined): Bounds {
  return ({ keys }, at) => {
    const current = keys[at]![0];
    const low = lower === 'unbounded' ? undefined : shifted(current, lower, unit);
    const high = upper === 'unbounded' ? undefined : shifted(current, upper, unit);
    let start = 0;
    while (low !== undefined && start < keys.length && compareValues(keys[start]![0], low) < 0) start += 1;
    let end = keys.length;
    while (high !== undefined && end > start && compareValues(keys[end - 1]![0], high) > 0) end -= 1;
    return [start, end];
  };
}

function parseWindow(window: unknown): Bounds {
  if (window === undefined) return WHOLE;
  const options = needDocument(window, '$setWindowFields window');
  onlyFields(options, ['documents', 'range', 'unit'], 'window');
  const bounds: unknown = options.documents ?? options.range;
  if (!Array.isArray(bounds) || bounds.length !== 2) {
    throw new CommandError('FailedToParse', 'Window bounds must be an array of two values');
  }
  if (options.documents !== undefined) return documentBounds(bounds);
  const unit: unknown = options.unit;
  if (unit !== undefined && !(typeof unit === 'string' && (unit in UNIT_MS || unit in UNIT_MONTHS))) {
    throw new CommandError('Location5439013', `unknown time unit value: ${String(unit)}`);
  }
  return rangeBounds(bounds, unit as string | undefined);
}

function tied(sort: Sort, partition: Partition, a: number, b: number): boolean {
  return sort.compareKeys(partition.keys[a]!, partition.keys[b]!) === 0;
}

/** Ranks of a partition's documents, counted once for each partition. */
function ranking(sort: Sort, dense: boolean): CompiledOutput {
  const ranks = new WeakMap<Partition, number[]>();
  const compute = (partition: Partition): number[] => {
    const found: number[] = [];
    for (let at = 0; at < partition.documents.length; at++) {
      if (at > 0 && tied(sort, partition, at - 1, at)) found.push(found[at - 1]!);
      else found.push(dense ? (found.at(-1) ?? 0) + 1 : at + 1);
    }
    return found;
  };
  return () => (partition, at) => {
    const known = ranks.get(partition) ?? compute(partition);
    ranks.set(partition, known);
    return new Int32(known[at]!);
  };
}

function shift(operand: unknown, context: StageContext): CompiledOutput {
  const fields = checkedFields(operand, ['output', 'by'], ['default'], '$shift');
  const by = isNumber(fields.by) ? toInteger(fields.by) : undefined;
  if (by === undefined) throw new CommandError('FailedToParse', "'$shift:by' must be an integer");
  const output = compileFor(fields.output, context);
  const fallback = compileFor(fields.default ?? null, context);
  return (env) => {
    const evaluate = output(env);
    const otherwise = fallback(env);
    return ({ documents }, at) => {
      const other = documents[at + Number(by)];
      return other ? (evaluate(other) ?? null) : otherwise(documents[at]!);
    };
  };
}

/** The last value that is not null, up to and including the document's own. */
function carriedForward(operand: unknown, context: StageContext): CompiledOutput {
  const expression = compileFor(operand, context);
  return (env) => {
    const evaluate = expression(env);
    return ({ documents }, at) => {
      for (let before = at; before >= 0; before--) {
        const value = evaluate(documents[before]!);
        if (value !== undefined && value !== null) return value;
      }
      return null;
    };
  };
}

const REFUSED = new Set([
  '$derivative',
  '$integral',
  '$expMovingAvg',
  '$linearFill',
  '$covariancePop',
  '$covarianceSamp',
  '$minMaxScaler',
]);

function compileWindowOutput(
  specification: unknown,
  sort: Sort | undefined,
  context: StageContext,
): CompiledOutput {
  const { window, ...rest } = needDocument(specification, '$setWindowFields output');
  const [name, ...others] = Object.keys(rest);
  if (name === undefined || others.length > 0) {
    throw new CommandError('FailedToParse', 'a $setWindowFields output must have exactly one function');
  }
  const operand: unknown = rest[name];
  if (name === '$rank' || name === '$denseRank' || name === '$documentNumber') {
    if (!sort)
      throw new CommandError(
        'Location5371602',
        `${name} must be specified with a top level sortBy expression`,
      );
    return name === '$documentNumber'
      ? () => (_partition, at) => new Int32(at + 1)
      : ranking(sort, name === '$denseRank');
  }
  if (name === '$shift') return shift(operand, context);
  if (name === '$locf') return carriedForward(operand, context);
  if (REFUSED.has(name)) throw new CommandError('FailedToParse', `${name} is not supported by this server`);
  const accumulator = compileAccumulator(name, operand, context);
  const bounds = parseWindow(window);
  return (env) => {
    const create = accumulator(env);
    return (partition, at) => {
      const [start, end] = bounds(partition, at);
      const accumulated = create();
      for (let within = start; within < end; within++) accumulated.add(partition.documents[within]!);
      return accumulated.result();
    };
  };
}

function partitions(documents: Iterable<Document>, keyOf: (document: Document) => unknown): Document[][] {
  const found = new Map<string, Document[]>();
  for (const document of documents) {
    const key = groupKey(keyOf(document) ?? null);
    const known = found.get(key);
    if (known) known.push(document);
    else found.set(key, [document]);
  }
  return [...found.values()];
}

const setWindowFields: MakeStage = (specification, context, name) => {
  const options = needDocument(specification, name);
  onlyFields(options, ['partitionBy', 'sortBy', 'output'], name);
  const sort = isDocument(options.sortBy) ? compileSort(options.sortBy) : undefined;
  const key = compileFor(options.partitionBy ?? null, context);
  const outputs = Object.entries(needDocument(options.output, name)).map(
    ([field, output]) => [field.split('.'), compileWindowOutput(output, sort, context)] as const,
  );
  return function* (documents, env) {
    const functions = outputs.map(([steps, output]) => [steps, output(env)] as const);
    for (const members of partitions(documents, key(env))) {
      const ordered = sort ? sort.sorted(members) : members;
      const partition = { documents: ordered, keys: ordered.map((document) => sort?.keyOf(document) ?? []) };
      for (const [at, document] of ordered.entries()) {
        yield functions.reduce<Document>(
          (result, [steps, compute]) => setAt(result, steps, 0, compute(partition, at)) as Document,
          document,
        );
      }
    }
  };
};

/** `$setWindowFields`. */
export const WINDOW_STAGES: Readonly<Record<string, MakeStage>> = { $setWindowFields: setWindowFields };
