import { ByValues } from '../merge/by-values.js';
import type { Extract, RepresentationKeys, ResponseObject } from '../plan/compiled-plan.js';

/** The representations of one fetch, each once, and the objects that each stands for. */
export interface RepresentationBatch {
  readonly representations: readonly ResponseObject[];
  objectsOf(representation: number): ResponseObject[];
  /** The objects' positions in the list that the batch was made of. */
  positionsOf(representation: number): readonly number[];
}

/**
 * Makes representations of objects; equal ones are asked for once, objects that have none are left out.
 * @param keys objects whose values under them are equal are not looked at twice. @default every object is looked at
 */
export function batchOf(
  objects: readonly ResponseObject[],
  extract: Extract,
  keys?: RepresentationKeys,
): RepresentationBatch {
  const representations: ResponseObject[] = [];
  const positions: number[][] = [];
  const byText = new Map<string, number[]>();
  const found = (object: ResponseObject): number[] => {
    const representation = extract(object);
    if (representation === undefined) return [];
    const first: number[] = [];
    if (!keys?.areExact || !hasLeavesOnly(representation)) {
      const text = JSON.stringify(representation);
      const same = byText.get(text);
      if (same) return same;
      byText.set(text, first);
    }
    positions.push(first);
    representations.push(representation);
    return first;
  };
  const byValues = keys && new ByValues<number[]>(keys.names);
  for (let position = 0; position < objects.length; position++) {
    const object = objects[position] as ResponseObject;
    const same = byValues ? byValues.get(object, found) : found(object);
    same.push(position);
  }
  return {
    representations,
    objectsOf: (i) => (positions[i] ?? []).map((position) => objects[position] as ResponseObject),
    positionsOf: (i) => positions[i] ?? [],
  };
}

/** Whether no value under a name is an object or a list, so that equal ones are the same. */
export function hasLeavesOnly(object: ResponseObject): boolean {
  for (const name in object) if (typeof object[name] === 'object' && object[name] !== null) return false;
  return true;
}
