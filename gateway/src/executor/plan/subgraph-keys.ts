import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type ConstDirectiveNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { fieldsNamed } from '../../planner/requirements/field-sets.js';
import { readOwn } from '../merge/own.js';
import type { ResponseObject } from './compiled-plan.js';

/** Whether a representation has a key of its type, so that it can be asked about. */
export type KeyTest = (representation: ResponseObject) => boolean;

type Keys = ReadonlyMap<string, readonly SelectionSetNode[]>;

const bySchema = new WeakMap<GraphQLSchema, ReadonlyMap<string, Keys>>();

/**
 * The test for representations that are sent to a subgraph. Where a plan requires fields of an interface and the key of
 * one implementation only, the others' representations come without a key, or are of a type that the subgraph does not
 * know as an entity: nothing is asked of them.
 * @param schema the whole graph's schema, with its join directives
 */
export function keyTest(subgraph: string, schema: GraphQLSchema): KeyTest {
  const keys = keysBySubgraph(schema).get(subgraph);
  if (!keys) return () => true;
  return (representation) => {
    const own = keys.get(String(readOwn(representation, '__typename')));
    return own?.some((key) => has(representation, key)) === true;
  };
}

/**
 * The test for what a plan requires of objects of a type: whether it is of that type's keys in a subgraph, and nothing else. Of a type
 * without keys of its own there (an implementation of which the subgraph knows the interface only) any key counts.
 */
export function keyPartTest(
  subgraph: string,
  schema: GraphQLSchema,
): (selection: QueryPlanSelectionNode) => boolean {
  const keys = keysBySubgraph(schema).get(subgraph);
  const isPart = (selection: QueryPlanSelectionNode, own: readonly SelectionSetNode[]): boolean => {
    if (selection.kind === 'InlineFragment') return selection.selections.every((one) => isPart(one, own));
    if (selection.name === '__typename') return true;
    const fields = own.flatMap((set) => fieldsNamed(set, selection.name));
    const below = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
    return fields.length > 0 && (selection.selections ?? []).every((one) => isPart(one, below));
  };
  return (selection) => {
    const type = selection.kind === 'InlineFragment' ? selection.typeCondition : undefined;
    const own = type === undefined ? undefined : keys?.get(type);
    return isPart(selection, own ?? [...(keys?.values() ?? [])].flat());
  };
}

function keysBySubgraph(schema: GraphQLSchema): ReadonlyMap<string, Keys> {
  const known = bySchema.get(schema) ?? keysOf(schema);
  bySchema.set(schema, known);
  return known;
}

// By subgraph and type; keys that cannot be resolved count, since a subgraph may tell that itself.
function keysOf(schema: GraphQLSchema): Map<string, Map<string, SelectionSetNode[]>> {
  const names = graphNames(schema);
  const found = new Map<string, Map<string, SelectionSetNode[]>>();
  for (const type of Object.values(schema.getTypeMap())) {
    for (const directive of directivesOf(type)) {
      const key = argument(directive, 'key');
      const subgraph = names.get(argument(directive, 'graph') ?? '');
      if (directive.name.value !== 'join__type' || key === undefined || subgraph === undefined) continue;
      const types = found.get(subgraph) ?? new Map<string, SelectionSetNode[]>();
      found.set(subgraph, types);
      types.set(type.name, [...(types.get(type.name) ?? []), fieldSet(key)]);
    }
  }
  return found;
}

function graphNames(schema: GraphQLSchema): ReadonlyMap<string, string> {
  const graphs = schema.getType('join__Graph');
  if (!isEnumType(graphs)) return new Map();
  return new Map(
    graphs.getValues().map(({ name, astNode }) => {
      const directive = astNode?.directives?.find((entry) => entry.name.value === 'join__graph');
      return [name, (directive && argument(directive, 'name')) ?? name];
    }),
  );
}

function directivesOf({ astNode, extensionASTNodes }: GraphQLNamedType): readonly ConstDirectiveNode[] {
  return [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);
}

function argument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((entry) => entry.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

function fieldSet(key: string): SelectionSetNode {
  const [definition] = parse(`{ ${key} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION
    ? definition.selectionSet
    : { kind: Kind.SELECTION_SET, selections: [] };
}

function has(value: unknown, { selections }: SelectionSetNode): boolean {
  if (Array.isArray(value)) return value.every((item) => has(item, { kind: Kind.SELECTION_SET, selections }));
  if (value === null || typeof value !== 'object') return value === null;
  return selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return true; // of one type only
    const inner = readOwn(value as ResponseObject, selection.name.value);
    return inner !== undefined && (!selection.selectionSet || has(inner, selection.selectionSet));
  });
}
