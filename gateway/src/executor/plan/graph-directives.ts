import {
  type DirectiveDefinitionNode,
  type DocumentNode,
  extendSchema,
  type GraphQLSchema,
  isSpecifiedDirective,
  Kind,
  type TypeNode,
  visit,
} from 'graphql';

// Where operations may have directives, section 3.13 of the specification.
const EXECUTABLE = new Set([
  'QUERY',
  'MUTATION',
  'SUBSCRIPTION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
  'VARIABLE_DEFINITION',
]);

/**
 * Adds the directives to a clients' schema that a graph defines for operations and composition carried over
 * (@composeDirective): @apollo/federation-internals takes all directives of linked specifications out of it. A directive
 * with arguments of types that clients may not see stays out.
 */
export function withGraphDirectives(api: GraphQLSchema, supergraph: DocumentNode): GraphQLSchema {
  const definitions = supergraph.definitions.flatMap((definition): DirectiveDefinitionNode[] => {
    if (definition.kind !== Kind.DIRECTIVE_DEFINITION || api.getDirective(definition.name.value)) return [];
    const locations = definition.locations.filter(({ value }) => EXECUTABLE.has(value));
    const isKnown = (definition.arguments ?? []).every(({ type }) => api.getType(nameOf(type)));
    return locations.length > 0 && isKnown ? [{ ...definition, locations }] : [];
  });
  if (definitions.length === 0) return api;
  return extendSchema(api, { kind: Kind.DOCUMENT, definitions }, { assumeValidSDL: true });
}

/** The document as it is planned: without the directives that {@link withGraphDirectives} added. Subgraphs get none. */
export function withoutGraphDirectives(document: DocumentNode, api: GraphQLSchema): DocumentNode {
  const own = new Set(
    api
      .getDirectives()
      .filter((directive) => !isSpecifiedDirective(directive) && directive.name !== 'defer')
      .map(({ name }) => name),
  );
  if (own.size === 0) return document;
  return visit(document, {
    enter: (node) => (node.kind === Kind.DIRECTIVE && own.has(node.name.value) ? null : undefined),
  });
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
