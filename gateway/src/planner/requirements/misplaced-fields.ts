import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import { fieldsNamed } from './field-sets.js';
import { openedOperation } from './opened-operation.js';
import { narrowed, ROOT_TYPES, type SupergraphFacts } from './supergraph-facts.js';

/** The fields, as `Type.field`, that a plan asks of subgraphs to which they are external and which do not provide them there. */
export type MisplacedFields = (plan: QueryPlan) => string[];

/**
 * Finds what the planner may do wrong when a @requires needs a field that has a @requires itself, in the subgraph it comes
 * from: it asks that subgraph for what the second one requires. A subgraph may answer null there, and nobody would know.
 */
export function misplacedFields(facts: SupergraphFacts): MisplacedFields {
  const external = externalFields(facts);
  if (external.size === 0) return () => [];
  return (plan) => {
    const found = new Set<string>();
    // Fetches of any depth, in whatever nodes: nothing else in a plan is called so.
    JSON.stringify(plan, (_key, value: unknown) => {
      if (isFetch(value)) for (const field of misplacedIn(value, external, facts)) found.add(field);
      return value;
    });
    return [...found];
  };
}

// By subgraph and place. A subgraph tells the fields of its keys even where they are marked as external.
function externalFields(facts: SupergraphFacts): ReadonlySet<string> {
  const external = new Set<string>();
  for (const [type, { isInterface, fields, keys }] of facts) {
    if (isInterface) continue;
    for (const [field, { external: subgraphs }] of fields) {
      for (const subgraph of subgraphs) {
        const isKey = keys.get(subgraph)?.some((key) => fieldsNamed(key.fields, field).length > 0);
        if (!isKey) external.add(`${subgraph} ${type}.${field}`);
      }
    }
  }
  return external;
}

function misplacedIn(
  { serviceName, operation }: FetchNode,
  external: ReadonlySet<string>,
  facts: SupergraphFacts,
): string[] {
  const definition = openedOperation(operation);
  const found: string[] = [];
  const walk = (set: SelectionSetNode, type: string, provided: readonly SelectionSetNode[]) => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const within = narrowed(type, selection.typeCondition?.name.value, facts);
        if (within !== undefined) walk(selection.selectionSet, within, provided);
      } else if (selection.kind === Kind.FIELD) {
        const name = selection.name.value;
        const below = provided.flatMap((one) => fieldsNamed(one, name));
        if (external.has(`${serviceName} ${type}.${name}`) && below.length === 0)
          found.push(`${type}.${name}`);
        if (!selection.selectionSet) continue;
        const field = facts.get(type)?.fields.get(name);
        const provides = field?.provides.get(serviceName);
        const deeper = below.flatMap(({ selectionSet }) => selectionSet ?? []);
        walk(selection.selectionSet, field?.type ?? '', provides ? [...deeper, provides] : deeper);
      }
    }
  };
  walk(definition.selectionSet, ROOT_TYPES[definition.operation], []);
  return found;
}

function isFetch(value: unknown): value is FetchNode {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'Fetch';
}
