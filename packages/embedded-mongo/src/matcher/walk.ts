import { asDocument } from '../bsonkey/index.js';
import { isDocument, own } from '../types.js';

/**
 * Called with each value that a path leads to, and with the position in the outermost array on the way to it
 * (undefined when there is none); a missing field is `undefined`. Returning true ends the walk.
 */
export type Visit = (value: unknown, index: number | undefined) => boolean;

/** A dotted path, split once. `expandLeaf` says whether an array at its end is also seen element by element. */
export interface PathSteps {
  readonly steps: readonly string[];
  readonly expandLeaf: boolean;
}

const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;

/** True for a path component that can be a position in an array. */
export function isArrayIndex(step: string): boolean {
  return ARRAY_INDEX.test(step);
}

function isContainer(value: unknown): value is object {
  return isDocument(value) || (typeof value === 'object' && value !== null && asDocument(value) !== value);
}

function walkLeaf(value: unknown, path: PathSteps, visit: Visit): boolean {
  if (path.expandLeaf && Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      if (visit(value[index], index)) return true;
    }
  }
  return visit(value, undefined);
}

function walkElement(element: unknown, path: PathSteps, at: number, index: number, visit: Visit): boolean {
  const inside: Visit = (value) => visit(value, index);
  const named = path.steps[at] === String(index);
  const last = at === path.steps.length - 1;
  if (isContainer(element)) {
    if (walkFrom(element, path, at, inside)) return true;
    if (!named) return false;
    return last ? inside(element, index) : walkFrom(element, path, at + 1, inside);
  }
  if (!named) return false;
  if (last) return inside(element, index);
  return Array.isArray(element) && walkArray(element, path, at + 1, inside);
}

function walkArray(elements: readonly unknown[], path: PathSteps, at: number, visit: Visit): boolean {
  for (let index = 0; index < elements.length; index++) {
    if (walkElement(elements[index], path, at, index, visit)) return true;
  }
  return false;
}

function walkFrom(container: object, path: PathSteps, start: number, visit: Visit): boolean {
  const { steps } = path;
  let current = asDocument(container) as object;
  for (let at = start; ; at++) {
    const value = own(current, steps[at]!);
    if (at === steps.length - 1) return walkLeaf(value, path, visit);
    if (Array.isArray(value)) return walkArray(value, path, at + 1, visit);
    if (!isContainer(value)) return visit(undefined, undefined);
    current = asDocument(value);
  }
}

/**
 * Visits the values a path leads to, as a query sees them: arrays on the way are entered element by element
 * and, for a numeric component, by position. Returns true as soon as a visit does.
 */
export function walkPath(document: object, path: PathSteps, visit: Visit): boolean {
  return walkFrom(document, path, 0, visit);
}
