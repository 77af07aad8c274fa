import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

/** A field as some @requires uses it: with the arguments given there. */
export interface RequiredUse {
  readonly field: string;
  readonly args: readonly ArgumentNode[];
}

const OWN = /^orreryrequired\d+_/;

/** The real name of a field that {@link nameRequirements} made; any other name as it is. */
export function requiredFieldName(name: string): string {
  return name.replace(OWN, '');
}

/** A supergraph in which each use of a field with arguments by some @requires is a field of its own, without arguments. */
export interface NamedRequirements {
  readonly supergraph: DocumentNode;
  /** What each of the new fields stands for, by its name. */
  readonly uses: ReadonlyMap<string, RequiredUse>;
}

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * Gives each use of a field with arguments by a @requires a name of its own. The planner knows fields by their response
 * names: it makes one of `price(currency: EUR)` that a client asks for and `price(currency: USD)` that a @requires needs,
 * or of two that two @requires need, and answers wrongly.
 */
export function nameRequirements(supergraph: DocumentNode): NamedRequirements {
  return new Naming(supergraph).named();
}

class Naming {
  readonly #types = new Map<string, Composite>();
  readonly #uses = new Map<string, RequiredUse>();
  readonly #names = new Map<string, string>();
  /** New fields by type, by their names. */
  readonly #added = new Map<string, Map<string, RequiredUse>>();
  readonly #taken = new Set<string>();

  constructor(readonly supergraph: DocumentNode) {
    for (const definition of supergraph.definitions) {
      if (!isComposite(definition)) continue;
      this.#types.set(definition.name.value, definition);
      for (const { name } of definition.fields ?? []) if (OWN.test(name.value)) this.#taken.add(name.value);
    }
  }

  named(): NamedRequirements {
    const rewritten = new Map<FieldDefinitionNode, FieldDefinitionNode>();
    for (const type of this.#types.values()) {
      for (const field of type.fields ?? []) {
        const directives = field.directives?.map((directive) => this.#directive(directive, type));
        if (directives?.some((directive, i) => directive !== field.directives?.[i])) {
          rewritten.set(field, { ...field, directives });
        }
      }
    }
    if (this.#uses.size === 0) return { supergraph: this.supergraph, uses: this.#uses };
    const definitions = this.supergraph.definitions.map((definition) => {
      if (!isComposite(definition)) return definition;
      const fields = (definition.fields ?? []).map((field) => rewritten.get(field) ?? field);
      return { ...definition, fields: [...fields, ...this.#fieldsFor(definition.name.value, fields)] };
    });
    return { supergraph: { ...this.supergraph, definitions }, uses: this.#uses };
  }

  #fieldsFor(type: string, fields: readonly FieldDefinitionNode[]): FieldDefinitionNode[] {
    return [...(this.#added.get(type) ?? [])].flatMap(([name, { field }]) => {
      const real = fields.find((one) => one.name.value === field);
      // It is where the real field is, with the same owners and the same requirements.
      return real
        ? [
            {
              ...real,
              description: undefined,
              name: { kind: Kind.NAME as const, value: name },
              arguments: [],
            },
          ]
        : [];
    });
  }

  #directive(directive: ConstDirectiveNode, type: Composite): ConstDirectiveNode {
    if (directive.name.value !== 'join__field') return directive;
    const given = directive.arguments?.find(({ name }) => name.value === 'requires');
    if (given?.value.kind !== Kind.STRING) return directive;
    const set = parseFields(given.value.value);
    const named = this.#selectionSet(set, type.name.value);
    if (named === set) return directive;
    const value = { kind: Kind.STRING as const, value: printFields(named) };
    return {
      ...directive,
      arguments: directive.arguments?.map((argument) =>
        argument === given ? { ...argument, value } : argument,
      ),
    };
  }

  #selectionSet(set: SelectionSetNode, type: string): SelectionSetNode {
    const selections = set.selections.map((selection) => this.#selection(selection, type));
    return selections.every((one, i) => one === set.selections[i]) ? set : { ...set, selections };
  }

  #selection(selection: SelectionNode, type: string): SelectionNode {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inner = this.#selectionSet(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      return inner === selection.selectionSet ? selection : { ...selection, selectionSet: inner };
    }
    const definition = this.#types.get(type)?.fields?.find(({ name }) => name.value === selection.name.value);
    if (!definition) return selection;
    const inner =
      selection.selectionSet && this.#selectionSet(selection.selectionSet, namedType(definition.type));
    const field = inner === selection.selectionSet ? selection : { ...selection, selectionSet: inner };
    if (!definition.arguments?.length) return field;
    return { ...field, name: { kind: Kind.NAME, value: this.#nameOf(field, type) }, arguments: [] };
  }

  #nameOf({ name: { value: field }, arguments: args = [] }: FieldNode, type: string): string {
    const key = `${field}(${args.map(print).sort().join()})`;
    const name = this.#names.get(key) ?? this.#freeName(field);
    this.#names.set(key, name);
    const use = { field, args };
    this.#uses.set(name, use);
    for (const holder of [type, ...this.#implementersOf(type)]) {
      this.#added.set(holder, (this.#added.get(holder) ?? new Map()).set(name, use));
    }
    return name;
  }

  #freeName(field: string): string {
    for (let number = this.#names.size; ; number++) {
      const name = `orreryrequired${number}_${field}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }

  #implementersOf(type: string): string[] {
    if (this.#types.get(type)?.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    return [...this.#types.values()]
      .filter(({ interfaces }) => interfaces?.some(({ name }) => name.value === type))
      .map(({ name }) => name.value);
  }
}

function isComposite(node: { readonly kind: Kind }): node is Composite {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** Parses the `fields` of a directive. */
export function parseFields(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`no field set: ${fields}`);
  return definition.selectionSet;
}

function printFields(set: SelectionSetNode): string {
  return set.selections
    .map((selection) => print(selection))
    .join(' ')
    .replace(/\s+/g, ' ');
}
