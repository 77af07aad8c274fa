import type { ToldError } from '../../transports/http/subgraph-failure.js';
import type { SubgraphResponse } from '../../transports/http/subgraph-response.js';
import { FetchFailure } from '../fetch-failure.js';
import { copyOf } from '../merge/copy-of.js';
import { mergeInto } from '../merge/merge-into.js';
import { objectsAt, placesAt } from '../merge/objects-at.js';
import { oneOfEquals } from '../merge/one-of-equals.js';
import type { ResponsePath } from '../null-positions.js';
import type { FetchStep, LeafPlace, ResponseObject, Step } from '../plan/compiled-plan.js';
import { clientPath } from '../plan/safe-aliases.js';
import { ToldBySubgraph } from '../told-by-subgraph.js';
import { type ContextShare, contextShares } from './context-shares.js';
import type { JointFetches } from './joint-fetches.js';
import { batchOf, type RepresentationBatch } from './representation-batch.js';

/** One request to a subgraph. */
export interface FetchRequest {
  readonly query: string;
  readonly operationName?: string;
  /** Whether it must not be sent twice. */
  readonly isMutation: boolean;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Sends one request whose answer belongs at `path`. @throws anything when there is no usable answer */
export type SendFetch = (
  subgraph: string,
  request: FetchRequest,
  path: ResponsePath,
) => Promise<SubgraphResponse>;

/** One run of a plan. */
export interface PlanRun {
  readonly send: SendFetch;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether a Boolean variable, its default applied, is true. */
  readonly isTrue: (variable: string) => boolean;
  /** The response as it grows; null-prototype. */
  readonly data: ResponseObject;
  /** What subgraphs told, and FetchFailures for fetches without data; the other fetches go on. */
  readonly errors: Error[];
  readonly sent: Set<FetchStep>;
  /** The objects of places where equal ones are one. */
  readonly places: Map<LeafPlace, readonly ResponseObject[]>;
  /** Joins fetches that ask the same. @default each is sent by itself */
  readonly joint?: JointFetches;
  /** Told the id of each fetch that has one when it has ended. */
  readonly ended?: (fetchId: string) => void;
}

/** Runs a plan's step; its data and errors are in the run. Rejects only for faults of the executor itself. */
export async function runStep(step: Step, run: PlanRun): Promise<void> {
  switch (step.kind) {
    case 'fetch':
      await runFetch(step, run);
      if (step.id !== undefined) run.ended?.(step.id);
      return;
    case 'sequence':
      for (const child of step.steps) await runStep(child, run);
      return;
    case 'parallel':
      await Promise.all(step.steps.map((child) => runStep(child, run)));
      return;
    case 'condition': {
      const branch = run.isTrue(step.variable) ? step.whenTrue : step.whenFalse;
      if (branch) await runStep(branch, run);
      return;
    }
    case 'defer': // to one whole answer
      if (step.primary) await runStep(step.primary, run);
      await Promise.all(step.deferred.map((deferred) => deferred.step && runStep(deferred.step, run)));
  }
}

async function runFetch(step: FetchStep, run: PlanRun): Promise<void> {
  if (step.companions.length > 0) run.joint?.begins(step);
  if (!step.contexts) return fetchFor(objectsOf(step, run), step, run);
  const shares = contextShares(step, step.contexts, run.data);
  await Promise.all(shares.map((share) => fetchFor(share.objects, step, run, share)));
}

function objectsOf({ path, place }: FetchStep, { data, places }: PlanRun): readonly ResponseObject[] {
  if (!place) return objectsAt(data, path);
  const known = places.get(place);
  if (known) return known;
  const objects = oneOfEquals(data, path, place);
  places.set(place, objects);
  return objects;
}

async function fetchFor(
  objects: readonly ResponseObject[],
  step: FetchStep,
  run: PlanRun,
  share?: ContextShare,
): Promise<void> {
  if (objects.length === 0) return;
  const batch = step.representation && batchOf(objects, step.representation, step.representationKeys);
  if (batch && batch.representations.length === 0) return;
  run.sent.add(step);
  try {
    const variables = share ? { ...run.variables, ...share.variables } : run.variables;
    const ask = (representations?: readonly ResponseObject[]) =>
      run.send(step.subgraph, fetchRequest(step, variables, representations), step.path);
    const joint = step.companions.length > 0 ? run.joint : undefined;
    const response = await (batch && joint ? joint.ask(step, batch, ask) : ask(batch?.representations));
    for (const error of response.errors ?? [])
      run.errors.push(...placeError(error, step, run.data, batch, share));
    if (!response.data) return;
    if (batch) mergeEntities(response.data, step, batch);
    else mergeRoot(response.data, step, objects);
  } catch (error) {
    run.errors.push(new FetchFailure(error, step.operation, clientPath(step.path)));
  }
}

/** The request that a fetch sends: `variables` as the client sent them, of which it uses some. */
export function fetchRequest(
  step: FetchStep,
  variables: Readonly<Record<string, unknown>>,
  representations?: readonly ResponseObject[],
): FetchRequest {
  const used: Record<string, unknown> = representations ? { representations } : {};
  for (const name of step.variables) if (Object.hasOwn(variables, name)) used[name] = variables[name];
  const { operation: query, operationName, isMutation } = step;
  return { query, operationName, isMutation, variables: used };
}

/** Merges the answer to a fetch at the root into `data`. Returns the errors it told, at their places. */
export function mergeRootResponse(
  step: FetchStep,
  response: SubgraphResponse,
  data: ResponseObject,
): ToldBySubgraph[] {
  mergeRoot(response.data, step, [data]);
  return response.errors.flatMap((error) => placeError(error, step, data, undefined));
}

function mergeRoot(data: ResponseObject, step: FetchStep, objects: readonly ResponseObject[]): void {
  step.rewriteOutput?.(data);
  for (const object of objects) mergeInto(object, data, step.interfaces);
}

function mergeEntities(data: ResponseObject, step: FetchStep, batch: RepresentationBatch): void {
  const entities = data._entities;
  if (!Array.isArray(entities) || entities.length !== batch.representations.length) {
    throw new Error(
      `${step.subgraph} answered ${String((entities as unknown[])?.length)} entities for ${batch.representations.length}`,
    );
  }
  step.rewriteOutput?.(entities);
  for (let i = 0; i < entities.length; i++) {
    const entity: unknown = entities[i];
    if (entity === null || typeof entity !== 'object') continue;
    const objects = batch.objectsOf(i);
    for (let n = 0; n < objects.length; n++) {
      const answer = step.isCopied && n > 0 ? copyOf(entity) : entity;
      mergeInto(objects[n] as ResponseObject, answer as ResponseObject, step.interfaces);
    }
  }
}

// A subgraph's path counts from its own root: in the client's response an entity may stand in several places.
function placeError(
  error: ToldError,
  step: FetchStep,
  data: ResponseObject,
  batch: RepresentationBatch | undefined,
  share?: ContextShare,
): ToldBySubgraph[] {
  const told = (place: ResponsePath) => new ToldBySubgraph(step.subgraph, error, clientPath(place));
  const { path = [] } = error;
  const all = placesAt(data, step.path);
  const places = share ? share.positions.map((position) => all[position] ?? []) : all;
  if (!batch) return places.map((place) => told([...place, ...path]));
  const [root, index, ...rest] = path;
  if (root !== '_entities' || typeof index !== 'number') {
    return [told(step.path.filter((part) => part !== '@'))];
  }
  return positionsOf(batch, index, step, data).map((position) =>
    told([...(places[position] ?? []), ...rest]),
  );
}

function positionsOf(
  batch: RepresentationBatch,
  index: number,
  { place, path }: FetchStep,
  data: ResponseObject,
): readonly number[] {
  if (!place) return batch.positionsOf(index);
  const about = new Set(batch.objectsOf(index));
  return objectsAt(data, path).flatMap((object, position) => (about.has(object) ? [position] : []));
}
