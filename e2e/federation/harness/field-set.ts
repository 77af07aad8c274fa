import { isDeepStrictEqual } from 'node:util';
import { type ConstDirectiveNode, Kind, parse, type SelectionSetNode } from 'graphql';

/** Parses a directive's `fields`. */
export function parseFieldSet(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`no field set: ${fields}`);
  return definition.selectionSet;
}

/** A directive's String argument. */
export function stringArgument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** The names of a field set's own level, fragments opened. */
export function namesOf(set: SelectionSetNode): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? namesOf(selection.selectionSet) : [];
  });
}

/** What is selected below a field, merged over fragments; undefined when the field is not in the set. */
export function below(set: SelectionSetNode, field: string): SelectionSetNode | undefined {
  if (!namesOf(set).includes(field)) return undefined;
  const selections = set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD)
      return selection.name.value === field ? (selection.selectionSet?.selections ?? []) : [];
    return selection.kind === Kind.INLINE_FRAGMENT
      ? (below(selection.selectionSet, field)?.selections ?? [])
      : [];
  });
  return { kind: Kind.SELECTION_SET, selections };
}

/** Whether a value has all that a field set names; null stands for all that would be below it. */
export function hasAll(value: unknown, set: SelectionSetNode): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.every((item) => hasAll(item, set));
  if (typeof value !== 'object') return false;
  return set.selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return true; // what type a value is of, a field set alone cannot tell
    const inner = (value as Record<string, unknown>)[selection.name.value];
    if (inner === undefined) return false;
    return selection.selectionSet === undefined || hasAll(inner, selection.selectionSet);
  });
}

/** Whether two values are equal in all that a field set names. */
export function sameIn(left: unknown, right: unknown, set: SelectionSetNode | undefined): boolean {
  if (!set || left === null || right === null || typeof left !== 'object' || typeof right !== 'object') {
    return isDeepStrictEqual(left, right);
  }
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, i) => sameIn(item, right[i], set))
    );
  }
  return namesOf(set).every((name) => {
    const inner = below(set, name);
    const deeper = inner && inner.selections.length > 0 ? inner : undefined;
    return sameIn((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name], deeper);
  });
}
