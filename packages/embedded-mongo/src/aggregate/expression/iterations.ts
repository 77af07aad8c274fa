import { CommandError } from '../../errors.js';
import { truthy } from '../../matcher/value-test.js';
import {
  checkedFields,
  needArray,
  needInteger,
  nullish,
  type Operator,
  type OperatorTable,
} from './operator.js';
import { bind } from './scope.js';

function variableName(given: unknown): string {
  if (given === undefined) return 'this';
  if (typeof given === 'string' && /^[a-z_\u0080-\uffff]\w*$/u.test(given)) return given;
  throw new CommandError('FailedToParse', `'${String(given)}' is not a valid name for a variable`);
}

const map: Operator = (operand, compile, name) => {
  const fields = checkedFields(operand, ['input', 'in'], ['as'], name);
  const variable = variableName(fields.as);
  const input = compile(fields.input);
  const body = compile(fields.in, [variable]);
  return (scope) => {
    const array = input(scope);
    if (nullish(array)) return null;
    return needArray(array, name).map((item) => body(bind(scope, variable, item)) ?? null);
  };
};

const filter: Operator = (operand, compile, name) => {
  const fields = checkedFields(operand, ['input', 'cond'], ['as', 'limit'], name);
  const variable = variableName(fields.as);
  const input = compile(fields.input);
  const condition = compile(fields.cond, [variable]);
  const limit = compile(fields.limit);
  return (scope) => {
    const array = input(scope);
    if (nullish(array)) return null;
    const wanted = limit(scope);
    const most = nullish(wanted) ? Number.POSITIVE_INFINITY : needInteger(wanted, name);
    if (most < 1) throw new CommandError('Location327392', '$filter: limit must be greater than 0');
    const kept: unknown[] = [];
    for (const item of needArray(array, name)) {
      if (kept.length >= most) break;
      if (truthy(condition(bind(scope, variable, item)))) kept.push(item);
    }
    return kept;
  };
};

const reduce: Operator = (operand, compile, name) => {
  const fields = checkedFields(operand, ['input', 'initialValue', 'in'], [], name);
  const input = compile(fields.input);
  const initial = compile(fields.initialValue);
  const body = compile(fields.in, ['value', 'this']);
  return (scope) => {
    const array = input(scope);
    if (nullish(array)) return null;
    return needArray(array, name).reduce<unknown>(
      (value, item) => body(bind(bind(scope, 'value', value), 'this', item)),
      initial(scope),
    );
  };
};

/** Operators that evaluate an expression for each element of an array. */
export const ITERATIONS: OperatorTable = { $map: map, $filter: filter, $reduce: reduce };
