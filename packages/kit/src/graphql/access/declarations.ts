import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { ACCESS, type AccessRule } from './access-rule.js';

/** A field's rule, and whether it is its own or its type's. */
export interface FieldAccess {
  readonly rule: AccessRule;
  readonly isOwn: boolean;
}

type Composite = GraphQLObjectType | GraphQLInterfaceType;

/** Who may have a field: what the field itself declares, else what its type does, else undefined. */
export function accessOf(
  type: Composite,
  field: Pick<GraphQLField<unknown, unknown>, 'extensions'>,
): FieldAccess | undefined {
  const own = field.extensions[ACCESS] as AccessRule | undefined;
  if (own) return { rule: own, isOwn: true };
  const rule = type.extensions[ACCESS] as AccessRule | undefined;
  return rule && { rule, isOwn: false };
}

/** The object and interface types of a schema whose fields somebody can ask for. */
export function typesWithFields(schema: GraphQLSchema): Composite[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is Composite => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'),
  );
}

/** What is wrong with a schema's declarations, one line for each place: fields without one, and rules that cannot hold. */
export function accessFaults(schema: GraphQLSchema): string[] {
  return typesWithFields(schema).flatMap((type) => {
    const faults: string[] = [];
    if (isInterfaceType(type) && type.extensions[ACCESS]) {
      faults.push(`${type.name} is an interface: declare access on its fields, which its types then have`);
    }
    for (const field of Object.values(type.getFields())) {
      const access = accessOf(type, field);
      if (!access) faults.push(`${type.name}.${field.name} does not say who may have it`);
      if (access?.rule.kind === 'owner' && isRoot(type, schema)) {
        faults.push(`${type.name}.${field.name} has no row of which somebody could be the owner`);
      }
    }
    return faults;
  });
}

/** Whether the type is the one of queries, mutations or subscriptions. */
export function isRoot(type: Composite, schema: GraphQLSchema): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].includes(
    type as GraphQLObjectType,
  );
}
