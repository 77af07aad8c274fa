import type { AnyService, OpenService } from '@orrery/kit';
import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { FieldOwners, OwnedField } from './monolith-owners.js';

/** What resolvers find in their context: each service's own. */
export interface PartContext {
  readonly contexts: ReadonlyMap<string, object>;
}

/** What a field is resolved with. */
export interface Stitching {
  readonly owners: FieldOwners;
  readonly opened: ReadonlyMap<string, OpenService>;
  readonly services: ReadonlyMap<string, AnyService>;
}

/** An object of the graph: its type, and the views that services have of it. */
interface Node {
  readonly typename: string;
  readonly views: Map<string, object>;
}

type Resolver = GraphQLFieldResolver<Node | undefined, PartContext>;

/** The resolver of one field of the stitched schema. */
export function resolverOf(typename: string, fieldName: string, stitching: Stitching): Resolver {
  return (source, args, context, info) => {
    const node = source ?? { typename, views: new Map() };
    const raw = info.fieldNodes[0];
    return resolveField(node, fieldName, { args, context, info, stitching, raw: raw !== undefined });
  };
}

interface Call {
  readonly args: Record<string, unknown>;
  readonly context: PartContext;
  readonly info: GraphQLResolveInfo;
  readonly stitching: Stitching;
  /** Whether `info` is about this very field, so that its arguments are in the operation. */
  readonly raw: boolean;
}

async function resolveField(node: Node, fieldName: string, call: Call): Promise<unknown> {
  const owner = ownerOf(node, fieldName, call.stitching);
  const view = await viewOf(node, owner, call);
  if (view === null) return null;
  const opened = call.stitching.opened.get(owner.service) as OpenService;
  const type = opened.subgraph.schema.getType(node.typename);
  if (!isObjectType(type)) throw new Error(`${owner.service} has no type ${node.typename}`);
  const field = type.getFields()[fieldName];
  if (!field) throw new Error(`${owner.service} has no field ${node.typename}.${fieldName}`);
  const fieldNode = call.info.fieldNodes[0];
  const args =
    call.raw && fieldNode ? getArgumentValues(field, fieldNode, call.info.variableValues) : call.args;
  const resolve = field.resolve ?? defaultFieldResolver;
  const value = await resolve(view, args, call.context.contexts.get(owner.service), call.info);
  return wrap(value, field.type, owner.service, opened, call);
}

function ownerOf(node: Node, fieldName: string, { owners }: Stitching): OwnedField {
  const candidates = owners.ofField(node.typename, fieldName);
  const owner = candidates.find(({ service }) => node.views.has(service)) ?? candidates[0];
  if (!owner) throw new Error(`nobody owns ${node.typename}.${fieldName}`);
  return owner;
}

// The owner's view of the node: what it returned itself, or what its reference resolver makes of a representation.
async function viewOf(node: Node, owner: OwnedField, call: Call): Promise<object | null> {
  if (isRoot(node)) return {};
  const known = node.views.get(owner.service);
  if (known && !owner.requires) return known;
  const [key] = call.stitching.owners.keysOf(owner.service, node.typename);
  if (!key) {
    if (known) return known;
    throw new Error(`${owner.service} cannot resolve a ${node.typename}`);
  }
  const representation = {
    __typename: node.typename,
    ...(await select(node, key.fields, call)),
    ...(owner.requires && (await select(node, owner.requires, call))),
  };
  const resolve = call.stitching.services.get(owner.service)?.references[node.typename];
  if (!resolve) throw new Error(`${owner.service} has no reference resolver for ${node.typename}`);
  const context = call.context.contexts.get(owner.service) as { loaders: unknown };
  const view = (await resolve(representation, context)) as object | null;
  if (view && !owner.requires) node.views.set(owner.service, view);
  return view;
}

async function select(node: Node, set: SelectionSetNode, call: Call): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const selection of set.selections) {
    if (selection.kind !== Kind.FIELD) throw new Error('field sets with fragments are not supported');
    const value = await resolveField(node, selection.name.value, { ...call, args: {}, raw: false });
    result[selection.name.value] = await selectInto(value, selection.selectionSet, call);
  }
  return result;
}

async function selectInto(value: unknown, set: SelectionSetNode | undefined, call: Call): Promise<unknown> {
  if (!set || value === null || value === undefined) return value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => selectInto(item, set, call)));
  return { __typename: (value as Node).typename, ...(await select(value as Node, set, call)) };
}

async function wrap(
  value: unknown,
  type: GraphQLOutputType,
  service: string,
  opened: OpenService,
  call: Call,
): Promise<unknown> {
  const settled = await value;
  if (settled === null || settled === undefined) return null;
  if (isNonNullType(type)) return wrap(settled, type.ofType, service, opened, call);
  if (isListType(type)) {
    const items = await Promise.all(settled as Iterable<unknown>);
    return Promise.all(items.map((item) => wrap(item, type.ofType, service, opened, call)));
  }
  if (isLeafType(type)) return type.serialize(settled);
  const named = getNamedType(type);
  const context = call.context.contexts.get(service);
  const typename = isAbstractType(named)
    ? await named.resolveType?.(settled, context, call.info, named)
    : named.name;
  return { typename: String(typename), views: new Map([[service, settled as object]]) } satisfies Node;
}

function isRoot(node: Node): boolean {
  return node.typename === 'Query' || node.typename === 'Mutation';
}
