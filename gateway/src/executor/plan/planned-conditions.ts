import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * A document as its conditions are planned. What a literal @skip or @include leaves out goes: the planner would drop fields
 * beside it, or fetch it all the same. A selection of which conditions may leave nothing gets a `__typename`: the planner
 * would drop the whole field, as if it were null.
 */
export function withPlannableConditions(document: DocumentNode): DocumentNode {
  // The parts of a deferred answer are told in the planner's words: what is added here would show in them.
  if (!hasDirective(document, isCondition) || hasDirective(document, (name) => name === 'defer'))
    return document;
  const decided: DocumentNode = visit(document, {
    enter: (node) => {
      if (!isSelection(node)) return undefined;
      const directives = node.directives?.filter((directive) => literalOf(directive) === undefined);
      if (directives?.length === (node.directives?.length ?? 0)) return undefined;
      const isLeftOut = node.directives?.some(
        (directive) => literalOf(directive) === (directive.name.value === 'skip'),
      );
      return isLeftOut ? null : { ...node, directives };
    },
    SelectionSet: {
      leave: (set) => (set.selections.length === 0 ? { ...set, selections: [TYPENAME] } : undefined),
    },
  });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of decided.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  return visit(decided, {
    Field: {
      leave: (field) => {
        const { selectionSet } = field;
        if (!selectionSet || !mayBecomeEmpty(selectionSet, fragments)) return undefined;
        return {
          ...field,
          selectionSet: { ...selectionSet, selections: [...selectionSet.selections, TYPENAME] },
        };
      },
    },
  });
}

function hasDirective(document: DocumentNode, fits: (name: string) => boolean): boolean {
  let found = false;
  visit(document, {
    enter: (node) => {
      found ||= node.kind === Kind.DIRECTIVE && fits(node.name.value);
    },
  });
  return found;
}

function isCondition(name: string): boolean {
  return name === 'skip' || name === 'include';
}

function isSelection(node: { readonly kind: Kind }): node is SelectionNode {
  return node.kind === Kind.FIELD || node.kind === Kind.INLINE_FRAGMENT || node.kind === Kind.FRAGMENT_SPREAD;
}

function literalOf({
  name,
  arguments: given,
}: NonNullable<SelectionNode['directives']>[number]): boolean | undefined {
  const value = isCondition(name.value) ? given?.[0]?.value : undefined;
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

// Fragments on other types leave nothing too, but then the field's type is abstract, and the planner asks for it anyway.
function mayBecomeEmpty(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): boolean {
  let isConditional = false;
  const isCertain = (inner: SelectionSetNode): boolean =>
    inner.selections.some((selection) => {
      if (selection.directives?.some(({ name }) => isCondition(name.value))) {
        isConditional = true;
        return false;
      }
      if (selection.kind === Kind.FIELD) return true;
      const below =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : fragments.get(selection.name.value)?.selectionSet;
      return below !== undefined && isCertain(below);
    });
  return !isCertain(set) && isConditional;
}
