import { Int32 } from 'bson';
import { compareValues } from '../../bsonkey/index.js';
import { CommandError } from '../../errors.js';
import { truthy } from '../../matcher/value-test.js';
import { isDocument } from '../../types.js';
import { args, checkedFields, nullish, type Operator, type OperatorTable, unary } from './operator.js';
import { bind } from './scope.js';

function comparison(accepts: (order: number) => unknown): Operator {
  return args(2, 2, ([a, b]) => accepts(compareValues(a, b)));
}

const cond: Operator = (operand, compile, name) => {
  const branches = Array.isArray(operand) ? (operand as unknown[]) : condFields(operand, name);
  if (branches.length !== 3) {
    throw new CommandError(
      'Location16020',
      `Expression $cond takes exactly 3 arguments. ${branches.length} were passed in.`,
    );
  }
  const [test, whenTrue, whenFalse] = branches.map((branch) => compile(branch));
  return (scope) => (truthy(test!(scope)) ? whenTrue!(scope) : whenFalse!(scope));
};

function condFields(operand: unknown, name: string): unknown[] {
  const fields = checkedFields(operand, ['if', 'then', 'else'], [], name);
  return [fields.if, fields.then, fields.else];
}

const switchOperator: Operator = (operand, compile, name) => {
  const fields = checkedFields(operand, [], ['branches', 'default'], name);
  if (!Array.isArray(fields.branches) || fields.branches.length === 0) {
    throw new CommandError('Location40068', '$switch requires at least one branch.');
  }
  const branches = (fields.branches as unknown[]).map((branch) => {
    const { case: test, then: result } = checkedFields(branch, ['case', 'then'], [], '$switch branch');
    return { test: compile(test), result: compile(result) };
  });
  const fallback = Object.hasOwn(fields, 'default') ? compile(fields.default) : undefined;
  return (scope) => {
    for (const { test, result } of branches) if (truthy(test(scope))) return result(scope);
    if (fallback) return fallback(scope);
    throw new CommandError(
      'Location40066',
      '$switch could not find a matching branch for an input, and no default was specified.',
    );
  };
};

const ifNull: Operator = (operand, compile) => {
  const parts = Array.isArray(operand) ? operand.map((part) => compile(part)) : [];
  if (parts.length < 2) {
    throw new CommandError('Location1257300', '$ifNull needs at least two arguments');
  }
  return (scope) => {
    let value: unknown;
    for (const part of parts) {
      value = part(scope);
      if (!nullish(value)) return value;
    }
    return value;
  };
};

const letOperator: Operator = (operand, compile, name) => {
  const { vars, in: body } = checkedFields(operand, ['vars', 'in'], [], name);
  if (!isDocument(vars)) throw new CommandError('Location16876', "$let needs an object as its 'vars'");
  const variables = Object.entries(vars).map(([key, value]) => [key, compile(value)] as const);
  const evaluate = compile(body, Object.keys(vars));
  return (scope) => {
    let inner = scope;
    for (const [key, value] of variables) inner = bind(inner, key, value(scope));
    return evaluate(inner);
  };
};

function logical(stopsAt: boolean): Operator {
  return (operand, compile) => {
    const parts = (Array.isArray(operand) ? (operand as unknown[]) : [operand]).map((part) => compile(part));
    return (scope) => {
      for (const part of parts) if (truthy(part(scope)) === stopsAt) return stopsAt;
      return !stopsAt;
    };
  };
}

/** Comparison, logic and conditions. Comparison has one order across all types; nothing is bracketed by type. */
export const CONDITIONS: OperatorTable = {
  $cmp: comparison((order) => new Int32(order)),
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $and: logical(false),
  $or: logical(true),
  $not: unary((value) => !truthy(value)),
  $cond: cond,
  $switch: switchOperator,
  $ifNull: ifNull,
  $let: letOperator,
};
