import { trailsAt } from '../merge/objects-at.js';
import type { ContextArgument, FetchStep, ResponseObject } from '../plan/compiled-plan.js';

/** Objects of one fetch that are asked about in one request, because their contexts give the same values. */
export interface ContextShare {
  readonly objects: ResponseObject[];
  /** Their positions among all objects of the fetch. */
  readonly positions: number[];
  /** The values of the arguments with @fromContext. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Divides the objects of a fetch by the values that their contexts give, in the order of their first objects. */
export function contextShares(
  { path }: FetchStep,
  contexts: readonly ContextArgument[],
  data: ResponseObject,
): ContextShare[] {
  const shares = new Map<string, ContextShare>();
  for (const [position, trail] of trailsAt(data, path).entries()) {
    const variables = valuesOf(contexts, trail);
    const identity = JSON.stringify(variables);
    const share = shares.get(identity) ?? { objects: [], positions: [], variables };
    shares.set(identity, share);
    share.objects.push(trail.at(-1) as ResponseObject);
    share.positions.push(position);
  }
  return [...shares.values()];
}

// A context may be set by several types: of the paths for one variable, that one counts whose types fit.
function valuesOf(
  contexts: readonly ContextArgument[],
  trail: readonly ResponseObject[],
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { variable, up, read } of contexts) {
    if (values[variable] !== undefined) continue;
    const value = read(trail.at(-1 - up));
    if (value !== undefined) values[variable] = value;
  }
  return values;
}
