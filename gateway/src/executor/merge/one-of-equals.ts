import type { ResponsePath } from '../null-positions.js';
import type { LeafPlace, ResponseObject } from '../plan/compiled-plan.js';
import { ByValues } from './by-values.js';
import { readOwn, writeOwn } from './own.js';

/**
 * Puts one object in the place of all at a plan's path that are equal, which have leaves only, and finds those that are left, in
 * the order in which the first of each comes. What is brought to an object later is then brought to all its places at once.
 */
export function oneOfEquals(
  root: ResponseObject,
  path: ResponsePath,
  { names }: LeafPlace,
): readonly ResponseObject[] {
  const found: ResponseObject[] = [];
  const known = new ByValues<ResponseObject>(names);
  const keep = (object: ResponseObject): ResponseObject => {
    found.push(object);
    return object;
  };
  replaceAt(root, path, 0, (object) => known.get(object, keep));
  return found;
}

function replaceAt(
  value: unknown,
  path: ResponsePath,
  depth: number,
  replace: (object: ResponseObject) => ResponseObject,
): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth;
    for (let i = 0; i < value.length; i++) {
      const replaced = replaceAt(value[i], path, next, replace);
      if (replaced !== value[i]) value[i] = replaced;
    }
    return value;
  }
  const key = path[depth];
  const object = value as ResponseObject;
  if (key === undefined) return replace(object);
  const child = readOwn(object, String(key));
  const replaced = replaceAt(child, path, depth + 1, replace);
  if (replaced !== child) writeOwn(object, String(key), replaced);
  return object;
}
