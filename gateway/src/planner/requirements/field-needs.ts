import { type ConstDirectiveNode, type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { parseFields } from './requirement-names.js';

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

function subgraphNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { name, directives } of definition.values ?? []) {
      const graph = directives?.find((directive) => directive.name.value === 'join__graph');
      names.set(name.value, (graph && textOf(graph, 'name')) ?? name.value);
    }
  }
  return names;
}

function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
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
