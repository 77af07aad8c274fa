import { type Document, isDocument, own, put } from '../types.js';

type Variables = Readonly<Record<string, unknown>>;

function resolved(reference: string, variables: Variables): { value: unknown } | undefined {
  const [name, ...steps] = reference.slice(2).split('.');
  if (!Object.hasOwn(variables, name!)) return undefined;
  let value = variables[name!];
  for (const step of steps) {
    if (!isDocument(value)) return undefined; // a path through an array is left to the evaluation
    value = own(value, step);
  }
  return value === undefined ? undefined : { value };
}

/** The variables that an operator binds anew for its sub-expressions. */
function rebound(name: string, operand: unknown): string[] {
  if (!isDocument(operand)) return [];
  if (name === '$let') return isDocument(operand.vars) ? Object.keys(operand.vars) : [];
  if (name === '$map' || name === '$filter') return [typeof operand.as === 'string' ? operand.as : 'this'];
  return name === '$reduce' ? ['this', 'value'] : [];
}

function inExpression(expression: unknown, variables: Variables): unknown {
  if (typeof expression === 'string' && expression.startsWith('$$')) {
    const found = resolved(expression, variables);
    return found ? { $literal: found.value } : expression;
  }
  if (Array.isArray(expression))
    return (expression as unknown[]).map((part) => inExpression(part, variables));
  if (!isDocument(expression)) return expression;
  const result: Document = {};
  for (const [key, part] of Object.entries(expression) as [string, unknown][]) {
    if (key === '$literal' || rebound(key, part).some((name) => Object.hasOwn(variables, name)))
      put(result, key, part);
    else put(result, key, inExpression(part, variables));
  }
  return result;
}

/**
 * A filter with the values of variables put into its `$expr` conditions, so that a collection's indexes can
 * serve it. What cannot be put in (a missing value, a path through an array) stays a variable.
 */
export function substituteVariables(filter: Document, variables: Variables): Document {
  if (Object.keys(variables).length === 0) return filter;
  const result: Document = {};
  for (const [key, operand] of Object.entries(filter) as [string, unknown][]) {
    if (key === '$expr') result.$expr = inExpression(operand, variables);
    else if ((key === '$and' || key === '$or' || key === '$nor') && Array.isArray(operand)) {
      result[key] = operand.map((part: unknown) =>
        isDocument(part) ? substituteVariables(part, variables) : part,
      );
    } else put(result, key, operand);
  }
  return result;
}
