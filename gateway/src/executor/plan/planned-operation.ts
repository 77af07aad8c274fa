import type { QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql';
import type { SupergraphPlanner } from '../../planner/supergraph-planner.js';
import type { Denial } from '../../security/authorization/denial.js';
import { withoutDenied } from '../../security/authorization/denied-fields.js';
import { typeAtPath } from '../defer/defer-places.js';
import type { ResolvedOperation } from '../engine.js';
import { type Introspection, introspectionOf, withoutIntrospection } from '../introspection.js';
import { Selection } from '../project/shape.js';
import { compilePlan, compileSubscription } from './compile-plan.js';
import type { FetchStep, Step } from './compiled-plan.js';
import { withDistinctNames } from './distinct-names.js';
import { withoutGraphDirectives } from './graph-directives.js';
import { hasOneOf, nullableInOneOf } from './one-of-variables.js';
import { withPlannableConditions } from './planned-conditions.js';
import { fieldNamesOf, withSafeAliases } from './safe-aliases.js';
import { renamedVariables, withSafeVariables } from './safe-variables.js';
import { noWayTold, unanswerable, uncoveredRootFields } from './uncovered-fields.js';

const MAX_SHAPES = 64; // of one operation: one for each combination of its @skip and @include variables

type Variables = Readonly<Record<string, unknown>>;

/** An operation that is planned and compiled: how its data is fetched, and what of it the client gets. */
export interface PlannedOperation {
  readonly operation: OperationDefinitionNode;
  readonly plan: QueryPlan;
  /** For a subscription: what it listens to; `step` is the rest of the plan. */
  readonly primary: FetchStep | undefined;
  readonly step: Step | undefined;
  /** A client's variables under the names that the plan and {@link selectionFor} know them by. */
  plannedVariables(variables: Variables): Variables;
  selectionFor(variables: Variables): Selection;
  readonly introspect: Introspection;
  /** The type of the objects at a deferred part's path. */
  typeAt(path: readonly string[]): GraphQLCompositeType;
  /** What the caller does not get. */
  readonly denials: readonly Denial[];
  /** About how much memory it holds, from the lengths of its texts. */
  readonly bytes: number;
}

/** The two schemas of a supergraph that operations are planned for. */
export interface PlanningSchemas {
  /** What clients see. */
  readonly api: GraphQLSchema;
  /** The whole graph: representations may hold what clients may not see. */
  readonly full: GraphQLSchema;
}

/** Makes what plans and compiles operations of one supergraph. */
export function operationPlanner(planner: SupergraphPlanner, { api, full }: PlanningSchemas) {
  const fieldNames = new Set([...fieldNamesOf(full), ...planner.ownNames]);
  const checksOneOf = hasOneOf(api);
  /** @throws PlanningLimit; GraphQLError when no subgraph can answer a field; Error when there is no plan */
  return async (
    { document: written, operation: writtenOperation, denials }: ResolvedOperation,
    overrides: ReadonlyMap<string, boolean>,
  ): Promise<PlannedOperation> => {
    const refused = checksOneOf ? nullableInOneOf(api, written) : undefined;
    if (refused) throw refused;
    const operationName = writtenOperation.name?.value;
    const safe = withSafeVariables(withSafeAliases(withoutGraphDirectives(written, api), fieldNames));
    const document = withDistinctNames(safe, operationName, api);
    const operation = getOperationAST(document, operationName);
    if (!operation) throw new Error('the operation is not in its document');
    const granted = denials ? withoutDenied(document) : document;
    const text = print(withPlannableConditions(withoutIntrospection(granted)));
    const plan = selectsNothing(granted, operationName)
      ? NO_PLAN
      : await planner.plan({ document: text, operationName, overrides }).catch((error: unknown) => {
          throw noWayTold(error) ?? error;
        });
    const fragments = fragmentsOf(document);
    const planned = (denials && getOperationAST(granted, operationName)) ?? operation;
    const uncovered = [...uncoveredRootFields(plan, planned, fragments), ...planner.misplaced(plan)];
    if (uncovered.length > 0) {
      throw unanswerable(uncovered.join(', '));
    }
    const compiled =
      plan.node?.kind === 'Subscription'
        ? compileSubscription(plan.node, full)
        : { primary: undefined, step: compilePlan(plan, full) };
    return {
      operation: writtenOperation,
      plan,
      ...compiled,
      plannedVariables: renamedVariables(writtenOperation),
      selectionFor: shapesOf({ api, full }, operation, fragments),
      // Nothing of it is planned, so it keeps the names that the client wrote.
      introspect: introspectionOf(api, writtenOperation, fragmentsOf(written)),
      typeAt: (path) => typeAtPath(api, operation, fragments, path),
      denials: denials ?? [],
      bytes: 2_000 + 10 * text.length + 6 * JSON.stringify(plan).length,
    };
  };
}

const NO_PLAN: QueryPlan = { kind: 'QueryPlan' };

// A subscription whose one field is denied listens to nothing.
function selectsNothing(granted: DocumentNode, operationName: string | undefined): boolean {
  const operation = getOperationAST(granted, operationName);
  if (operation?.operation !== 'subscription') return false;
  return operation.selectionSet.selections.every(
    (selection) => selection.kind === Kind.FIELD && selection.name.value === '__typename',
  );
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

// What a client gets depends on no variable but those of @skip and @include.
function shapesOf(
  { api: schema, full }: PlanningSchemas,
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
    const selection = new Selection(root, [operation.selectionSet], { schema, full, fragments, variables });
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
