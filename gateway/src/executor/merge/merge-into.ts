import type { ResponseObject } from '../plan/compiled-plan.js';
import { readOwn, writeOwn } from './own.js';

const NONE: ReadonlySet<unknown> = new Set();

/**
 * Merges a subgraph's data into the response: objects and lists element by element, anything else replaces what was
 * there, but null does not replace what another subgraph knows.
 * @param interfaces names that an interface object answers as its `__typename`: they do not replace what it really is.
 *   @default none
 */
export function mergeInto(
  target: ResponseObject,
  source: ResponseObject,
  interfaces: ReadonlySet<unknown> = NONE,
): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    const present = readOwn(target, key);
    if (present === undefined) writeOwn(target, key, value);
    else if (value === null || value === undefined) continue;
    else if (key !== '__typename' || !interfaces.has(value)) {
      writeOwn(target, key, merged(present, value, interfaces));
    }
  }
}

function merged(present: unknown, value: unknown, interfaces: ReadonlySet<unknown>): unknown {
  if (present === null || typeof present !== 'object' || typeof value !== 'object' || value === null)
    return value;
  if (Array.isArray(present) && Array.isArray(value)) {
    return value.map((item, i) =>
      item === null || item === undefined ? present[i] : merged(present[i] ?? null, item, interfaces),
    );
  }
  if (Array.isArray(present) || Array.isArray(value)) return value;
  if (present !== value) mergeInto(present as ResponseObject, value as ResponseObject, interfaces);
  return present;
}
