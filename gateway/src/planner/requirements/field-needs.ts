import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { parseFields } from './requirement-names.js';
import { subgraphNames, textOf } from './supergraph-facts.js';

/** The new fields that a field of a type requires in a subgraph; none for most. */
export type FieldNeeds = (subgraph: string, type: string, field: string) => ReadonlySet<string>;

const NONE: ReadonlySet<string> = new Set();

/** Reads from a supergraph's @join__field which of the fields in `names` each field requires. */
export function fieldNeeds(supergraph: DocumentNode, names: ReadonlyMap<string, unknown>): FieldNeeds {
  const subgraphs = subgraphNames(supergraph);
  const needs = new Map<string, Set<string>>();
  for (const definition of supergraph.definitions) {
    if (
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      definition.kind !== Kind.INTERFACE_TYPE_DEFINITION
    ) {
      continue;
    }
    for (const field of definition.fields ?? []) {
      for (const directive of field.directives ?? []) {
        if (directive.name.value !== 'join__field') continue;
        const subgraph = subgraphs.get(textOf(directive, 'graph') ?? '');
        const needed = namesIn(parseFields(textOf(directive, 'requires') ?? '__typename'), names);
        if (needed.size > 0) needs.set(`${subgraph} ${definition.name.value}.${field.name.value}`, needed);
      }
    }
  }
  return (subgraph, type, field) => needs.get(`${subgraph} ${type}.${field}`) ?? NONE;
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
