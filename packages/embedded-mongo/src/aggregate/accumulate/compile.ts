import { compareValues } from '../../bsonkey/index.js';
import { CommandError } from '../../errors.js';
import { isNumber, toInteger } from '../../numbers/exact.js';
import { compileSort } from '../../sort/index.js';
import { type Document, isDocument } from '../../types.js';
import { checkedFields, needArray, nullish } from '../expression/operator.js';
import { fractions, sortedNumbers } from '../expression/statistics.js';
import type { PipelineEnv, StageContext } from '../stage.js';
import { compileFor } from '../stage.js';
import { ACCUMULATORS, type Accumulator, percentile } from './accumulator.js';

/** A compiled accumulator: for a running pipeline and the `_id` of a group, makes one that is fed whole documents. */
export type CompiledAccumulator = (env: PipelineEnv) => (groupId?: unknown) => DocumentAccumulator;

/** Collects the documents of one group. */
export interface DocumentAccumulator {
  add(document: Document): void;
  result(): unknown;
}

/** Collects values and computes the result from all of them. */
class Collected implements Accumulator {
  private readonly values: unknown[] = [];

  constructor(private readonly finish: (values: unknown[]) => unknown) {}

  add(value: unknown): void {
    this.values.push(value);
  }

  result(): unknown {
    return this.finish(this.values);
  }
}

function feeding(create: () => Accumulator, evaluate: (document: Document) => unknown): DocumentAccumulator {
  const accumulator = create();
  return { add: (document) => accumulator.add(evaluate(document)), result: () => accumulator.result() };
}

function countOf(given: unknown, name: string): number {
  const count = isNumber(given) ? toInteger(given) : undefined;
  if (count === undefined || count <= 0n) {
    throw new CommandError('Location5787908', `'n' of ${name} must be greater than 0`);
  }
  return Number(count);
}

/** How many are asked for: a number, or an expression of the group's `_id`. */
function compileCount(n: unknown, name: string, context: StageContext): (env: PipelineEnv) => CountOf {
  if (isNumber(n)) {
    const count = countOf(n, name);
    return () => () => count;
  }
  const expression = compileFor(n, context);
  return (env) => {
    const evaluate = expression(env);
    return (groupId) => countOf(evaluate(isDocument(groupId) ? groupId : {}), name);
  };
}

type CountOf = (groupId: unknown) => number;

type Pick = (values: unknown[], n: number) => unknown[];

const FIRST_OF_EACH: Readonly<Record<string, Pick>> = {
  $firstN: (values, n) => values.slice(0, n).map((value) => value ?? null),
  $lastN: (values, n) => values.slice(-n).map((value) => value ?? null),
  $minN: (values, n) =>
    values
      .filter((value) => !nullish(value))
      .sort(compareValues)
      .slice(0, n),
  $maxN: (values, n) =>
    values
      .filter((value) => !nullish(value))
      .sort((a, b) => compareValues(b, a))
      .slice(0, n),
};

function severalOf(name: string, operand: unknown, context: StageContext): CompiledAccumulator {
  const { input, n } = checkedFields(operand, ['input', 'n'], [], name);
  const expression = compileFor(input, context);
  const compiledCount = compileCount(n, name, context);
  return (env) => {
    const evaluate = expression(env);
    const countFor = compiledCount(env);
    return (groupId) => {
      const count = countFor(groupId);
      return feeding(() => new Collected((values) => FIRST_OF_EACH[name]!(values, count)), evaluate);
    };
  };
}

function topOf(name: string, operand: unknown, context: StageContext): CompiledAccumulator {
  const many = name.endsWith('N');
  const fields = checkedFields(operand, many ? ['n', 'sortBy', 'output'] : ['sortBy', 'output'], [], name);
  const compiledCount = compileCount(many ? fields.n : 1, name, context);
  if (!isDocument(fields.sortBy))
    throw new CommandError('Location5788604', `'sortBy' of ${name} must be an object`);
  const sort = compileSort(fields.sortBy);
  const output = compileFor(fields.output, context);
  const top = name.startsWith('$top');
  return (env) => {
    const evaluate = output(env);
    const countFor = compiledCount(env);
    return (groupId) => {
      const count = countFor(groupId);
      const documents: Document[] = [];
      const result = (): unknown => {
        const sorted = sort.sorted(documents);
        const chosen = top ? sorted.slice(0, count) : sorted.slice(-count);
        const values = chosen.map((document) => evaluate(document) ?? null);
        return many ? values : (values[0] ?? null);
      };
      return { add: (document) => documents.push(document), result };
    };
  };
}

function percentileOf(name: string, operand: unknown, context: StageContext): CompiledAccumulator {
  const required = name === '$median' ? ['input', 'method'] : ['input', 'p', 'method'];
  const fields = checkedFields(operand, required, [], name);
  const wanted = name === '$median' ? [0.5] : fractions(needArray(fields.p, name), name);
  const input = compileFor(fields.input, context);
  const finish = (values: unknown[]): unknown => {
    const sorted = sortedNumbers(values);
    const found = wanted.map((fraction) => percentile(sorted, fraction));
    return name === '$median' ? found[0] : found;
  };
  return (env) => {
    const evaluate = input(env);
    return () => feeding(() => new Collected(finish), evaluate);
  };
}

const OTHERS: Readonly<Record<string, typeof severalOf>> = {
  $firstN: severalOf,
  $lastN: severalOf,
  $minN: severalOf,
  $maxN: severalOf,
  $top: topOf,
  $topN: topOf,
  $bottom: topOf,
  $bottomN: topOf,
  $median: percentileOf,
  $percentile: percentileOf,
};

/**
 * Compiles `{ $sum: '$price' }` and its like.
 * @throws CommandError code 15952 for an accumulator that does not exist or is not supported.
 */
export function compileAccumulator(
  name: string,
  operand: unknown,
  context: StageContext,
): CompiledAccumulator {
  if (Object.hasOwn(OTHERS, name)) return OTHERS[name]!(name, operand, context);
  const create = Object.hasOwn(ACCUMULATORS, name) ? ACCUMULATORS[name] : undefined;
  if (!create) {
    throw new CommandError(
      'Location15952',
      `unknown group operator '${name}': this server has no such accumulator`,
    );
  }
  if (name === '$count' && !(isDocument(operand) && Object.keys(operand).length === 0)) {
    throw new CommandError('TypeMismatch', '$count takes no arguments, i.e. $count:{}');
  }
  if (Array.isArray(operand) && operand.length !== 1) {
    throw new CommandError('Location40237', `The ${name} accumulator is a unary operator`);
  }
  const expression = compileFor(Array.isArray(operand) ? operand[0] : operand, context);
  return (env) => {
    const evaluate = expression(env);
    return () => feeding(create, evaluate);
  };
}

/** Compiles an output field `{ $sum: '$price' }`. */
export function compileOutput(
  field: string,
  specification: unknown,
  context: StageContext,
): CompiledAccumulator {
  if (!isDocument(specification)) {
    throw new CommandError('Location40234', `The field '${field}' must be an accumulator object`);
  }
  const [name, ...others] = Object.keys(specification);
  if (name === undefined || others.length > 0) {
    throw new CommandError('Location40238', `The field '${field}' must specify one accumulator`);
  }
  return compileAccumulator(name, specification[name], context);
}
