import {
  type GraphQLEnumType,
  type GraphQLNullableType,
  type GraphQLOutputType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { oneByte } from '../../transports/http/one-byte.js';
import { readOwn } from '../merge/own.js';
import type { ResponseObject } from '../plan/compiled-plan.js';
import { ResponseMap } from './response-map.js';
import { type FieldShape, type KnownType, runtimeType, type Selection } from './shape.js';

// Says that the data needs the walk that knows where it is: a null that may not be, a value of the wrong kind.
const UNCLEAN = Symbol('unclean');

// Takes what the client gets out of a value; UNCLEAN when there is anything to say about it.
type Take = (value: unknown) => unknown;

interface Taken {
  /** Under which subgraphs' data has it; undefined where `take` knows the answer: `__typename`, and what is denied. */
  readonly key: string | undefined;
  readonly clientKey: string;
  readonly take: Take;
  /** Whether every object has something under this name that is not its own. */
  readonly isInherited: boolean;
}

const compiled = new WeakMap<Selection, Take>();

/**
 * Projects data that fits the schema, as nearly all does: compiled once for a selection, without a thought for paths.
 * Undefined when the data does not fit; then the walk that finds the faults has to be taken.
 */
export function projectClean(selection: Selection, data: ResponseObject): ResponseObject | undefined {
  let take = compiled.get(selection);
  if (!take) {
    take = takeObject(selection);
    compiled.set(selection, take);
  }
  const projected = take(data);
  return projected === UNCLEAN ? undefined : (projected as ResponseObject);
}

function takeObject(selection: Selection): Take {
  const { type, context } = selection;
  if (isObjectType(type)) {
    let fields: readonly Taken[] | undefined;
    return (value) => {
      fields ??= takenFields(selection, type);
      return takeFields(value, fields);
    };
  }
  const byName = new Map<unknown, readonly Taken[] | undefined>();
  return (value) => {
    if (typeof value !== 'object') return UNCLEAN;
    const typename = readOwn(value as ResponseObject, '__typename');
    let fields = byName.get(typename);
    if (!fields) {
      const known = runtimeType(type, typename, context.schema);
      fields = known && takenFields(selection, known);
      if (!fields) return UNCLEAN;
      byName.set(typename, fields);
    }
    return takeFields(value, fields);
  };
}

function takeFields(value: unknown, fields: readonly Taken[]): unknown {
  if (typeof value !== 'object' || Array.isArray(value)) return UNCLEAN;
  const source = value as ResponseObject;
  const target: ResponseObject = new ResponseMap();
  for (let i = 0; i < fields.length; i++) {
    const { key, clientKey, take, isInherited } = fields[i] as Taken;
    const own = key === undefined ? undefined : isInherited ? readOwn(source, key) : source[key];
    const taken = take(own);
    if (taken === UNCLEAN) return UNCLEAN;
    target[clientKey] = taken;
  }
  return target;
}

function takenFields(selection: Selection, type: KnownType): readonly Taken[] {
  return selection.fieldsOf(type).map((shape) => {
    const clientKey = oneByte(shape.clientKey);
    if (shape.name === '__typename') {
      // An interface's own name is no answer: the walk says so.
      const answer = isInterfaceType(type) ? UNCLEAN : oneByte(type.name);
      return { key: undefined, clientKey, take: () => answer, isInherited: false };
    }
    if (shape.isDenied) {
      const answer = isNonNullType(shape.type) ? UNCLEAN : null;
      return { key: undefined, clientKey, take: () => answer, isInherited: false };
    }
    const { key } = shape;
    return { key, clientKey, take: takeValue(shape.type, shape), isInherited: key in Object.prototype };
  });
}

function takeValue(type: GraphQLOutputType, shape: FieldShape): Take {
  if (!isNonNullType(type)) {
    const take = takePresent(type, shape);
    return (value) => (value === null || value === undefined ? null : take(value));
  }
  const take = takePresent(type.ofType, shape);
  return (value) => (value === null || value === undefined ? UNCLEAN : take(value));
}

function takePresent(type: GraphQLNullableType & GraphQLOutputType, shape: FieldShape): Take {
  if (isListType(type)) return takeList(takeValue(type.ofType, shape));
  if (shape.selection) return takeObject(shape.selection);
  if (isEnumType(type)) return takeEnum(type);
  return (isScalarType(type) && BUILT_IN.get(type.name)) || ((value) => value);
}

function takeList(take: Take): Take {
  return (value) => {
    if (!Array.isArray(value)) return UNCLEAN;
    const items: unknown[] = [];
    for (let i = 0; i < value.length; i++) {
      const item = take(value[i]);
      if (item === UNCLEAN) return UNCLEAN;
      items.push(item);
    }
    return items;
  };
}

function takeEnum(type: GraphQLEnumType): Take {
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value) => (names.has(value) ? value : UNCLEAN);
}

const BUILT_IN: ReadonlyMap<string, Take> = new Map<string, Take>([
  ['Int', (value) => (Number.isInteger(value) ? value : UNCLEAN)],
  ['Float', (value) => (typeof value === 'number' ? value : UNCLEAN)],
  ['String', (value) => (typeof value === 'string' ? value : UNCLEAN)],
  ['Boolean', (value) => (typeof value === 'boolean' ? value : UNCLEAN)],
  ['ID', (value) => (typeof value === 'string' || Number.isInteger(value) ? value : UNCLEAN)],
]);
