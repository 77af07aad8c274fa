import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { RepresentationKeys } from './compiled-plan.js';

/**
 * The response names whose values decide what representation an object has, its `__typename` first. Undefined when
 * values below others decide too, or when a name is one that every object has.
 * @param isRewritten whether representations are changed before they are sent, which may make equal what was not
 */
export function representationKeys(
  requires: readonly QueryPlanSelectionNode[],
  isRewritten: boolean,
): RepresentationKeys | undefined {
  const keys = new Set(['__typename']);
  return collectKeys(requires, keys) ? { names: [...keys], areExact: !isRewritten } : undefined;
}

function collectKeys(selections: readonly QueryPlanSelectionNode[], keys: Set<string>): boolean {
  return selections.every((selection) => {
    if (selection.kind === 'InlineFragment') return collectKeys(selection.selections, keys);
    const key = selection.alias ?? selection.name;
    keys.add(key);
    return !selection.selections && !(key in Object.prototype);
  });
}
