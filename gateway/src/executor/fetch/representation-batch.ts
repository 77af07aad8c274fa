import type { Extract, ResponseObject } from '../plan/compiled-plan.js';

/** The representations of one fetch, each once, and the objects that each stands for. */
export interface RepresentationBatch {
  readonly representations: readonly ResponseObject[];
  objectsOf(representation: number): ResponseObject[];
  /** The objects' positions in the list that the batch was made of. */
  positionsOf(representation: number): readonly number[];
}

/** Makes representations of objects; equal ones are asked for once, objects that have none are left out. */
export function batchOf(objects: readonly ResponseObject[], extract: Extract): RepresentationBatch {
  const representations: ResponseObject[] = [];
  const positions: number[][] = [];
  const known = new Map<string, number[]>();
  for (const [position, object] of objects.entries()) {
    const representation = extract(object);
    if (representation === undefined) continue;
    const identity = JSON.stringify(representation);
    const same = known.get(identity);
    if (same) {
      same.push(position);
      continue;
    }
    const first = [position];
    known.set(identity, first);
    positions.push(first);
    representations.push(representation);
  }
  return {
    representations,
    objectsOf: (i) => (positions[i] ?? []).map((position) => objects[position] as ResponseObject),
    positionsOf: (i) => positions[i] ?? [],
  };
}
