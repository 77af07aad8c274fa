import { type Caller, RequestError } from '@orrery/runtime';
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isNullableType,
  isObjectType,
} from 'graphql';
import { isOwnerOrHas, requireCaller, requireScopes } from './callers.js';
import { accessOf, type FieldAccess, typesWithFields } from './declarations.js';

type Resolver = GraphQLFieldResolver<unknown, { readonly caller: Caller }>;
type Field = GraphQLField<unknown, { readonly caller: Caller }>;

/**
 * Makes every field ask its rule before it is resolved, in place: at the root, nested, of an entity, and for each event of a
 * subscription, which is refused at its start too. Public fields are left as they are. A field that declares nothing is refused.
 */
export function enforceAccess(schema: GraphQLSchema): void {
  for (const type of typesWithFields(schema)) {
    if (!isObjectType(type)) continue; // an interface's fields are resolved by its types
    for (const field of Object.values(type.getFields()) as Field[]) {
      const access = accessOf(type, field);
      if (access?.rule.kind === 'public') continue;
      field.resolve = guarded(`${type.name}.${field.name}`, field, access);
      const { subscribe } = field;
      if (subscribe && access) {
        field.subscribe = (root, args, context, info) => {
          refuse(access, root, context.caller);
          return subscribe(root, args, context, info);
        };
      }
    }
  }
}

function guarded(place: string, field: Field, access: FieldAccess | undefined): Resolver {
  const resolve: Resolver = field.resolve ?? defaultFieldResolver;
  if (!access) {
    return () => {
      throw new RequestError('FORBIDDEN', `Nothing says who may have ${place}.`);
    };
  }
  // Beside what is public, an object shows that it has something that is not the caller's to see only by its absence.
  const absent = access.rule.kind === 'owner' && access.isOwn && isNullableType(field.type);
  return (root, args, context, info) => {
    if (absent && !mayHave(access, root, context.caller)) return null;
    refuse(access, root, context.caller);
    return resolve(root, args, context, info);
  };
}

function refuse(access: FieldAccess, root: unknown, caller: Caller): void {
  const { rule } = access;
  if (rule.kind === 'authenticated') requireCaller(caller);
  if (rule.kind === 'scopes') requireScopes(caller, rule.anyOf);
  if (rule.kind === 'policy' && !rule.holds(caller, root as never)) {
    requireCaller(caller);
    throw new RequestError('FORBIDDEN', `The policy ${rule.name} does not let you have this.`);
  }
  if (rule.kind === 'owner' && !mayHave(access, root, caller)) {
    throw new RequestError('NOT_FOUND', 'There is no such thing, or it is not yours to see.');
  }
}

function mayHave({ rule }: FieldAccess, root: unknown, caller: Caller): boolean {
  return rule.kind !== 'owner' || isOwnerOrHas(caller, rule.ownerOf(root as never), ...rule.orScopes);
}
