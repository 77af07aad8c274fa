import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type GraphQLInputType, getNamedType, isInputObjectType } from 'graphql';
import { clientGraph, type Graph, subgraphs } from './graphs.js';

const FILE = fileURLToPath(new URL('../inputs.txt', import.meta.url));
const WHO = ['anybody', 'customer', 'staff'] as const;

/** Who may set an argument or an input field. */
export type Sender = (typeof WHO)[number];

/** The lines of authz/inputs.txt by coordinate (`Query.user.id`, `LoginInput.email`). @throws Error naming a line that cannot be read */
export function readInputs(text = readFileSync(FILE, 'utf8')): ReadonlyMap<string, Sender> {
  const found = new Map<string, Sender>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, owner, names = '', who = '', why = ''] =
      /^(\w+(?:\.\w+(?=\.))?)\.([\w ]+?)\s+:\s+(\w+)\s+:\s+(.+)$/.exec(line) ?? [];
    const sender = WHO.find((one) => one === who);
    if (!owner || !sender || !why) {
      throw new Error(`authz/inputs.txt:${index + 1} must be: Input.field field : ${WHO.join('|')} : why`);
    }
    for (const name of names.split(/ +/)) {
      const coordinate = `${owner}.${name}`;
      if (found.has(coordinate)) throw new Error(`authz/inputs.txt:${index + 1} says ${coordinate} again`);
      found.set(coordinate, sender);
    }
  }
  return found;
}

/** Every argument and every input field of the graph and of the subgraphs. */
export function inputCoordinates(): ReadonlySet<string> {
  return new Set([clientGraph(), ...subgraphs()].flatMap(inputsOf));
}

function inputsOf(graph: Graph): readonly string[] {
  const ofArguments = graph.objectTypes.flatMap(({ name: type }) =>
    graph.fieldsOf(type).flatMap((field) => {
      const args = graph.field(type, field)?.args ?? [];
      return args.map(({ name }) => `${type}.${field}.${name}`);
    }),
  );
  const ofInputs = Object.values(graph.schema.getTypeMap()).flatMap((type) =>
    isInputObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : [],
  );
  return [...ofArguments, ...ofInputs];
}

/** An argument that is an input object, with the place of each input object in it. */
export interface InputPlace {
  readonly mutation: string;
  readonly argument: string;
  /** As the schema writes the argument's type: `RegisterInput!`. */
  readonly type: string;
  /** The field names on the way to the object: none for the argument itself. */
  readonly path: readonly string[];
  /** The input object's type. */
  readonly input: string;
}

/** Every place in a mutation's arguments where there is an input object. */
export function inputPlaces(graph: Graph): readonly InputPlace[] {
  return graph.fieldsOf('Mutation').flatMap((mutation) =>
    (graph.field('Mutation', mutation)?.args ?? []).flatMap(({ name: argument, type }) => {
      const place = { mutation, argument, type: String(type) };
      return objectsIn(type, []).map(({ path, input }) => ({ ...place, path, input }));
    }),
  );
}

function objectsIn(
  type: GraphQLInputType,
  path: readonly string[],
): readonly { readonly path: readonly string[]; readonly input: string }[] {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [];
  const inner = Object.values(named.getFields()).flatMap((field) =>
    objectsIn(field.type, [...path, field.name]),
  );
  return [{ path, input: named.name }, ...inner];
}
