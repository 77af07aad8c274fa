import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

// Fetches have variables of the planner's own: representations, and the arguments that @fromContext fills.
const PLANNERS = /^(representations$|contextualArgument_|orrery_)/;
const PREFIX = 'orrery_';

/**
 * Renames the variables whose names the planner uses too: `query ($representations: String)` would send the client's value
 * in place of the entities, or the entities in place of the value.
 */
export function withSafeVariables(document: DocumentNode): DocumentNode {
  if (!document.definitions.some((definition) => plannersNames(definition).length > 0)) return document;
  return visit(document, {
    enter: (node) =>
      node.kind === Kind.VARIABLE && PLANNERS.test(node.name.value)
        ? { ...node, name: { kind: Kind.NAME, value: PREFIX + node.name.value } }
        : undefined,
  });
}

/** Gives the values of an operation's variables the names of {@link withSafeVariables}. */
export function renamedVariables(operation: OperationDefinitionNode): (variables: Variables) => Variables {
  const names = plannersNames(operation);
  if (names.length === 0) return (variables) => variables;
  return (variables) => {
    const given = names.filter((name) => Object.hasOwn(variables, name));
    return { ...variables, ...Object.fromEntries(given.map((name) => [PREFIX + name, variables[name]])) };
  };
}

function plannersNames(definition: DocumentNode['definitions'][number]): string[] {
  if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
  return (definition.variableDefinitions ?? [])
    .map(({ variable }) => variable.name.value)
    .filter((name) => PLANNERS.test(name));
}
