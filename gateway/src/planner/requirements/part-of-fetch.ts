import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';

/** What a part of a fetch asks for, and of what. */
export interface FetchPart {
  /** Whether a field of the fetch's operation is in the part. */
  readonly belongs: (field: SelectionNode) => boolean;
  readonly requires: readonly QueryPlanSelectionNode[];
}

/**
 * The fetches that a fetch of entities is split into; together they ask for all of it.
 * @param operation the fetch's operation, its fragments opened
 */
export function partsOfFetch(
  fetch: FetchNode,
  operation: OperationDefinitionNode,
  parts: readonly FetchPart[],
): FetchNode[] {
  return parts.map((part, i) => partOfFetch(fetch, operation, part, i));
}

/** A node for fetches that one fetch was split into. What waits for that one waits for all of them. */
export function nodeOfParts(parts: readonly FetchNode[]): PlanNode {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  if (first?.id === undefined) return { kind: 'Parallel', nodes: [...parts] };
  const last = parts.length - 1;
  return {
    kind: 'Sequence',
    nodes: parts.map((part, i) => (i === last ? part : { ...part, id: undefined })),
  };
}

function partOfFetch(
  fetch: FetchNode,
  operation: OperationDefinitionNode,
  { belongs, requires }: FetchPart,
  index: number,
): FetchNode {
  const kept: OperationDefinitionNode = visit(operation, {
    enter: (node) => (node.kind === Kind.FIELD && !belongs(node) ? null : undefined),
    InlineFragment: { leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined) },
  });
  const used = new Set<string>();
  visit(kept.selectionSet, {
    enter: (node) => {
      if (node.kind === Kind.VARIABLE) used.add(node.name.value);
    },
  });
  const operationName =
    fetch.operationName && (index === 0 ? fetch.operationName : `${fetch.operationName}_${index}`);
  const named: OperationDefinitionNode = {
    ...kept,
    ...(operationName && { name: { kind: Kind.NAME, value: operationName } }),
    variableDefinitions: kept.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)),
  };
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(named)),
    operationName,
    variableUsages: fetch.variableUsages?.filter((name) => used.has(name)),
    requires: [...requires],
  };
}
