import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { readOwn } from '../merge/own.js';
import type { ContextArgument, ResponseObject } from './compiled-plan.js';
import { typeTest } from './possible-types.js';

type Read = (value: unknown) => unknown;

/**
 * Compiles what a fetch takes from objects around those that it is about, for arguments with @fromContext: a path goes up
 * by `..`, one for each field, then down by field names and, for objects of one type only, `... on Type`.
 * @returns undefined when there is none
 * @throws Error for a path that goes up again after it went down
 */
export function compileContexts(
  rewrites: FetchNode['contextRewrites'],
  schema: GraphQLSchema,
): readonly ContextArgument[] | undefined {
  if (!rewrites?.length) return undefined;
  return rewrites.map(({ path, renameKeyTo }) => {
    const down = path.findIndex((segment) => segment !== '..');
    if (down < 0 || path.includes('..', down)) throw new Error('a context is set where no field is');
    return { variable: renameKeyTo, up: down, read: compileRead(path.slice(down), schema) };
  });
}

function compileRead([head, ...rest]: readonly string[], schema: GraphQLSchema): Read {
  if (head === undefined) return (value) => value;
  const below = compileRead(rest, schema);
  const condition = /^\.\.\. on (.+)$/.exec(head)?.[1];
  if (condition === undefined) return ofEach((object) => below(readOwn(object, head)));
  const fits = typeTest(condition, schema);
  return ofEach((object) => {
    const typename = readOwn(object, '__typename');
    return typename === undefined || fits(typename) ? below(object) : undefined;
  });
}

function ofEach(read: (object: ResponseObject) => unknown): Read {
  const readEach: Read = (value) => {
    if (Array.isArray(value)) return value.map(readEach);
    return value !== null && typeof value === 'object' ? read(value as ResponseObject) : value;
  };
  return readEach;
}
