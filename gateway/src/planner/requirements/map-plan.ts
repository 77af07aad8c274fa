import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { branchNames } from './field-ways.js';

/** Where a plan has a fetch. */
export interface FetchPlace {
  /** Where its answer belongs: response names, and `@` for each list. */
  readonly path: readonly (string | number)[];
  /** The plan's conditions around it, by {@link branchNames}. */
  readonly conditions: readonly string[];
}

/** What a fetch becomes. */
export type ChangeFetch = (fetch: FetchNode, place: FetchPlace) => PlanNode;

/** A plan with each of its fetches changed; a subscription's own is not, only those that complete its events. */
export function mapPlan(plan: QueryPlan, change: ChangeFetch): QueryPlan {
  const { node } = plan;
  if (!node) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: mapFetches(node, change, ROOT) };
  return { ...plan, node: { ...node, ...(node.rest && { rest: mapFetches(node.rest, change, ROOT) }) } };
}

const ROOT: FetchPlace = { path: [], conditions: [] };

function mapFetches(node: PlanNode, change: ChangeFetch, place: FetchPlace): PlanNode {
  const map = (child: PlanNode) => mapFetches(child, change, place);
  switch (node.kind) {
    case 'Fetch':
      return change(node, place);
    case 'Flatten': {
      const path = [...place.path, ...node.path];
      return { ...node, node: mapFetches(node.node, change, { ...place, path }) };
    }
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(map) };
    case 'Condition': {
      const { whenTrue, whenFalse } = branchNames(node);
      const within = (child: PlanNode, condition: string) =>
        mapFetches(child, change, { ...place, conditions: [...place.conditions, condition] });
      return {
        ...node,
        ...(node.ifClause && { ifClause: within(node.ifClause, whenTrue) }),
        ...(node.elseClause && { elseClause: within(node.elseClause, whenFalse) }),
      };
    }
    case 'Defer':
      return {
        ...node,
        primary: { ...node.primary, ...(node.primary.node && { node: map(node.primary.node) }) },
        deferred: node.deferred.map((part) => ({ ...part, ...(part.node && { node: map(part.node) }) })),
      };
  }
}
