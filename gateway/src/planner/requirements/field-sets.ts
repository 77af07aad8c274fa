import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';

/** The fields of a name that a field set selects of its object, of whatever type it is. */
export function fieldsNamed(set: SelectionSetNode, name: string): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === name ? [selection] : [];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsNamed(selection.selectionSet, name) : [];
  });
}

/** The names of the fields that a field set selects of its object, of whatever type it is. */
export function fieldNames(set: SelectionSetNode): Set<string> {
  return new Set(
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection.name.value];
      return selection.kind === Kind.INLINE_FRAGMENT ? [...fieldNames(selection.selectionSet)] : [];
    }),
  );
}
