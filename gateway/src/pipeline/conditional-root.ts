import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionNode,
} from 'graphql';

const FORBIDDEN = new Set(['skip', 'include']);

/**
 * The fault of a document in which a subscription's root field depends on a condition, which the specification forbids (September
 * 2025, 5.2.4.1): a subscription of nothing would be left. graphql-js has no such rule, and fails on some of these in another.
 */
export function conditionalRoot({ definitions }: DocumentNode): GraphQLError | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const roots: SelectionNode[] = [];
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    else if (definition.kind === Kind.OPERATION_DEFINITION) {
      if (definition.operation === OperationTypeNode.SUBSCRIPTION)
        roots.push(...definition.selectionSet.selections);
    }
  }
  // What is spread is looked at once, also where fragments spread each other in a circle.
  for (const selection of roots) {
    const node = selection.directives?.find(({ name }) => FORBIDDEN.has(name.value));
    if (node) {
      return new GraphQLError('@skip and @include may not stand at the root of a subscription.', {
        nodes: node,
      });
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) roots.push(...selection.selectionSet.selections);
    if (selection.kind !== Kind.FRAGMENT_SPREAD) continue;
    const spread = fragments.get(selection.name.value);
    fragments.delete(selection.name.value);
    if (spread) roots.push(...spread.selectionSet.selections);
  }
  return undefined;
}
