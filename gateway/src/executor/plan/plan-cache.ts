import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import {
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { EngineRequest } from '../engine.js';
import { type Introspection, introspectionOf } from '../introspection.js';
import { Selection } from '../project/shape.js';
import { compilePlan } from './compile-plan.js';
import type { Step } from './compiled-plan.js';
import { fieldNamesOf, withSafeAliases } from './safe-aliases.js';
import { uncoveredRootFields } from './uncovered-fields.js';

const MAX_PLANS = 1_000;
const MAX_SHAPES = 64; // of one operation: one for each combination of its @skip and @include variables

/** An operation that is planned: how its data is fetched, and what of it the client gets. */
export interface PlannedOperation {
  readonly plan: QueryPlan;
  readonly step: Step | undefined;
  selectionFor(variables: Readonly<Record<string, unknown>>): Selection;
  readonly introspect: Introspection;
}

/** Plans operations of one supergraph, and keeps the plans that were used last. */
export class PlanCache {
  readonly #planner: QueryPlanner;
  readonly #supergraph: Supergraph;
  readonly #fullSchema: GraphQLSchema;
  readonly #fieldNames: ReadonlySet<string>;
  readonly #plans = new Map<string, PlannedOperation>();

  constructor(supergraph: Supergraph) {
    this.#supergraph = supergraph;
    this.#planner = new QueryPlanner(supergraph);
    this.#fullSchema = supergraph.schema.toGraphQLJSSchema();
    this.#fieldNames = fieldNamesOf(this.#fullSchema);
  }

  /** The plan of a request's operation. @throws GraphQLError when the operation cannot be planned */
  planOf(request: EngineRequest): PlannedOperation {
    const key = `${request.queryHash} ${request.operationName ?? ''}`;
    const known = this.#plans.get(key);
    if (known) {
      this.#plans.delete(key);
      this.#plans.set(key, known); // the map's order is the order of last use
      return known;
    }
    const planned = this.#plan(request);
    this.#plans.set(key, planned);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > MAX_PLANS && oldest !== undefined) this.#plans.delete(oldest);
    return planned;
  }

  #plan({
    document: written,
    operation: writtenOperation,
    operationName,
    schema,
  }: EngineRequest): PlannedOperation {
    const document = withSafeAliases(written, this.#fieldNames);
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new Error('the operation was resolved, and is not in its document');
    const apiSchema = this.#supergraph.apiSchema();
    const plan = this.#planner.buildQueryPlan(
      operationFromDocument(apiSchema, document, { operationName: operationName ?? undefined }),
    );
    const fragments = fragmentsOf(document.definitions);
    const uncovered = uncoveredRootFields(plan, operation, fragments);
    if (uncovered.length > 0) {
      throw new GraphQLError(`No subgraph can answer ${uncovered.join(', ')} as it is asked for here.`, {
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      });
    }
    return {
      plan,
      step: compilePlan(plan, this.#fullSchema),
      selectionFor: shapesOf(schema, operation, fragments),
      // Nothing of it is planned, so it keeps the names that the client wrote.
      introspect: introspectionOf(schema, writtenOperation, fragmentsOf(written.definitions)),
    };
  }
}

function fragmentsOf(
  definitions: EngineRequest['document']['definitions'],
): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

// What a client gets depends on no variable but those of @skip and @include.
function shapesOf(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): PlannedOperation['selectionFor'] {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation} type`);
  const deciding = decidingVariables(operation, fragments);
  const shapes = new Map<string, Selection>();
  return (variables) => {
    const key = deciding.map((name) => (variables[name] === true ? '1' : '0')).join('');
    const known = shapes.get(key);
    if (known) return known;
    const selection = new Selection(root, [operation.selectionSet], { schema, fragments, variables });
    if (shapes.size < MAX_SHAPES) shapes.set(key, selection);
    return selection;
  };
}

function decidingVariables(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): string[] {
  const names = new Set<string>();
  for (const node of [operation, ...fragments.values()]) {
    visit(node, {
      enter: (inner) => {
        if (inner.kind !== Kind.DIRECTIVE || !/^(skip|include)$/.test(inner.name.value)) return;
        const value = inner.arguments?.[0]?.value;
        if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
  }
  return [...names].sort();
}
