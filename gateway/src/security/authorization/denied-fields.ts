import { type DirectiveNode, type DocumentNode, type FieldNode, Kind, visit } from 'graphql';

// No document can hold such a name: only this gateway marks fields by it, and what is printed has no mark left.
const MARK: DirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: '!denied' } };

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** A field of an operation that its caller does not get: it is not planned, and null in the answer. */
export function denied(field: FieldNode): FieldNode {
  return { ...field, directives: [...(field.directives ?? []), MARK] };
}

/** Whether {@link denied} made it. */
export function isDenied({ directives }: FieldNode): boolean {
  return directives?.some(({ name }) => name.value === MARK.name.value) ?? false;
}

/**
 * The document as it is planned: without the fields that are denied. What would be left empty asks for `__typename`. Nothing is
 * deferred: a deferred part is told in the planner's words, which know nothing of fields that are null for being denied.
 */
export function withoutDenied(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field: { enter: (field) => (isDenied(field) ? null : undefined) },
    Directive: { enter: ({ name }) => (name.value === 'defer' ? null : undefined) },
    SelectionSet: {
      leave: (set) => (set.selections.length === 0 ? { ...set, selections: [TYPENAME] } : undefined),
    },
  });
}
