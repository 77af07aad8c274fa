import {
  type ASTNode,
  type DocumentNode,
  Kind,
  type Location,
  type TypeDefinitionNode,
  visit,
} from 'graphql';

/** A type, or a field or enum value of it, in one subgraph. */
export interface SchemaPlace {
  readonly subgraph: string;
  readonly type: string;
  readonly field?: string;
}

/** Knows where each definition of some subgraphs is, and which subgraphs define what. */
export class SchemaPlaces {
  // Composition copies nodes to mark them with their subgraph, but keeps their locations' identity.
  readonly #byLocation = new WeakMap<Location, SchemaPlace>();
  readonly #byCoordinate = new Map<string, SchemaPlace[]>();

  constructor(subgraphs: readonly { readonly name: string; readonly document: DocumentNode }[]) {
    for (const { name, document } of subgraphs) this.#add(name, document);
  }

  /** The place that a node of one of the documents belongs to. */
  ofNode(node: ASTNode): SchemaPlace | undefined {
    return node.loc && this.#byLocation.get(node.loc);
  }

  /** Everywhere that `Type` or `Type.field` is defined. */
  ofCoordinate(coordinate: string): readonly SchemaPlace[] {
    return this.#byCoordinate.get(coordinate) ?? [];
  }

  #add(subgraph: string, document: DocumentNode): void {
    for (const definition of document.definitions) {
      if (!('name' in definition) || !definition.name || definition.kind === Kind.DIRECTIVE_DEFINITION)
        continue;
      const type = definition.name.value;
      this.#claim(definition, { subgraph, type });
      for (const member of membersOf(definition as TypeDefinitionNode)) {
        this.#claim(member, { subgraph, type, field: member.name.value });
      }
    }
  }

  #claim(node: ASTNode, place: SchemaPlace): void {
    const coordinate = place.field ? `${place.type}.${place.field}` : place.type;
    const known = this.#byCoordinate.get(coordinate);
    if (!known) this.#byCoordinate.set(coordinate, [place]);
    else if (!known.some(({ subgraph }) => subgraph === place.subgraph)) known.push(place);
    visit(node, {
      enter: (inner) => {
        if (inner.loc) this.#byLocation.set(inner.loc, place);
      },
    });
  }
}

function membersOf(definition: TypeDefinitionNode) {
  if ('fields' in definition) return definition.fields ?? [];
  return 'values' in definition ? (definition.values ?? []) : [];
}
