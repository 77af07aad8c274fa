import type { QueryPlanSelectionNode } from '@apollo/query-planner';

/**
 * The response names whose values decide what representation an object has, its `__typename` first. Undefined when
 * values below others decide too, or when a name is one that every object has.
 */
export function representationKeys(
  requires: readonly QueryPlanSelectionNode[],
): readonly string[] | undefined {
  const keys = new Set(['__typename']);
  return collectKeys(requires, keys) ? [...keys] : undefined;
}

function collectKeys(selections: readonly QueryPlanSelectionNode[], keys: Set<string>): boolean {
  return selections.every((selection) => {
    if (selection.kind === 'InlineFragment') return collectKeys(selection.selections, keys);
    const key = selection.alias ?? selection.name;
    keys.add(key);
    return !selection.selections && !(key in Object.prototype);
  });
}
