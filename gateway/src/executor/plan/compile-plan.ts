import type { DeferNode, FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { type GraphQLSchema, Kind, parse, type SelectionSetNode } from 'graphql';
import type { ResponsePath } from '../null-positions.js';
import { findCompanions } from './companions.js';
import { compileContexts } from './compile-contexts.js';
import { compileRequires } from './compile-requires.js';
import type { DeferStep, FetchStep, Step } from './compiled-plan.js';
import { findLeafPlaces } from './leaf-places.js';
import { interfaceNamesOf } from './possible-types.js';
import { representationKeys } from './representation-keys.js';
import { compileRewrites } from './rewrites.js';

/**
 * Compiles a query plan once, so that running it looks nothing up.
 * @param supergraph the whole graph's schema: representations may hold what clients may not see
 * @throws Error for a plan that needs what this executor does not do
 */
export function compilePlan(plan: QueryPlan, supergraph: GraphQLSchema): Step | undefined {
  if (plan.node?.kind === 'Subscription') throw new Error('a subscription is not executed as a query');
  return plan.node && compileSteps(plan.node, { supergraph, hasContexts: hasContexts(plan.node) });
}

/** Compiles a subscription's plan: the fetch that it listens to, and what completes each event. */
export function compileSubscription(
  { primary, rest }: SubscriptionNode,
  supergraph: GraphQLSchema,
): { primary: FetchStep; step: Step | undefined } {
  const graph: Graph = { supergraph, hasContexts: rest !== undefined && hasContexts(rest) };
  const listening = compileFetch(primary, [], graph);
  return { primary: listening, step: rest && compileSteps(rest, graph, listening) };
}

function compileSteps(node: PlanNode, graph: Graph, before?: FetchStep): Step {
  const step = compileNode(node, [], graph);
  findCompanions(step);
  findLeafPlaces(step, before);
  return step;
}

/** What all nodes of a plan are compiled with. */
interface Graph {
  readonly supergraph: GraphQLSchema;
  /** Whether a fetch of the plan takes anything from objects around those that it is about. */
  readonly hasContexts: boolean;
}

// Nothing else in a plan is called so.
function hasContexts(node: PlanNode): boolean {
  return JSON.stringify(node).includes('"contextRewrites":[{');
}

function compileNode(node: PlanNode, path: ResponsePath, graph: Graph): Step {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map((child) => compileNode(child, path, graph)) };
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map((child) => compileNode(child, path, graph)) };
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path], graph);
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        whenTrue: node.ifClause && compileNode(node.ifClause, path, graph),
        whenFalse: node.elseClause && compileNode(node.elseClause, path, graph),
      };
    case 'Fetch':
      return compileFetch(node, path, graph);
    case 'Defer':
      return compileDefer(node, path, graph);
  }
}

function compileFetch(node: FetchNode, path: ResponsePath, graph: Graph): FetchStep {
  const { supergraph, hasContexts } = graph;
  return {
    kind: 'fetch',
    id: node.id,
    subgraph: node.serviceName,
    operation: node.operation,
    operationName: node.operationName,
    isMutation: node.operationKind === 'mutation',
    variables: node.variableUsages ?? [],
    path,
    representation:
      node.requires &&
      compileRequires(
        node.requires,
        compileRewrites(node.inputRewrites, supergraph),
        node.serviceName,
        supergraph,
      ),
    representationKeys:
      node.requires && representationKeys(node.requires, Boolean(node.inputRewrites?.length)),
    contexts: compileContexts(node.contextRewrites, supergraph),
    rewriteOutput: compileRewrites(node.outputRewrites, supergraph),
    interfaces: interfaceNamesOf(supergraph),
    isCopied: hasContexts,
    companions: [],
  };
}

function compileDefer({ primary, deferred }: DeferNode, path: ResponsePath, graph: Graph): DeferStep {
  return {
    kind: 'defer',
    primary: primary.node && compileNode(primary.node, path, graph),
    selection: selectionOf(primary.subselection),
    deferred: deferred.map(({ depends, label, queryPath, subselection, node }) => ({
      depends: depends.map(({ id }) => id),
      label,
      path: queryPath,
      selection: selectionOf(subselection),
      step: node && compileNode(node, path, graph),
    })),
  };
}

function selectionOf(subselection: string | undefined): SelectionSetNode | undefined {
  if (subselection === undefined) return undefined;
  const [definition] = parse(subselection, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : undefined;
}
