import { MapWithCachedArrays, type SelectionSet } from '@apollo/federation-internals';

interface FetchGroup {
  readonly selection: SelectionSet;
  readonly inputs?: { selectionSets(): readonly SelectionSet[] };
  parents(): readonly { readonly group: FetchGroup }[];
  children(): readonly FetchGroup[];
  isDescendantOf(other: FetchGroup): boolean;
  addParent(parent: { readonly group: FetchGroup }): void;
  canMergeChildIn(child: FetchGroup): boolean;
  mergeGrandChildIn(grandChild: FetchGroup): void;
  mergeInWithAllDependencies(other: FetchGroup): void;
}

/**
 * Where what a field requires has a @requires itself, the fetch of the latter waits for several others, and the planner forgets
 * some of them when it merges fetches of one subgraph: the resolver would make something of nothing.
 */
export function keepWhatFetchesWaitFor(): void {
  // The class is exported nowhere: its first instance shows it.
  const { prototype } = MapWithCachedArrays;
  const { set } = prototype;
  prototype.set = function (this: MapWithCachedArrays<unknown, unknown>, key: unknown, value: unknown) {
    if (value !== null && typeof value === 'object' && 'mergeGrandChildIn' in value) {
      prototype.set = set;
      mergeWithoutForgetting(Object.getPrototypeOf(value) as FetchGroup);
    }
    return set.call(this, key, value);
  };
}

function mergeWithoutForgetting(groups: FetchGroup): void {
  const { canMergeChildIn, mergeGrandChildIn, mergeInWithAllDependencies } = groups;
  // Into one of several that it waits for a fetch is merged only when that is the last of them.
  groups.canMergeChildIn = function (child) {
    const isLast = child.parents().every(({ group }) => group === this || this.isDescendantOf(group));
    return isLast && canMergeChildIn.call(this, child);
  };
  // The fetch between is not waited for any more by the one that moves up, but still by those that need what it brings.
  groups.mergeGrandChildIn = function (grandChild) {
    const between = grandChild.parents()[0]?.group;
    const followers = [...grandChild.children()];
    mergeGrandChildIn.call(this, grandChild);
    for (const follower of followers) {
      if (between && follower !== between && !between.isDescendantOf(follower) && needs(follower, between))
        follower.addParent({ group: between });
    }
  };
  // Two with the same inputs stay two when one waits for what the other is waited for by: the planner would give up.
  groups.mergeInWithAllDependencies = function (other) {
    if (!leadsTo(this, other) && !leadsTo(other, this)) mergeInWithAllDependencies.call(this, other);
  };
}

// Over others between.
function leadsTo(from: FetchGroup, to: FetchGroup): boolean {
  return from.children().some((child) => child !== to && to.isDescendantOf(child));
}

function needs(follower: FetchGroup, group: FetchGroup): boolean {
  const brought = new Set<string>();
  addFieldNames(group.selection, brought);
  const known = new Set(['__typename']);
  for (const input of group.inputs?.selectionSets() ?? []) addFieldNames(input, known);
  const needed = new Set<string>();
  for (const input of follower.inputs?.selectionSets() ?? []) addFieldNames(input, needed);
  return [...needed].some((name) => brought.has(name) && !known.has(name));
}

function addFieldNames(set: SelectionSet, names: Set<string>): void {
  for (const selection of set.selections()) {
    if (selection.kind === 'FieldSelection') names.add(selection.element.name);
    if (selection.selectionSet) addFieldNames(selection.selectionSet, names);
  }
}
