import type { ResponseObject } from '../plan/compiled-plan.js';
import { readOwn, writeOwn } from './own.js';

/**
 * Merges a subgraph's data into the response: objects and lists element by element, anything else replaces what was
 * there, but null does not replace what another subgraph knows.
 */
export function mergeInto(target: ResponseObject, source: ResponseObject): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    const present = readOwn(target, key);
    if (present === undefined) writeOwn(target, key, value);
    else if (value !== null && value !== undefined) writeOwn(target, key, merged(present, value));
  }
}

function merged(present: unknown, value: unknown): unknown {
  if (present === null || typeof present !== 'object' || typeof value !== 'object' || value === null)
    return value;
  if (Array.isArray(present) && Array.isArray(value)) {
    return value.map((item, i) =>
      item === null || item === undefined ? present[i] : merged(present[i] ?? null, item),
    );
  }
  if (Array.isArray(present) || Array.isArray(value)) return value;
  if (present !== value) mergeInto(present as ResponseObject, value as ResponseObject);
  return present;
}
