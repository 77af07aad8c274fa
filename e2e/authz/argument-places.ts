import { seedId } from '@orrery/contracts';
import { seedWorld } from '@orrery/contracts/seed';
import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import { type Graph, selectionOf } from '../../authz/matrix/graphs.js';

/** A place for one value in the arguments of a field. */
export interface ArgumentPlace {
  /** `Mutation.register.input.email`. */
  readonly name: string;
  /** The operation, with the whole argument as its variable `$v`. */
  readonly query: string;
  /** The response name of the operation's root field. */
  readonly root: string;
  /** The type of what belongs here: `String`, `Int`, an enum. */
  readonly type: string;
  readonly isEnum: boolean;
  /** Whether it names one thing, which is null when there is none: an id, a number, an address. */
  readonly isKey: boolean;
  /** The argument's value, with `bad` here and something that fits everywhere else. */
  variable(bad: unknown): unknown;
}

// Where fields that are not at the root are asked for.
const PARENTS: Readonly<Record<string, string>> = {
  Brand: `brand(id: "${seedId('Brand', 0)}")`,
  Category: `category(slug: "${seedWorld().categories[0]?.slug}")`,
  Product: `product(id: "${seedId('Product', 0)}")`,
  User: 'me',
};

/** Every place for a value in the arguments of a graph's queries and mutations, in inputs too. @throws Error for a type that is asked for nowhere */
export function argumentPlaces(graph: Graph): readonly ArgumentPlace[] {
  return graph.objectTypes
    .filter(({ name }) => name !== 'Subscription')
    .flatMap(({ name: type }) => graph.fieldsOf(type).flatMap((field) => placesOf(graph, type, field)));
}

function placesOf(graph: Graph, type: string, fieldName: string): readonly ArgumentPlace[] {
  const field = graph.field(type, fieldName);
  if (!field) return [];
  return field.args.flatMap((argument) =>
    leavesOf(argument.type).map((leaf): ArgumentPlace => {
      const given = [`${argument.name}: $v`, ...othersOf(field.args, argument)].join(', ');
      const selected = `${fieldName}(${given})${selectionOf(field).selection}`;
      const isRoot = type === 'Query' || type === 'Mutation';
      const parent = PARENTS[type];
      if (!isRoot && !parent) throw new Error(`nothing says where to ask for ${type}.${fieldName}`);
      const body = isRoot ? selected : `${parent} { ${selected} }`;
      return {
        name: [type, fieldName, argument.name, ...leaf.path].join('.'),
        query: `${type === 'Mutation' ? 'mutation' : 'query'} ($v: ${argument.type}) { ${body} }`,
        root: /^\w+/.exec(body)?.[0] ?? '',
        type: leaf.type,
        isEnum: leaf.isEnum,
        isKey: type === 'Query' && !isNonNullType(field.type),
        variable: leaf.variable,
      };
    }),
  );
}

function othersOf(args: readonly GraphQLArgument[], { name }: GraphQLArgument): string[] {
  return args
    .filter((one) => one.name !== name && isNonNullType(one.type) && one.defaultValue === undefined)
    .map((one) => `${one.name}: ${JSON.stringify(fitting(one.type))}`);
}

interface Leaf {
  readonly path: readonly string[];
  readonly type: string;
  readonly isEnum: boolean;
  variable(bad: unknown): unknown;
}

function leavesOf(given: GraphQLInputType): readonly Leaf[] {
  const type = getNullableType(given);
  if (isListType(type)) {
    return leavesOf(type.ofType).map((leaf) => ({ ...leaf, variable: (bad) => [leaf.variable(bad)] }));
  }
  if (!isInputObjectType(type)) {
    return [{ path: [], type: getNamedType(type).name, isEnum: isEnumType(type), variable: (bad) => bad }];
  }
  return Object.values(type.getFields()).flatMap((field) =>
    leavesOf(field.type).map((leaf): Leaf => {
      const variable = (bad: unknown) => ({
        ...(fitting(type) as object),
        [field.name]: leaf.variable(bad),
      });
      return { ...leaf, path: [field.name, ...leaf.path], variable };
    }),
  );
}

/** A value of a type that its schema takes: of an input object what it must have. */
export function fitting(given: GraphQLInputType): unknown {
  const type = getNullableType(given);
  if (isListType(type)) return [fitting(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) && field.defaultValue === undefined,
    );
    return Object.fromEntries(needed.map((field) => [field.name, fitting(field.type)]));
  }
  const { name } = getNamedType(type);
  if (name === 'Int' || name === 'Float') return 1;
  if (name === 'Boolean') return true;
  return name === 'DateTimeISO' ? new Date(Date.now() + 86_400_000).toISOString() : 'probe';
}
