import type { Extract, ResponseObject } from '../plan/compiled-plan.js';

/** The representations of one fetch, each once, and the objects that each stands for. */
export interface RepresentationBatch {
  readonly representations: readonly ResponseObject[];
  /** A text for each representation, which no other one has. */
  readonly identities: readonly string[];
  objectsOf(representation: number): ResponseObject[];
  /** The objects' positions in the list that the batch was made of. */
  positionsOf(representation: number): readonly number[];
}

/**
 * Makes representations of objects; equal ones are asked for once, objects that have none are left out.
 * @param keys the names that representations are made of: objects whose values under them are equal are not looked at
 *   twice. @default every object is looked at
 */
export function batchOf(
  objects: readonly ResponseObject[],
  extract: Extract,
  keys?: readonly string[],
): RepresentationBatch {
  const representations: ResponseObject[] = [];
  const identities: string[] = [];
  const positions: number[][] = [];
  const known = new Map<string, number[]>();
  const sameAs = (object: ResponseObject): number[] => {
    const representation = extract(object);
    if (representation === undefined) return [];
    const identity = JSON.stringify(representation);
    const same = known.get(identity);
    if (same) return same;
    const first: number[] = [];
    known.set(identity, first);
    positions.push(first);
    representations.push(representation);
    identities.push(identity);
    return first;
  };
  const seen: Seen = new Map();
  for (let position = 0; position < objects.length; position++) {
    const object = objects[position] as ResponseObject;
    const same = keys ? remembered(seen, object, keys, sameAs) : sameAs(object);
    same.push(position);
  }
  return {
    representations,
    identities,
    objectsOf: (i) => (positions[i] ?? []).map((position) => objects[position] as ResponseObject),
    positionsOf: (i) => positions[i] ?? [],
  };
}

// From the value under the first name to those under the second, and so on; at the last, what was found for them.
type Seen = Map<unknown, Seen | number[]>;

function remembered(
  seen: Seen,
  object: ResponseObject,
  keys: readonly string[],
  find: (object: ResponseObject) => number[],
): number[] {
  let level = seen;
  const last = keys.length - 1;
  for (let i = 0; i < last; i++) {
    const value = object[keys[i] as string];
    let next = level.get(value) as Seen | undefined;
    if (!next) {
      next = new Map();
      level.set(value, next);
    }
    level = next;
  }
  const value = object[keys[last] as string];
  let found = level.get(value) as number[] | undefined;
  if (!found) {
    found = find(object);
    level.set(value, found);
  }
  return found;
}
