import { Kind, type SelectionSetNode } from 'graphql';
import type { SupergraphFacts } from './supergraph-facts.js';

/** The new fields that a field of a type requires in a subgraph; none for most. */
export type FieldNeeds = (subgraph: string, type: string, field: string) => ReadonlySet<string>;

const NONE: ReadonlySet<string> = new Set();

/** Tells which of the fields in `names` each field requires. */
export function fieldNeeds(facts: SupergraphFacts, names: ReadonlyMap<string, unknown>): FieldNeeds {
  return (subgraph, type, field) => {
    const required = facts.get(type)?.fields.get(field)?.requires.get(subgraph);
    return required ? namesIn(required, names) : NONE;
  };
}

function namesIn(set: SelectionSetNode, names: ReadonlyMap<string, unknown>, found = new Set<string>()) {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD && names.has(selection.name.value)) found.add(selection.name.value);
    if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) {
      namesIn(selection.selectionSet, names, found);
    }
  }
  return found;
}
