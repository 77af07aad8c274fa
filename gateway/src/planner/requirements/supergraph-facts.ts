import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type OperationTypeNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { parseFields } from './requirement-names.js';

/** What a supergraph's join directives say, by type. */
export type SupergraphFacts = ReadonlyMap<string, TypeFacts>;

/** What a supergraph says of an object or interface type. */
export interface TypeFacts {
  readonly isInterface: boolean;
  /** The interfaces that it implements. */
  readonly interfaces: ReadonlySet<string>;
  readonly fields: ReadonlyMap<string, FieldFacts>;
  /** Its keys in each subgraph. */
  readonly keys: ReadonlyMap<string, readonly KeyFacts[]>;
}

/** A key of a type in a subgraph. */
export interface KeyFacts {
  readonly fields: SelectionSetNode;
  /** Whether the subgraph resolves the type by it. */
  readonly isResolvable: boolean;
}

/** What a supergraph says of a field. */
export interface FieldFacts {
  /** The name of its type, without lists. */
  readonly type: string;
  /** How many lists its type is in. */
  readonly lists: number;
  /** What it requires, by subgraph; none for most. */
  readonly requires: ReadonlyMap<string, SelectionSetNode>;
  /** What it provides of its object, by subgraph; none for most. */
  readonly provides: ReadonlyMap<string, SelectionSetNode>;
  /** The subgraphs to which it is external. */
  readonly external: ReadonlySet<string>;
}

/** The names of the root types: composition gives them these, whatever they are called in subgraphs. */
export const ROOT_TYPES: Readonly<Record<OperationTypeNode, string>> = {
  query: 'Query',
  mutation: 'Mutation',
  subscription: 'Subscription',
};

/** Reads a supergraph's types from its join directives. */
export function supergraphFacts(supergraph: DocumentNode): SupergraphFacts {
  const subgraphs = subgraphNames(supergraph);
  const facts = new Map<string, TypeFacts>();
  for (const definition of supergraph.definitions) {
    const isInterface = definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
    if (!isInterface && definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const fields = new Map(
      (definition.fields ?? []).map((field) => [field.name.value, factsOf(field, subgraphs)]),
    );
    const keys = keysOf(definition.directives ?? [], subgraphs);
    const interfaces = new Set(definition.interfaces?.map(({ name }) => name.value));
    facts.set(definition.name.value, { isInterface, interfaces, fields, keys });
  }
  return facts;
}

/**
 * The narrower of a type and a type condition on it; undefined when no object is of both. The planner reuses a client's
 * fragments also where parts of them are of other types.
 */
export function narrowed(
  type: string,
  condition: string | undefined,
  facts: SupergraphFacts,
): string | undefined {
  if (condition === undefined || condition === type) return type;
  if (facts.get(type)?.isInterface !== false) return condition; // abstract, or not known yet
  return facts.get(condition)?.isInterface === false ? undefined : type;
}

type Names = ReadonlyMap<string, string>;

// Directives name subgraphs by the values of an enum.
function subgraphNames({ definitions }: DocumentNode): Names {
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

function factsOf({ type, directives }: FieldDefinitionNode, subgraphs: Names): FieldFacts {
  const requires = new Map<string, SelectionSetNode>();
  const provides = new Map<string, SelectionSetNode>();
  const external = new Set<string>();
  for (const [subgraph, directive] of ofSubgraphs('join__field', directives ?? [], subgraphs)) {
    const required = textOf(directive, 'requires');
    const provided = textOf(directive, 'provides');
    if (required !== undefined) requires.set(subgraph, parseFields(required));
    if (provided !== undefined) provides.set(subgraph, parseFields(provided));
    if (flagOf(directive, 'external') === true) external.add(subgraph);
  }
  return { ...namedType(type), requires, provides, external };
}

function keysOf(directives: readonly ConstDirectiveNode[], subgraphs: Names): Map<string, KeyFacts[]> {
  const keys = new Map<string, KeyFacts[]>();
  for (const [subgraph, directive] of ofSubgraphs('join__type', directives, subgraphs)) {
    const key = textOf(directive, 'key');
    if (key === undefined) continue;
    const facts = { fields: parseFields(key), isResolvable: flagOf(directive, 'resolvable') !== false };
    keys.set(subgraph, [...(keys.get(subgraph) ?? []), facts]);
  }
  return keys;
}

function ofSubgraphs(
  name: string,
  directives: readonly ConstDirectiveNode[],
  subgraphs: Names,
): [string, ConstDirectiveNode][] {
  return directives.flatMap((directive): [string, ConstDirectiveNode][] => {
    const subgraph = subgraphs.get(textOf(directive, 'graph') ?? '');
    return directive.name.value === name && subgraph !== undefined ? [[subgraph, directive]] : [];
  });
}

function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

function flagOf(directive: ConstDirectiveNode, name: string): boolean | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

function namedType(type: TypeNode, lists = 0): { type: string; lists: number } {
  if (type.kind === Kind.NAMED_TYPE) return { type: type.name.value, lists };
  return namedType(type.type, type.kind === Kind.LIST_TYPE ? lists + 1 : lists);
}
