import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse, visit } from 'graphql';

/** A fetch's operation with each named fragment in the place where it is spread: the planner keeps those of the client. */
export function openedOperation(text: string): OperationDefinitionNode {
  const { definitions } = parse(text, { noLocation: true });
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('a fetch has no operation');
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  if (fragments.size === 0) return operation;
  // What stands in the place of a spread is visited too.
  return visit(operation, {
    enter: (node) => {
      if (node.kind !== Kind.FRAGMENT_SPREAD) return undefined;
      const fragment = fragments.get(node.name.value);
      if (!fragment) throw new Error(`a fetch has no fragment ${node.name.value}`);
      const { typeCondition, selectionSet } = fragment;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: node.directives, selectionSet };
    },
  });
}
