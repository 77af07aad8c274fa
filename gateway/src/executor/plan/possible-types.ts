import { type GraphQLSchema, isAbstractType, isInterfaceType } from 'graphql';

/** Whether an object whose `__typename` is `typename` is a `condition`: that type itself, or one of an abstract type's. */
export type TypeTest = (typename: unknown) => boolean;

/** The test for a type condition. */
export function typeTest(condition: string, schema: GraphQLSchema): TypeTest {
  const type = schema.getType(condition);
  if (!isAbstractType(type)) return (typename) => typename === condition;
  // An interface object's own name also occurs as the __typename of its instances: an interface's is one of its own.
  const interfaces = isInterfaceType(type) ? schema.getImplementations(type).interfaces : [];
  const names = new Set<unknown>(
    [type, ...interfaces, ...schema.getPossibleTypes(type)].map(({ name }) => name),
  );
  return (typename) => names.has(typename);
}

const interfaceNames = new WeakMap<GraphQLSchema, ReadonlySet<unknown>>();

/** The names of a schema's interfaces: an interface object answers one of them as its `__typename`. */
export function interfaceNamesOf(schema: GraphQLSchema): ReadonlySet<unknown> {
  const known = interfaceNames.get(schema);
  if (known) return known;
  const names = new Set(
    Object.values(schema.getTypeMap())
      .filter(isInterfaceType)
      .map(({ name }) => name),
  );
  interfaceNames.set(schema, names);
  return names;
}
