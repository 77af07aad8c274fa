import type { Matcher } from '../matcher/index.js';
import type { Document } from '../types.js';
import { buildProjection } from './apply.js';
import { parseProjection } from './parse.js';

/**
 * Compiles a find's projection. The result shares parts with the document and never writes to it.
 * `matcher` is the query's, for the positional `$`.
 * @throws CommandError with MongoDB's code when inclusions and exclusions are mixed or two paths collide.
 */
export function compileProjection(
  specification: Document,
  matcher?: Matcher,
): (document: Document) => Document {
  if (Object.keys(specification).length === 0) return (document) => document;
  return buildProjection(parseProjection(specification, 'find'), {
    compileExpression: undefined,
    compileCondition: undefined,
    matcher,
  });
}
