import type { QueryPlan, QueryPlannerConfig } from '@apollo/query-planner';

/** An operation to plan. */
export interface PlanRequest {
  /** The document's text; it is valid against the schema that clients see. */
  readonly document: string;
  readonly operationName: string | undefined;
  /** For each label of @override(label:) whether the field is taken from the subgraph that overrides. */
  readonly overrides: ReadonlyMap<string, boolean>;
}

/** What of @apollo/query-planner's own settings may be set. */
export type PlannerTuning = Pick<
  QueryPlannerConfig,
  'debug' | 'generateQueryFragments' | 'reuseQueryFragments'
>;

/** Plans operations of one supergraph. */
export interface Planner {
  /**
   * The plan of an operation.
   * @throws PlanningLimit when planning took more than it may; Error when the planner found no plan
   */
  plan(request: PlanRequest): Promise<QueryPlan>;
  /** Ends planning; what is still waiting is rejected. */
  close(): Promise<void>;
}

/** Planning an operation took more than it may, or too many others are waiting. */
export class PlanningLimit extends Error {
  constructor(readonly limit: 'time' | 'memory' | 'queue' | 'selections') {
    super(`planning was given up: ${limit} limit`);
    this.name = 'PlanningLimit';
  }
}
