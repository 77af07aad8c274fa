import { parentPort, workerData } from 'node:worker_threads';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { PlannerTuning, PlanRequest } from './planner.js';
import { keepMembersThatOneSubgraphKnows } from './repairs/keep-members.js';
import { leaveExternalFieldsWhereTheyAre } from './repairs/leave-external-fields.js';
import { mergeFetchesRightly } from './repairs/merge-fetches-rightly.js';
import { takingDetours } from './repairs/take-detours.js';

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

// A tenth of the planner's own: what it finds beyond is hardly ever better, and takes it seconds.
const MAX_EVALUATED_PLANS = 1_000;

keepMembersThatOneSubgraphKnows();
leaveExternalFieldsWhereTheyAre();
mergeFetchesRightly();
const { sdl, tuning } = workerData as PlanningWorkerData;
// It was validated when it was loaded, and features that are not enforced were refused.
const supergraph = Supergraph.build(sdl, { validateSupergraph: false, supportedFeatures: null });
const planned = takingDetours<QueryPlanner, QueryPlan>(
  () =>
    new QueryPlanner(supergraph, {
      ...tuning,
      debug: { maxEvaluatedPlans: MAX_EVALUATED_PLANS, ...tuning.debug },
      incrementalDelivery: { enableDefer: true },
    }),
);
const apiSchema = supergraph.apiSchema();

parentPort?.on('message', (request: PlanRequest) => tell(answer(request)));
tell({ kind: 'ready' });

function answer({ document, operationName, overrides }: PlanRequest): PlanningWorkerMessage {
  try {
    const operation = operationFromDocument(apiSchema, parse(document, { noLocation: true }), {
      operationName,
    });
    const plan = planned((planner) =>
      planner.buildQueryPlan(operation, { overrideConditions: new Map(overrides) }),
    );
    return { kind: 'planned', plan: JSON.stringify(plan) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function tell(message: PlanningWorkerMessage): void {
  parentPort?.postMessage(message);
}
