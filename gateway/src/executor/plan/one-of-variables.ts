import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  Kind,
  type ValidationRule,
  validate,
} from 'graphql';

/**
 * The first variable that may be null and stands for a field of a @oneOf input, as an error that refuses the operation.
 * graphql-js finds those only where the input itself may be null.
 * @see https://spec.graphql.org/September2025/#sec-All-Variable-Usages-Are-Allowed
 */
export function nullableInOneOf(schema: GraphQLSchema, document: DocumentNode): GraphQLError | undefined {
  const [error] = validate(schema, document, [nonNullInOneOf]);
  if (!error) return undefined;
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } },
  });
}

/** Whether a schema has @oneOf inputs at all. */
export function hasOneOf(schema: GraphQLSchema): boolean {
  return Object.values(schema.getTypeMap()).some((type) => isInputObjectType(type) && type.isOneOf);
}

const nonNullInOneOf: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    const definitions = new Map(
      operation.variableDefinitions?.map((definition) => [definition.variable.name.value, definition]),
    );
    for (const { node, parentType } of context.getRecursiveVariableUsages(operation)) {
      const input = getNamedType(parentType ?? undefined);
      const definition = definitions.get(node.name.value);
      if (!isInputObjectType(input) || !input.isOneOf || !definition) continue;
      if (definition.type.kind === Kind.NON_NULL_TYPE) continue;
      context.reportError(
        new GraphQLError(
          `Variable "$${node.name.value}" may be null, but stands for the one field of the @oneOf input "${input.name}".`,
          { nodes: [definition, node] },
        ),
      );
    }
  },
});
