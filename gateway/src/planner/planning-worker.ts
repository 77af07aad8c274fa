import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { PlannerTuning, PlanRequest } from './planner.js';

// Imports nothing of ours at run time, so that it runs from source and built alike.

/** What the worker is started with. */
export interface PlanningWorkerData {
  readonly sdl: string;
  readonly tuning: PlannerTuning;
}

/** What the worker tells: `ready` once, then one answer for each request. The plan is JSON: it is plain data. */
export type PlanningWorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'planned'; readonly plan: string }
  | { readonly kind: 'failed'; readonly message: string };

keepMembersThatOneSubgraphKnows();
const { sdl, tuning } = workerData as PlanningWorkerData;
// It was validated when it was loaded, and features that are not enforced were refused.
const supergraph = Supergraph.build(sdl, { validateSupergraph: false, supportedFeatures: null });
const planner = new QueryPlanner(supergraph, { ...tuning, incrementalDelivery: { enableDefer: true } });
const apiSchema = supergraph.apiSchema();

parentPort?.on('message', (request: PlanRequest) => tell(answer(request)));
tell({ kind: 'ready' });

function answer({ document, operationName, overrides }: PlanRequest): PlanningWorkerMessage {
  try {
    const operation = operationFromDocument(apiSchema, parse(document, { noLocation: true }), {
      operationName,
    });
    const plan: QueryPlan = planner.buildQueryPlan(operation, { overrideConditions: new Map(overrides) });
    return { kind: 'planned', plan: JSON.stringify(plan) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function tell(message: PlanningWorkerMessage): void {
  parentPort?.postMessage(message);
}

interface PathAdvancer {
  advanceSimultaneousPathsWithOperation: (
    schema: unknown,
    option: unknown,
    operation: { readonly kind: string },
    overrides: unknown,
  ) => readonly unknown[] | undefined;
}

/**
 * Where a field is shared and one subgraph's union lacks a member, the planner looks at each way to the field in turn,
 * nearest first, and one that cannot lead to the member ends the search, even after another led to it: the member's
 * fragment is dropped silently, and its fields are null. Such a way is passed over instead when an earlier one led there.
 * Nothing in @apollo/query-planner 2.14.4 can be set for it, so the function that it calls for each way is wrapped.
 */
function keepMembersThatOneSubgraphKnows(): void {
  const planner = createRequire(import.meta.url).resolve('@apollo/query-planner');
  const paths = createRequire(planner)('@apollo/query-graphs/dist/graphPath.js') as PathAdvancer;
  const advance = paths.advanceSimultaneousPathsWithOperation;
  // The branch that is looked at, at each depth: planning what a @key or @requires needs happens inside of another.
  const branches: { readonly operation: unknown; isFound: boolean }[] = [];
  let depth = 0;
  paths.advanceSimultaneousPathsWithOperation = (schema, option, operation, overrides) => {
    const current = branches[depth];
    const branch = current?.operation === operation ? current : { operation, isFound: false };
    branches[depth] = branch;
    depth += 1;
    try {
      const found = advance(schema, option, operation, overrides);
      if (found && found.length > 0) branch.isFound = true;
      return found?.length === 0 && branch.isFound && operation.kind === 'FragmentElement'
        ? undefined
        : found;
    } finally {
      branches.length = depth;
      depth -= 1;
    }
  };
}
