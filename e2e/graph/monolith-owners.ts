import {
  type ConstDirectiveNode,
  type DefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** How one service has a field. */
export interface OwnedField {
  readonly service: string;
  /** What it @requires of other services, or undefined. */
  readonly requires: SelectionSetNode | undefined;
}

/** An entity's key in one service. */
export interface EntityKey {
  readonly fields: SelectionSetNode;
}

/** Which services own which fields and keys, read from their SDL. */
export class FieldOwners {
  readonly #fields = new Map<string, OwnedField[]>();
  readonly #keys = new Map<string, EntityKey[]>();

  constructor(subgraphs: readonly { name: string; sdl: string }[]) {
    for (const { name, sdl } of subgraphs) {
      for (const definition of parse(sdl).definitions) {
        if (isObjectDefinition(definition)) this.#add(name, definition);
      }
    }
  }

  /** The services that resolve a field, in the order in which they were given. */
  ofField(type: string, field: string): readonly OwnedField[] {
    return this.#fields.get(`${type}.${field}`) ?? [];
  }

  /** The keys by which a service resolves an entity; none when the type is no entity there. */
  keysOf(service: string, type: string): readonly EntityKey[] {
    return this.#keys.get(`${service}/${type}`) ?? [];
  }

  #add(service: string, definition: ObjectTypeDefinitionNode): void {
    const type = definition.name.value;
    const keys = (definition.directives ?? []).filter(
      (directive) => directive.name.value === 'key' && argument(directive, 'resolvable') !== 'false',
    );
    this.#keys.set(
      `${service}/${type}`,
      keys.map((key) => ({ fields: selection(argument(key, 'fields') ?? '') })),
    );
    for (const field of definition.fields ?? []) {
      if (field.directives?.some((directive) => directive.name.value === 'external')) continue;
      const requires = field.directives?.find((directive) => directive.name.value === 'requires');
      const place = `${type}.${field.name.value}`;
      const owned = { service, requires: requires && selection(argument(requires, 'fields') ?? '') };
      this.#fields.set(place, [...(this.#fields.get(place) ?? []), owned]);
    }
  }
}

function isObjectDefinition(node: DefinitionNode): node is ObjectTypeDefinitionNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION;
}

function argument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((candidate) => candidate.name.value === name)?.value;
  return value && 'value' in value ? String(value.value) : undefined;
}

function selection(fields: string): SelectionSetNode {
  const [operation] = parse(`{ ${fields} }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a field set: ${fields}`);
  return operation.selectionSet;
}
