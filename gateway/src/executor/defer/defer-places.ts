import {
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { readOwn } from '../merge/own.js';
import type { ResponsePath } from '../null-positions.js';
import type { ResponseObject } from '../plan/compiled-plan.js';
import { typeTest } from '../plan/possible-types.js';
import { clientName } from '../plan/safe-aliases.js';

/** An object that a part of an answer is delivered for. */
export interface DeferPlace {
  /** The subgraphs' data of it. */
  readonly source: ResponseObject;
  /** What the client has of it so far. */
  readonly seen: ResponseObject;
  readonly path: ResponsePath;
}

/**
 * The objects at a deferred part's path, in the response's order. An object that the client did not get (it is null, or
 * was nulled) has no parts.
 */
export function deferPlaces(
  source: ResponseObject,
  seen: ResponseObject | null,
  path: readonly string[],
  schema: GraphQLSchema,
): DeferPlace[] {
  const found: DeferPlace[] = [];
  const walk = (value: unknown, client: unknown, depth: number, at: ResponsePath): void => {
    if (!isObject(value) || !isObject(client)) return;
    if (Array.isArray(value) && Array.isArray(client)) {
      for (const [i, item] of client.entries()) walk(value[i], item, depth, [...at, i]);
      return;
    }
    const part = path[depth];
    if (part === undefined) {
      found.push({ source: value, seen: client, path: at });
      return;
    }
    const condition = conditionIn(part);
    if (condition !== undefined) {
      const typename = readOwn(value, '__typename');
      if (typename === undefined || typeTest(condition, schema)(typename)) walk(value, client, depth + 1, at);
      return;
    }
    const name = clientName(part);
    walk(readOwn(value, part), readOwn(client, name), depth + 1, [...at, name]);
  };
  walk(source, seen, 0, []);
  return found;
}

/** The type of the objects at a deferred part's path, from the operation that was planned. */
export function typeAtPath(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  path: readonly string[],
): GraphQLCompositeType {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation} type`);
  let type: GraphQLCompositeType = root;
  let sets: SelectionSetNode[] = [operation.selectionSet];
  for (const part of path) {
    const condition = conditionIn(part);
    if (condition !== undefined) {
      const narrowed = schema.getType(condition);
      if (isCompositeType(narrowed)) type = narrowed;
      continue;
    }
    const below: SelectionSetNode[] = [];
    let next: GraphQLCompositeType | undefined;
    for (const set of sets) next = lookUp(set, type, part, below) ?? next;
    if (!next) throw new Error(`the operation selects nothing at ${path.join('.')}`);
    type = next;
    sets = below;
  }
  return type;

  // Collects what is selected of the field, and returns its type; its parent's type is that of the fragment around it.
  function lookUp(
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    name: string,
    below: SelectionSetNode[],
  ): GraphQLCompositeType | undefined {
    let found: GraphQLCompositeType | undefined;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        if ((selection.alias ?? selection.name).value !== name || !selection.selectionSet) continue;
        if (!isObjectType(parent) && !isInterfaceType(parent)) continue;
        const field = parent.getFields()[selection.name.value];
        const named = field && getNamedType(field.type);
        if (!isCompositeType(named)) continue;
        below.push(selection.selectionSet);
        found = named;
        continue;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (!fragment) continue;
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      const inner = isCompositeType(condition) ? condition : parent;
      found = lookUp(fragment.selectionSet, inner, name, below) ?? found;
    }
    return found;
  }
}

function conditionIn(part: string): string | undefined {
  return /^\.\.\. on (.+)$/.exec(part)?.[1];
}

function isObject(value: unknown): value is ResponseObject {
  return typeof value === 'object' && value !== null;
}
