import { type DocumentNode, Kind, parse } from 'graphql';

/** The definition of @oneOf: GraphQL knows it without, the planner does not. */
export const ONE_OF_DEFINITION = 'directive @oneOf on INPUT_OBJECT';

/** A supergraph that defines @oneOf when it uses it. */
export function withOneOfDeclared(supergraph: DocumentNode): DocumentNode {
  const isUsed = supergraph.definitions.some(
    (node) =>
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION &&
      node.directives?.some((directive) => directive.name.value === 'oneOf'),
  );
  const isDefined = supergraph.definitions.some(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === 'oneOf',
  );
  if (!isUsed || isDefined) return supergraph;
  return {
    ...supergraph,
    definitions: [...supergraph.definitions, ...parse(ONE_OF_DEFINITION, { noLocation: true }).definitions],
  };
}
