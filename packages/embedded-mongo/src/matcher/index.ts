import type { Document } from '../types.js';
import { compileWith, type Matcher } from './compile.js';

export { filterBounds, type Interval } from './bounds.js';
export type { Matcher } from './compile.js';
export { isRegex, toRegExp } from './regex.js';
export { typeName } from './type-names.js';
export { hasOperatorKey, truthy } from './value-test.js';

/**
 * Compiles a query filter once for many documents.
 * @throws CommandError with MongoDB's code for a filter that is malformed or not supported.
 */
export function compileFilter(filter: Document): Matcher {
  return compileWith(filter, undefined);
}
