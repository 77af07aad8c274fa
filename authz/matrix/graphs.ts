import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildASTSchema,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  valueFromASTUntyped,
} from 'graphql';
import { SERVICES } from '../../dev/src/topology.js';

/** The names of the subgraphs. */
export const SUBGRAPHS: readonly string[] = SERVICES.map(({ name }) => name);

/** A schema, and what of it can be asked for. */
export class Graph {
  readonly schema: GraphQLSchema;

  constructor(
    /** The subgraph's name, or `gateway`. */
    readonly name: string,
    sdl: string,
  ) {
    // A subgraph's SDL leaves federation's own definitions out.
    this.schema = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  }

  /** The object types with fields, the roots included. */
  get objectTypes(): readonly GraphQLObjectType[] {
    return Object.values(this.schema.getTypeMap()).filter(
      (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
    );
  }

  /** A field that this schema resolves itself; undefined for another's, which is here for @requires only. */
  field(typeName: string, fieldName: string): GraphQLField<unknown, unknown> | undefined {
    const type = this.schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
    const field = type.getFields()[fieldName];
    return field && !hasDirective(field, 'external') ? field : undefined;
  }

  /** The names of a type's fields that this schema resolves itself. */
  fieldsOf(typeName: string): readonly string[] {
    const type = this.schema.getType(typeName);
    if (!isObjectType(type)) return [];
    return Object.keys(type.getFields()).filter((name) => this.field(typeName, name));
  }

  /** Whether representations of the type by these key fields are resolved here. */
  resolves(typeName: string, key: readonly string[]): boolean {
    const type = this.schema.getType(typeName);
    if (!isObjectType(type)) return false;
    const keys = type.astNode?.directives?.filter(({ name }) => name.value === 'key') ?? [];
    return keys.some(({ arguments: args = [] }) => {
      const given = new Map(args.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
      return given.get('resolvable') !== false && given.get('fields') === key.join(' ');
    });
  }

  /** The types that may be a union's or an interface's, or the object type itself. */
  membersOf(typeName: string): readonly GraphQLObjectType[] {
    const type = this.schema.getType(typeName);
    if (isObjectType(type)) return [type];
    return isUnionType(type) || isInterfaceType(type) ? this.schema.getPossibleTypes(type) : [];
  }
}

function hasDirective(
  { astNode }: GraphQLField<unknown, unknown> | GraphQLInterfaceType,
  name: string,
): boolean {
  return astNode?.directives?.some((directive) => directive.name.value === name) ?? false;
}

/** The name of a field's type without its lists, and what has to be selected of it: nothing of a scalar. */
export function selectionOf(field: GraphQLField<unknown, unknown>): {
  readonly type: string;
  readonly selection: string;
} {
  const type = getNamedType(field.type);
  return { type: type.name, selection: isCompositeType(type) ? ' { __typename }' : '' };
}

/** The graph that clients see. */
export function clientGraph(): Graph {
  return new Graph('gateway', read('api'));
}

/** The subgraphs, with what is @inaccessible. */
export function subgraphs(): readonly Graph[] {
  return SUBGRAPHS.map((name) => new Graph(name, read(name)));
}

/** Every field of every object type of the graph and of the subgraphs, as coordinates: `Order.total`. */
export function allCoordinates(): ReadonlySet<string> {
  const coordinates = new Set<string>();
  for (const graph of [clientGraph(), ...subgraphs()]) {
    for (const { name } of graph.objectTypes) {
      for (const field of graph.fieldsOf(name)) coordinates.add(`${name}.${field}`);
    }
  }
  return coordinates;
}

function read(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../schemas/${name}.graphql`, import.meta.url)), 'utf8');
}
