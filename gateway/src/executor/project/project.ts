import {
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import { readOwn } from '../merge/own.js';
import type { ResponsePath } from '../null-positions.js';
import type { ResponseObject } from '../plan/compiled-plan.js';
import { projectClean } from './clean-projection.js';
import { type FieldShape, runtimeType, type Selection } from './shape.js';

/** What clients get: exactly what they selected, in their order, and null as the specification propagates it. */
export interface Projection {
  readonly data: ResponseObject | null;
  /** Where the subgraphs' data does not fit the schema: values of the wrong kind, nulls that may not be. */
  readonly errors: readonly GraphQLError[];
}

// A null that may not stand where it is: it moves up to the next place that may be null (6.4.4 of the specification).
const PROPAGATE = Symbol('propagate');

interface Walk {
  readonly path: (string | number)[];
  readonly errors: GraphQLError[];
  /** How many nulls are accounted for: by `errors`, or because what is there is denied, which is told elsewhere. */
  accounted: number;
  /** Root fields that no subgraph answers: introspection. */
  readonly own: ReadonlyMap<string, unknown>;
  readonly full: GraphQLSchema | undefined;
}

/**
 * Projects the merged data onto the client's selection; `own` holds the gateway's own root fields by response name.
 * @param at where the data stands in the whole response, for the errors' paths. @default its root
 */
export function project(
  selection: Selection,
  data: ResponseObject,
  own: ReadonlyMap<string, unknown>,
  at: ResponsePath = [],
): Projection {
  const clean = own.size === 0 ? projectClean(selection, data) : undefined;
  if (clean) return { data: clean, errors: [] };
  const walk: Walk = { path: [...at], errors: [], accounted: 0, own, full: selection.context.full };
  const projected = projectObject(data, selection, walk);
  return { data: projected === PROPAGATE ? null : (projected as ResponseObject | null), errors: walk.errors };
}

function projectObject(source: ResponseObject, selection: Selection, walk: Walk): unknown {
  const { schema } = selection.context;
  const typename = readOwn(source, '__typename');
  const type = runtimeType(selection.type, typename, schema);
  if (!type) {
    const isHidden =
      typeof typename === 'string' && !schema.getType(typename) && walk.full?.getType(typename);
    if (isHidden) return null;
    return fault(walk, `A subgraph answered an object of a type that is no ${selection.type.name}.`);
  }
  const target: ResponseObject = Object.create(null);
  for (const shape of selection.fieldsOf(type)) {
    const { key, clientKey } = shape;
    if (shape.name === '__typename') {
      if (isInterfaceType(type)) return fault(walk, `No subgraph told which ${type.name} this is.`);
      target[clientKey] = type.name;
      continue;
    }
    if (walk.path.length === 0 && walk.own.has(clientKey)) {
      target[clientKey] = walk.own.get(clientKey);
      continue;
    }
    if (shape.isDenied) {
      walk.accounted += 1;
      if (isNonNullType(shape.type)) return null;
      target[clientKey] = null;
      continue;
    }
    walk.path.push(clientKey);
    const value = projectValue(readOwn(source, key), shape.type, shape, `${type.name}.${shape.name}`, walk);
    walk.path.pop();
    if (value === PROPAGATE) return null;
    target[clientKey] = value;
  }
  return target;
}

function projectValue(
  value: unknown,
  type: GraphQLOutputType,
  shape: FieldShape,
  field: string,
  walk: Walk,
): unknown {
  if (isNonNullType(type)) {
    const accountedBefore = walk.accounted;
    const projected = projectValue(value, type.ofType, shape, field, walk);
    if (projected !== null && projected !== PROPAGATE) return projected;
    if (walk.accounted === accountedBefore) {
      fault(walk, `Cannot return null for non-nullable field ${field}.`, value === undefined);
    }
    return PROPAGATE;
  }
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    if (!Array.isArray(value))
      return fault(walk, `A subgraph answered something that is no list for ${field}.`);
    const items: unknown[] = [];
    for (let i = 0; i < value.length; i++) {
      walk.path.push(i);
      const item = projectValue(value[i], type.ofType, shape, field, walk);
      walk.path.pop();
      if (item === PROPAGATE) return null;
      items.push(item);
    }
    return items;
  }
  if (shape.selection) {
    if (typeof value !== 'object' || Array.isArray(value))
      return fault(walk, `A subgraph answered something that is no object for ${field}.`);
    return projectObject(value as ResponseObject, shape.selection, walk);
  }
  if (isLeafValue(value, type)) return value;
  return isHiddenValue(value, type, walk) ? null : fault(walk, `Invalid value found for field ${field}.`);
}

const BUILT_IN: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['Int', Number.isInteger],
  ['Float', (value) => typeof value === 'number'],
  ['String', (value) => typeof value === 'string'],
  ['Boolean', (value) => typeof value === 'boolean'],
  ['ID', (value) => typeof value === 'string' || Number.isInteger(value)],
]);

// What a scalar of the graph's own looks like is known to its subgraph only.
function isLeafValue(value: unknown, type: GraphQLOutputType): boolean {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) !== undefined;
  return !isScalarType(type) || (BUILT_IN.get(type.name)?.(value) ?? true);
}

// A value that is @inaccessible is not there for clients, which is no fault of its subgraph.
function isHiddenValue(value: unknown, type: GraphQLOutputType, { full }: Walk): boolean {
  const whole = isEnumType(type) ? full?.getType(type.name) : undefined;
  return typeof value === 'string' && isEnumType(whole) && whole.getValue(value) !== undefined;
}

// What is missing may be so because a fetch failed, which is told by itself; anything else is the subgraph's word.
function fault(walk: Walk, message: string, isMissing = false): null {
  walk.accounted += 1;
  walk.errors.push(
    new GraphQLError(message, { path: [...walk.path], extensions: { code: 'INVALID_GRAPHQL', isMissing } }),
  );
  return null;
}
