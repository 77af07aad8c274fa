import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type TypeNode,
} from 'graphql';
import { type AuthorizationNames, requirementIn } from './authorization-directives.js';
import { allOf, type Requirement } from './requirement.js';

/** A type of a supergraph, as its definition and its extensions have it. */
export interface ProtectedType {
  readonly name: string;
  readonly kind: 'object' | 'interface' | 'leaf' | 'other';
  readonly interfaces: ReadonlySet<string>;
  readonly fields: ReadonlyMap<string, ProtectedField>;
  /** Those of all its definitions. */
  readonly directives: readonly ConstDirectiveNode[];
  readonly requirement: Requirement | undefined;
}

/** A field of a type. */
export interface ProtectedField {
  /** The name of its type, without lists. */
  readonly type: string;
  readonly directives: readonly ConstDirectiveNode[];
  readonly requirement: Requirement | undefined;
}

/** The types of a supergraph by name, with what each of them and of their fields requires by itself. */
export function ownRequirements(
  document: DocumentNode,
  names: AuthorizationNames,
): ReadonlyMap<string, ProtectedType> {
  const types = new Map<string, ProtectedType>();
  for (const node of document.definitions) {
    const kind = kindOf(node);
    if (!kind || !('name' in node) || !node.name) continue;
    const name = node.name.value;
    const before = types.get(name);
    const directives = ('directives' in node ? node.directives : undefined) as
      | readonly ConstDirectiveNode[]
      | undefined;
    types.set(name, {
      name,
      kind,
      interfaces: new Set([...(before?.interfaces ?? []), ...interfacesOf(node)]),
      fields: new Map([...(before?.fields ?? []), ...fieldsOf(node, names)]),
      directives: [...(before?.directives ?? []), ...(directives ?? [])],
      requirement: allOf([before?.requirement, requirementIn(directives, names)]),
    });
  }
  return types;
}

function kindOf({ kind }: DefinitionNode): ProtectedType['kind'] | undefined {
  switch (kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
      return 'object';
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return 'interface';
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_EXTENSION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return 'leaf';
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.UNION_TYPE_EXTENSION:
      return 'other';
    default:
      return undefined;
  }
}

function interfacesOf(node: DefinitionNode): string[] {
  return 'interfaces' in node ? (node.interfaces ?? []).map(({ name }) => name.value) : [];
}

function fieldsOf(node: DefinitionNode, names: AuthorizationNames): [string, ProtectedField][] {
  const hasOutput =
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.OBJECT_TYPE_EXTENSION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_EXTENSION;
  if (!hasOutput) return [];
  return (node.fields ?? []).map((field: FieldDefinitionNode) => [
    field.name.value,
    {
      type: namedType(field.type),
      directives: field.directives ?? [],
      requirement: requirementIn(field.directives, names),
    },
  ]);
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
