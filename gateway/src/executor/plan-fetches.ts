import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import { openedOperation } from '../planner/requirements/opened-operation.js';
import { clientName, clientPath } from './plan/safe-aliases.js';

/** A fetch of a plan and where its data belongs: response names, and `@` for "each element". */
export interface PlannedFetch {
  readonly operation: string;
  readonly path: readonly (string | number)[];
}

/** All fetches of a plan that may run, in an order in which each comes after those that it needs. */
export function fetchesOf(plan: QueryPlan): PlannedFetch[] {
  const found: PlannedFetch[] = [];
  if (plan.node?.kind === 'Subscription') {
    collect(plan.node.primary, [], found);
    if (plan.node.rest) collect(plan.node.rest, [], found);
  } else if (plan.node) {
    collect(plan.node, [], found);
  }
  return found;
}

function collect(node: PlanNode, path: readonly (string | number)[], found: PlannedFetch[]): void {
  switch (node.kind) {
    case 'Fetch':
      found.push({ operation: node.operation, path: clientPath(path) });
      return;
    case 'Flatten':
      collect(node.node, [...path, ...node.path], found);
      return;
    case 'Sequence':
    case 'Parallel':
      for (const child of node.nodes) collect(child, path, found);
      return;
    case 'Condition':
      if (node.ifClause) collect(node.ifClause, path, found);
      if (node.elseClause) collect(node.elseClause, path, found);
      return;
    case 'Defer':
      if (node.primary.node) collect(node.primary.node, path, found);
      for (const deferred of node.deferred) if (deferred.node) collect(deferred.node, path, found);
  }
}

/** The response names that a fetch brings to each place of its path; for entities, those of each entity. */
export function fieldsOf(operation: FetchNode['operation']): string[] {
  const fields = new Set<string>();
  collectFields(openedOperation(operation).selectionSet, fields, true);
  return [...fields];
}

function collectFields(set: SelectionSetNode, fields: Set<string>, atRoot: boolean): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) collectFields(selection.selectionSet, fields, atRoot);
    if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') continue;
    if (atRoot && selection.name.value === '_entities' && selection.selectionSet) {
      collectFields(selection.selectionSet, fields, false);
    } else {
      // The planner renames a field that two types define differently, and renames it back in the result.
      fields.add(clientName((selection.alias ?? selection.name).value.replace(/__alias_\d+$/, '')));
    }
  }
}
