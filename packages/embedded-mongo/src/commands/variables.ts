import { scopeOf } from '../aggregate/expression/scope.js';
import { compileExpression } from '../aggregate/index.js';
import type { Document } from '../types.js';
import { documentArg } from './arguments.js';

/** A command's `let`: its values are expressions that refer to no document. @throws CommandError */
export function variablesOf(body: Document, now: Date): Record<string, unknown> | undefined {
  const given = documentArg(body, 'let');
  if (!given) return undefined;
  const variables: Record<string, unknown> = {};
  for (const [name, expression] of Object.entries(given)) {
    variables[name] = compileExpression(expression, [])(scopeOf({}, now, undefined));
  }
  return variables;
}
