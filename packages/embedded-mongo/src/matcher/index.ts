import { compileExpression } from '../aggregate/expression/compile.js';
import { bindingsOf, scopeOf } from '../aggregate/expression/scope.js';
import type { Document } from '../types.js';
import { compileWith, type Matcher } from './compile.js';
import { truthy } from './value-test.js';

export { filterBounds, type Interval } from './bounds.js';
export type { Matcher } from './compile.js';
export { isRegex, toRegExp } from './regex.js';
export { typeName } from './type-names.js';
export { hasOperatorKey, truthy } from './value-test.js';

/** What the expressions of a filter's `$expr` may refer to. */
export interface FilterOptions {
  /** Variables of a command's or stage's `let`. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** `$$NOW`. @default the time of compilation */
  readonly now?: Date | undefined;
}

/**
 * Compiles a query filter once for many documents.
 * @throws CommandError with MongoDB's code for a filter that is malformed or not supported.
 */
export function compileFilter(filter: Document, { variables = {}, now }: FilterOptions = {}): Matcher {
  return compileWith(filter, (expression) => {
    const evaluate = compileExpression(expression, Object.keys(variables));
    const bindings = bindingsOf(variables);
    const time = now ?? new Date();
    return (document) => truthy(evaluate(scopeOf(document, time, bindings)));
  });
}
