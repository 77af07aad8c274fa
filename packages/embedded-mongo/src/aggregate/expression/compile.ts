import { asDocument } from '../../bsonkey/index.js';
import { CommandError } from '../../errors.js';
import { type Document, isDocument, own, put } from '../../types.js';
import { ARITHMETIC } from './arithmetic.js';
import { ARRAYS } from './arrays.js';
import { CONDITIONS } from './conditions.js';
import { CONVERSIONS } from './conversions.js';
import { DATES } from './dates.js';
import { ITERATIONS } from './iterations.js';
import { OBJECTS } from './objects.js';
import type { Compile, OperatorTable } from './operator.js';
import { type Evaluate, lookup } from './scope.js';
import { SETS } from './sets.js';
import { STATISTICS } from './statistics.js';
import { STRINGS } from './strings.js';
import { TRIGONOMETRY } from './trigonometry.js';

const OPERATORS: OperatorTable = {
  ...ARITHMETIC,
  ...ARRAYS,
  ...CONDITIONS,
  ...CONVERSIONS,
  ...DATES,
  ...ITERATIONS,
  ...OBJECTS,
  ...SETS,
  ...STATISTICS,
  ...STRINGS,
  ...TRIGONOMETRY,
};

const LITERALS = new Set(['$literal', '$const']);

/** True for the name of an expression that this server has. */
export function isOperator(name: string): boolean {
  return Object.hasOwn(OPERATORS, name) || LITERALS.has(name);
}

const SYSTEM: Readonly<Record<string, Evaluate>> = {
  ROOT: (scope) => scope.root,
  CURRENT: (scope) => scope.current,
  REMOVE: () => undefined,
  NOW: (scope) => scope.now,
  KEEP: () => 'keep',
  PRUNE: () => 'prune',
  DESCEND: () => 'descend',
};

function valueAt(value: unknown, steps: readonly string[], at: number): unknown {
  let current = value;
  for (let step = at; step < steps.length; step++) {
    if (Array.isArray(current)) return valuesAt(current, steps, step);
    const document = asDocument(current);
    if (!isDocument(document)) return undefined;
    current = own(document, steps[step]!);
  }
  return current;
}

/** A path through an array gives the values of the documents in it. */
function valuesAt(array: readonly unknown[], steps: readonly string[], at: number): unknown[] {
  const found: unknown[] = [];
  for (const item of array) {
    if (!isDocument(item)) continue;
    const value = valueAt(item, steps, at);
    if (value !== undefined) found.push(value);
  }
  return found;
}

function checkedSteps(path: string): string[] {
  const steps = path.split('.');
  if (steps.includes('')) {
    throw new CommandError(
      'Location40353',
      `FieldPath '${path}' must not end with '.' or contain an empty field name`,
    );
  }
  return steps;
}

function compilePath(path: string): Evaluate {
  if (path === '') throw new CommandError('Location16872', "'$' by itself is not a valid FieldPath");
  const steps = checkedSteps(path);
  if (steps.length === 1) {
    const only = steps[0]!;
    return ({ current }) => (isDocument(current) ? own(current, only) : valueAt(current, steps, 0));
  }
  return (scope) => valueAt(scope.current, steps, 0);
}

function compileVariable(reference: string, names: ReadonlySet<string>): Evaluate {
  const steps = checkedSteps(reference);
  const name = steps[0]!;
  const system = Object.hasOwn(SYSTEM, name) ? SYSTEM[name] : undefined;
  if (!system && !names.has(name)) {
    if (name === 'CLUSTER_TIME' || name === 'USER_ROLES' || name === 'SEARCH_META' || name === 'JS_SCOPE') {
      throw new CommandError('Location51144', `$$${name} is not supported by this server`);
    }
    throw new CommandError('Location17276', `Use of undefined variable: ${name}`);
  }
  const read = names.has(name) ? (scope: Parameters<Evaluate>[0]) => lookup(scope, name) : system!;
  return steps.length === 1 ? read : (scope) => valueAt(read(scope), steps, 1);
}

class ExpressionCompiler {
  constructor(private readonly names: ReadonlySet<string>) {}

  readonly compile: Compile = (expression, extra = []) => {
    if (extra.length > 0)
      return new ExpressionCompiler(new Set([...this.names, ...extra])).compile(expression);
    if (typeof expression === 'string' && expression.startsWith('$')) {
      return expression.startsWith('$$')
        ? compileVariable(expression.slice(2), this.names)
        : compilePath(expression.slice(1));
    }
    if (Array.isArray(expression)) {
      const items = (expression as unknown[]).map((item) => this.compile(item));
      return (scope) => items.map((item) => item(scope) ?? null);
    }
    if (!isDocument(expression)) return () => expression;
    return Object.keys(expression)[0]?.startsWith('$') ? this.operator(expression) : this.object(expression);
  };

  private operator(expression: Document): Evaluate {
    const [name, ...others] = Object.keys(expression) as [string, ...string[]];
    if (others.length > 0) {
      throw new CommandError(
        'Location15983',
        `An object representing an expression must have exactly one field: found ${name} beside ${others.join(', ')}`,
      );
    }
    const operand: unknown = expression[name];
    if (LITERALS.has(name)) return () => operand;
    if (!isOperator(name)) {
      throw new CommandError(
        'InvalidPipelineOperator',
        `Unrecognized expression '${name}': this server has no such expression`,
      );
    }
    return OPERATORS[name]!(operand, this.compile, name);
  }

  private object(expression: Document): Evaluate {
    const fields = Object.entries(expression).map(([key, value]) => {
      if (key.includes('.')) {
        throw new CommandError('Location16405', `FieldPath field names may not contain '.' : ${key}`);
      }
      if (key.startsWith('$')) {
        throw new CommandError('Location16410', `FieldPath field names may not start with '$': ${key}`);
      }
      return [key, this.compile(value)] as const;
    });
    return (scope) => {
      const result: Document = {};
      for (const [key, evaluate] of fields) {
        const value = evaluate(scope);
        if (value !== undefined) put(result, key, value);
      }
      return result;
    };
  }
}

/**
 * Compiles an aggregation expression; `names` are the variables that the pipeline's `let` binds.
 * @throws CommandError for an unknown operator (code 168) or variable (code 17276).
 */
export function compileExpression(expression: unknown, names: readonly string[] = []): Evaluate {
  return new ExpressionCompiler(new Set(names)).compile(expression);
}
