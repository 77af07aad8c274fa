import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { namesOf, parseFieldSet, stringArgument } from './field-set.js';

/** What a subgraph's SDL says of a field. */
export interface FieldFacts {
  readonly external: boolean;
  readonly requires: SelectionSetNode | undefined;
  readonly provides: SelectionSetNode | undefined;
}

/** What a subgraph's SDL says of a type. */
export interface TypeFacts {
  readonly kind: 'object' | 'interface';
  readonly interfaces: string[];
  /** The keys by which a reference may be resolved. */
  readonly keys: SelectionSetNode[];
  /** Names of fields in any key, resolvable or not: an external one of these is known nevertheless. */
  readonly keyFields: Set<string>;
  readonly fields: Map<string, FieldFacts>;
}

/** Reads types, keys and external fields from a subgraph's SDL, of federation 1 or 2. */
export function factsOf(document: DocumentNode): ReadonlyMap<string, TypeFacts> {
  const facts = new Map<string, TypeFacts>();
  for (const node of document.definitions) {
    const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
    const isInterface =
      node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_EXTENSION;
    if (!isObject && !isInterface) continue;
    const type = facts.get(node.name.value) ?? {
      kind: isObject ? 'object' : 'interface',
      interfaces: [],
      keys: [],
      keyFields: new Set<string>(),
      fields: new Map<string, FieldFacts>(),
    };
    facts.set(node.name.value, type);
    type.interfaces.push(...(node.interfaces ?? []).map(({ name }) => name.value));
    for (const directive of node.directives ?? []) addKey(type, directive);
    const allExternal = named(node.directives, 'external') !== undefined;
    for (const field of node.fields ?? [])
      type.fields.set(field.name.value, factsOfField(field, allExternal));
  }
  return facts;
}

function addKey(type: TypeFacts, directive: ConstDirectiveNode): void {
  if (directive.name.value !== 'key') return;
  const set = parseFieldSet(stringArgument(directive, 'fields') ?? '');
  for (const name of namesOf(set)) type.keyFields.add(name);
  const resolvable = directive.arguments?.find(({ name }) => name.value === 'resolvable')?.value;
  if (resolvable?.kind !== Kind.BOOLEAN || resolvable.value) type.keys.push(set);
}

function factsOfField(field: FieldDefinitionNode, allExternal: boolean): FieldFacts {
  const set = (name: string) => {
    const fields = named(field.directives, name);
    return fields && parseFieldSet(stringArgument(fields, 'fields') ?? '');
  };
  return {
    external: allExternal || named(field.directives, 'external') !== undefined,
    requires: set('requires'),
    provides: set('provides'),
  };
}

function named(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string,
): ConstDirectiveNode | undefined {
  return directives?.find((directive) => directive.name.value === name);
}

/** The root types' names, and which of a world's operations each is. */
export function rootsOf(document: DocumentNode): ReadonlyMap<string, 'query' | 'mutation'> {
  const roots = new Map<string, 'query' | 'mutation'>([
    ['Query', 'query'],
    ['Mutation', 'mutation'],
  ]);
  for (const node of document.definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of node.operationTypes ?? []) {
      if (operation !== 'subscription') roots.set(type.name.value, operation);
    }
  }
  return roots;
}
