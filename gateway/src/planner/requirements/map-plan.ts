import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/** What a fetch becomes; `path` is where its answer belongs. */
export type ChangeFetch = (fetch: FetchNode, path: readonly (string | number)[]) => PlanNode;

/** A plan with each of its fetches changed; a subscription's own is not, only those that complete its events. */
export function mapPlan(plan: QueryPlan, change: ChangeFetch): QueryPlan {
  const { node } = plan;
  if (!node) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: mapFetches(node, change, []) };
  return { ...plan, node: { ...node, ...(node.rest && { rest: mapFetches(node.rest, change, []) }) } };
}

function mapFetches(node: PlanNode, change: ChangeFetch, path: readonly (string | number)[]): PlanNode {
  const map = (child: PlanNode) => mapFetches(child, change, path);
  switch (node.kind) {
    case 'Fetch':
      return change(node, path);
    case 'Flatten':
      return { ...node, node: mapFetches(node.node, change, [...path, ...node.path]) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(map) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause && { ifClause: map(node.ifClause) }),
        ...(node.elseClause && { elseClause: map(node.elseClause) }),
      };
    case 'Defer':
      return {
        ...node,
        primary: { ...node.primary, ...(node.primary.node && { node: map(node.primary.node) }) },
        deferred: node.deferred.map((part) => ({ ...part, ...(part.node && { node: map(part.node) }) })),
      };
  }
}
