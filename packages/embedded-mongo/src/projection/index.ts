import { compileExpression } from '../aggregate/expression/compile.js';
import { bindingsOf, scopeOf } from '../aggregate/expression/scope.js';
import { type Matcher, truthy } from '../matcher/index.js';
import type { Document } from '../types.js';
import { buildProjection } from './apply.js';
import { type ProjectionContext, parseProjection } from './parse.js';

/** What the expressions of a projection may refer to. */
export interface ProjectionOptions {
  /** The query's, for the positional `$`. */
  readonly matcher?: Matcher | undefined;
  /** Variables of a command's or stage's `let`. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** `$$NOW`. @default the time of compilation */
  readonly now?: Date;
}

/** Compiles a projection for a find, or one of the stages `$project` and `$set`. */
export function compileProjectionFor(
  specification: Document,
  context: ProjectionContext,
  { matcher, variables = {}, now = new Date() }: ProjectionOptions,
): (document: Document) => Document {
  const bindings = bindingsOf(variables);
  const names = Object.keys(variables);
  const compute = (expression: unknown) => {
    const evaluate = compileExpression(expression, names);
    return (document: Document) => evaluate(scopeOf(document, now, bindings));
  };
  return buildProjection(parseProjection(specification, context), {
    compileExpression: compute,
    compileCondition: (expression) => {
      const evaluate = compute(expression);
      return (document) => truthy(evaluate(document));
    },
    matcher,
  });
}

/**
 * Compiles a find's projection. The result shares parts with the document and never writes to it.
 * `matcher` is the query's, for the positional `$`.
 * @throws CommandError with MongoDB's code when inclusions and exclusions are mixed or two paths collide.
 */
export function compileProjection(
  specification: Document,
  matcher?: Matcher,
  options: Omit<ProjectionOptions, 'matcher'> = {},
): (document: Document) => Document {
  if (Object.keys(specification).length === 0) return (document) => document;
  return compileProjectionFor(specification, 'find', { matcher, ...options });
}
