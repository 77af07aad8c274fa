import { CommandError } from '../../errors.js';
import { isNumber, toDouble } from '../../numbers/exact.js';
import { ACCUMULATORS, percentile } from '../accumulate/accumulator.js';
import { named, needArray, type Operator, type OperatorTable } from './operator.js';

/** An accumulator over the elements of one array, or over several arguments. */
function over(name: string): Operator {
  const create = ACCUMULATORS[name]!;
  return (operand, compile) => {
    const list: unknown[] = Array.isArray(operand) ? operand : [operand];
    const parts = list.map((part) => compile(part));
    return (scope) => {
      const accumulator = create();
      const values = parts.map((part) => part(scope));
      for (const value of parts.length === 1 && Array.isArray(values[0])
        ? (values[0] as unknown[])
        : values) {
        accumulator.add(value);
      }
      return accumulator.result();
    };
  };
}

/** Numbers among the values, in ascending order. */
export function sortedNumbers(input: unknown): number[] {
  const values: unknown[] = Array.isArray(input) ? input : [input];
  return values
    .filter(isNumber)
    .map(toDouble)
    .sort((a, b) => a - b);
}

/** The fractions of a `p`, each from 0 to 1. */
export function fractions(p: unknown, name: string): number[] {
  return needArray(p, name).map((fraction) => {
    const value = isNumber(fraction) ? toDouble(fraction) : Number.NaN;
    if (value >= 0 && value <= 1) return value;
    throw new CommandError(
      'Location7750301',
      `The 'p' of ${name} must be an array of numbers from 0.0 to 1.0`,
    );
  });
}

/** Accumulators that also work on an array or a list of arguments. */
export const STATISTICS: OperatorTable = {
  $sum: over('$sum'),
  $avg: over('$avg'),
  $min: over('$min'),
  $max: over('$max'),
  $stdDevPop: over('$stdDevPop'),
  $stdDevSamp: over('$stdDevSamp'),
  $median: named(['input', 'method'], [], ({ input }) => percentile(sortedNumbers(input), 0.5)),
  $percentile: named(['input', 'p', 'method'], [], ({ input, p }, _scope, name) => {
    const sorted = sortedNumbers(input);
    return fractions(p, name).map((fraction) => percentile(sorted, fraction));
  }),
};
