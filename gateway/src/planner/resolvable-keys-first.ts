import { type ConstDirectiveNode, type DefinitionNode, Kind } from 'graphql';

/**
 * Puts the keys of each type that can be resolved before those that cannot: to come back for a field with @requires, the
 * planner takes a type's first key, whether or not the subgraph resolves it.
 */
export function resolvableKeysFirst(definition: DefinitionNode): DefinitionNode {
  const isType =
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
  if (!isType || !definition.directives?.some(isUnresolvable)) return definition;
  const { directives } = definition;
  return {
    ...definition,
    directives: [
      ...directives.filter((directive) => !isUnresolvable(directive)),
      ...directives.filter(isUnresolvable),
    ],
  };
}

function isUnresolvable({ name, arguments: given }: ConstDirectiveNode): boolean {
  if (name.value !== 'join__type') return false;
  const resolvable = given?.find((argument) => argument.name.value === 'resolvable')?.value;
  return resolvable?.kind === Kind.BOOLEAN && !resolvable.value;
}
