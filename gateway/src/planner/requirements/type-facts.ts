import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { parseFields } from './requirement-names.js';
import { subgraphNames, textOf } from './supergraph-facts.js';

/** What a supergraph says of a field. */
export interface FieldFacts {
  /** The name of its type, without lists. */
  readonly type: string;
  /** How many lists its type is in. */
  readonly lists: number;
  /** What it requires, by subgraph; none for most. */
  readonly requires: ReadonlyMap<string, SelectionSetNode>;
}

/** What a supergraph says of an object or interface type. */
export interface TypeFacts {
  readonly fields: ReadonlyMap<string, FieldFacts>;
  /** The keys by which a subgraph resolves it, by subgraph. */
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
}

/** Reads types, keys and requirements from a supergraph's join directives. */
export function typeFacts(supergraph: DocumentNode): ReadonlyMap<string, TypeFacts> {
  const subgraphs = subgraphNames(supergraph);
  const facts = new Map<string, TypeFacts>();
  for (const definition of supergraph.definitions) {
    if (
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      definition.kind !== Kind.INTERFACE_TYPE_DEFINITION
    ) {
      continue;
    }
    const fields = new Map(
      (definition.fields ?? []).map((field) => [field.name.value, factsOf(field, subgraphs)]),
    );
    facts.set(definition.name.value, { fields, keys: keysOf(definition.directives ?? [], subgraphs) });
  }
  return facts;
}

function factsOf({ type, directives }: FieldDefinitionNode, subgraphs: Names): FieldFacts {
  const requires = new Map<string, SelectionSetNode>();
  for (const directive of directives ?? []) {
    const fields = directive.name.value === 'join__field' ? textOf(directive, 'requires') : undefined;
    const subgraph = subgraphs.get(textOf(directive, 'graph') ?? '');
    if (fields !== undefined && subgraph !== undefined) requires.set(subgraph, parseFields(fields));
  }
  return { ...namedType(type), requires };
}

function keysOf(
  directives: readonly ConstDirectiveNode[],
  subgraphs: Names,
): Map<string, readonly SelectionSetNode[]> {
  const keys = new Map<string, readonly SelectionSetNode[]>();
  for (const directive of directives) {
    const key = directive.name.value === 'join__type' ? textOf(directive, 'key') : undefined;
    const subgraph = subgraphs.get(textOf(directive, 'graph') ?? '');
    const resolvable = directive.arguments?.find(({ name }) => name.value === 'resolvable')?.value;
    if (resolvable?.kind === Kind.BOOLEAN && !resolvable.value) continue;
    if (key !== undefined && subgraph !== undefined) {
      keys.set(subgraph, [...(keys.get(subgraph) ?? []), parseFields(key)]);
    }
  }
  return keys;
}

function namedType(type: TypeNode, lists = 0): { type: string; lists: number } {
  if (type.kind === Kind.NAMED_TYPE) return { type: type.name.value, lists };
  return namedType(type.type, type.kind === Kind.LIST_TYPE ? lists + 1 : lists);
}

type Names = ReadonlyMap<string, string>;
