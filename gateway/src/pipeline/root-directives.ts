import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationTypeNode,
  type SelectionNode,
} from 'graphql';

// Of a subscription nothing would be left; mutations run one after the other, and none of them later.
const FORBIDDEN: Readonly<Record<OperationTypeNode, readonly string[]>> = {
  query: [],
  mutation: ['defer', 'stream'],
  subscription: ['skip', 'include'],
};

/**
 * The fault of a document with a directive at an operation's root that may not be there (specification of September 2025, 5.2.4.1, and
 * its draft on incremental delivery). graphql-js has no such rules, and fails on some of these in others.
 */
export function misplacedAtRoot({ definitions }: DocumentNode): GraphQLError | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { operation, selectionSet } = definition;
    const forbidden = FORBIDDEN[operation];
    const node = forbidden.length > 0 && firstOf(forbidden, selectionSet.selections, new Map(fragments));
    if (!node) continue;
    const message = `@${node.name.value} may not stand at the root of a ${operation}.`;
    return new GraphQLError(message, { nodes: node });
  }
  return undefined;
}

// What is spread is looked at once, also where fragments spread each other in a circle.
function firstOf(
  names: readonly string[],
  root: readonly SelectionNode[],
  unseen: Map<string, FragmentDefinitionNode>,
): DirectiveNode | undefined {
  const selections = [...root];
  for (const selection of selections) {
    const node = selection.directives?.find(({ name }) => names.includes(name.value));
    if (node) return node;
    if (selection.kind === Kind.INLINE_FRAGMENT) selections.push(...selection.selectionSet.selections);
    if (selection.kind !== Kind.FRAGMENT_SPREAD) continue;
    const spread = unseen.get(selection.name.value);
    unseen.delete(selection.name.value);
    if (spread) selections.push(...spread.selectionSet.selections);
  }
  return undefined;
}
