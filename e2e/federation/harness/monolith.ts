import { Supergraph } from '@apollo/federation-internals';
import { type ExecutionResult, type GraphQLSchema, graphql } from 'graphql';
import type { Case, Row, SupergraphFixture } from './supergraph-case.js';

/** The schema that clients of a supergraph see, run by graphql-js over the world itself: no plan, no subgraphs. */
export class Monolith {
  readonly #schema: GraphQLSchema;

  constructor(
    readonly fixture: SupergraphFixture,
    supergraphSdl: string,
  ) {
    this.#schema = Supergraph.build(supergraphSdl, {
      validateSupergraph: false,
      supportedFeatures: null,
    })
      .apiSchema()
      .toGraphQLJSSchema();
  }

  /** What the case's operation answers in a world made anew. */
  async answer({ query, variables, operationName }: Case): Promise<ExecutionResult> {
    const world = this.fixture.world();
    return graphql({
      schema: this.#schema,
      source: query,
      variableValues: variables,
      operationName,
      rootValue: { ...world.query, ...world.mutation },
      fieldResolver: (source: Row, args, _context, { fieldName, parentType }) => {
        const holders = [parentType.name, ...parentType.getInterfaces().map(({ name }) => name)];
        const compute = holders
          .map((holder) => this.fixture.computed?.[`${holder}.${fieldName}`])
          .find(Boolean);
        const value = fieldName in source || !compute ? source[fieldName] : compute(source);
        return typeof value === 'function' ? value(args) : value;
      },
    });
  }
}
