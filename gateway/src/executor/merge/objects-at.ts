import type { ResponsePath } from '../null-positions.js';
import type { ResponseObject } from '../plan/compiled-plan.js';
import { readOwn } from './own.js';

/** The objects at a plan's path, in the response's order; what is null or missing on the way is left out. */
export function objectsAt(root: ResponseObject, path: ResponsePath): ResponseObject[] {
  const found: ResponseObject[] = [];
  collect(root, path, 0, found);
  return found;
}

function collect(value: unknown, path: ResponsePath, depth: number, found: ResponseObject[]): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth;
    for (const item of value) collect(item, path, next, found);
    return;
  }
  const key = path[depth];
  if (key === undefined) found.push(value as ResponseObject);
  else collect(readOwn(value as ResponseObject, String(key)), path, depth + 1, found);
}

/** The place of each object that {@link objectsAt} finds, in the same order. Needed only where something went wrong. */
export function placesAt(root: ResponseObject, path: ResponsePath): ResponsePath[] {
  const found: ResponsePath[] = [];
  collectPlaces(root, path, 0, [], found);
  return found;
}

function collectPlaces(
  value: unknown,
  path: ResponsePath,
  depth: number,
  at: ResponsePath,
  found: ResponsePath[],
): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth;
    for (const [i, item] of value.entries()) collectPlaces(item, path, next, [...at, i], found);
    return;
  }
  const key = path[depth];
  if (key === undefined) found.push(at);
  else collectPlaces(readOwn(value as ResponseObject, String(key)), path, depth + 1, [...at, key], found);
}

/** For each object that {@link objectsAt} finds, in the same order, the objects on the way to it, itself last. */
export function trailsAt(root: ResponseObject, path: ResponsePath): ResponseObject[][] {
  const found: ResponseObject[][] = [];
  collectTrails(root, path, 0, [], found);
  return found;
}

function collectTrails(
  value: unknown,
  path: ResponsePath,
  depth: number,
  before: readonly ResponseObject[],
  found: ResponseObject[][],
): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth;
    for (const item of value) collectTrails(item, path, next, before, found);
    return;
  }
  const object = value as ResponseObject;
  const key = path[depth];
  const trail = [...before, object];
  if (key === undefined) found.push(trail);
  else collectTrails(readOwn(object, String(key)), path, depth + 1, trail, found);
}
