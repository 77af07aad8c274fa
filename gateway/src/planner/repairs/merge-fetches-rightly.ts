import {
  baseType,
  type CompositeType,
  isCompositeType,
  MapWithCachedArrays,
  type OperationPath,
  possibleRuntimeTypes,
  type SelectionSet,
} from '@apollo/federation-internals';

interface ParentRelation {
  readonly group: FetchGroup;
  /** From the parent's selection to the group's; undefined when the group only waits for the parent. */
  readonly path?: OperationPath;
}

interface FetchGroup {
  readonly selection: SelectionSet;
  readonly inputs?: { selectionSets(): readonly SelectionSet[] };
  parents(): readonly ParentRelation[];
  parentRelation(parent: FetchGroup): ParentRelation | undefined;
  children(): readonly FetchGroup[];
  isDescendantOf(other: FetchGroup): boolean;
  addParent(parent: ParentRelation): void;
  canMergeChildIn(child: FetchGroup): boolean;
  canMergeGrandChildIn(grandChild: FetchGroup): boolean;
  mergeGrandChildIn(grandChild: FetchGroup): void;
  mergeInWithAllDependencies(other: FetchGroup): void;
}

/**
 * Where what a field requires has a @requires itself, the fetch of the latter waits for several others, and the planner forgets
 * some of them when it merges fetches of one subgraph: the resolver would make something of nothing. It gives up where
 * it would merge what waits for each other, or fields of a type that an object is not of.
 */
export function mergeFetchesRightly(): void {
  // The class is exported nowhere: its first instance shows it.
  const { prototype } = MapWithCachedArrays;
  const { set } = prototype;
  prototype.set = function (this: MapWithCachedArrays<unknown, unknown>, key: unknown, value: unknown) {
    if (value !== null && typeof value === 'object' && 'mergeGrandChildIn' in value) {
      prototype.set = set;
      repair(Object.getPrototypeOf(value) as FetchGroup);
    }
    return set.call(this, key, value);
  };
}

function repair(groups: FetchGroup): void {
  const { canMergeChildIn, canMergeGrandChildIn, mergeGrandChildIn, mergeInWithAllDependencies } = groups;
  // Into one of several that it waits for a fetch is merged only when that is the last of them.
  groups.canMergeChildIn = function (child) {
    const isLast = child.parents().every(({ group }) => group === this || this.isDescendantOf(group));
    return isLast && canMergeChildIn.call(this, child) && fits(child, this, [child.parentRelation(this)]);
  };
  groups.canMergeGrandChildIn = function (grandChild) {
    const between = grandChild.parents()[0];
    const relations = [between?.group.parentRelation(this), between];
    return canMergeGrandChildIn.call(this, grandChild) && fits(grandChild, this, relations);
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
  // Two with the same inputs stay two when one waits for what the other is waited for by.
  groups.mergeInWithAllDependencies = function (other) {
    if (!leadsTo(this, other) && !leadsTo(other, this)) mergeInWithAllDependencies.call(this, other);
  };
}

// Whether what a group selects can be of the objects that it would be merged into.
function fits(
  group: FetchGroup,
  into: FetchGroup,
  relations: readonly (ParentRelation | undefined)[],
): boolean {
  let type: CompositeType = into.selection.parentType;
  for (const element of relations.flatMap((relation) => relation?.path ?? [])) {
    const next = element.kind === 'Field' ? fieldType(type, element.name) : element.typeCondition;
    const known = next && type.schema().type(next.name);
    if (known && isCompositeType(known)) type = known;
  }
  return isPossible(group.selection, namesOfObjects(type));
}

function isPossible(set: SelectionSet, types: ReadonlySet<string>): boolean {
  return set.selections().every((selection) => {
    if (selection.kind === 'FieldSelection') return true;
    const { typeCondition } = selection.element;
    if (!typeCondition) return isPossible(selection.selectionSet, types);
    const within = new Set([...namesOfObjects(typeCondition)].filter((name) => types.has(name)));
    return within.size > 0 && isPossible(selection.selectionSet, within);
  });
}

function namesOfObjects(type: CompositeType): Set<string> {
  return new Set(possibleRuntimeTypes(type).map(({ name }) => name));
}

function fieldType(type: CompositeType, name: string) {
  const field = type.kind === 'UnionType' ? undefined : type.field(name);
  return field?.type && baseType(field.type);
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
