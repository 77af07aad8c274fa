import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { readOwn, writeOwn } from '../merge/own.js';
import type { ResponseObject, Rewrite } from './compiled-plan.js';
import { typeTest } from './possible-types.js';

type Visit = (object: ResponseObject, key: string) => void;

/** Compiles a fetch's rewrites, in their order; undefined when there are none. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  schema: GraphQLSchema,
): Rewrite | undefined {
  if (!rewrites?.length) return undefined;
  const compiled = rewrites.map((rewrite) => compilePath(rewrite.path, actionOf(rewrite), schema));
  return (data) => {
    for (const rewrite of compiled) rewrite(data);
  };
}

function actionOf(rewrite: FetchDataRewrite): Visit {
  if (rewrite.kind === 'ValueSetter') {
    return (object, key) => writeOwn(object, key, rewrite.setValueTo);
  }
  return (object, key) => {
    const value = readOwn(object, key);
    if (value === undefined) return;
    writeOwn(object, rewrite.renameKeyTo, value);
    delete object[key];
  };
}

// A path is response names and, for objects of one type only, `... on Type`; lists are gone through element by element.
// An entity that was asked for by its own type need not tell it, and then has only what was asked of that type.
function compilePath(path: readonly string[], act: Visit, schema: GraphQLSchema): Rewrite {
  const [head, ...rest] = path;
  if (head === undefined) return () => undefined;
  const condition = /^\.\.\. on (.+)$/.exec(head)?.[1];
  if (condition !== undefined) {
    const fits = typeTest(condition, schema);
    const below = compilePath(rest, act, schema);
    return eachObject((object) => {
      const typename = readOwn(object, '__typename');
      if (typename === undefined || fits(typename)) below(object);
    });
  }
  if (rest.length === 0) return eachObject((object) => act(object, head));
  const below = compilePath(rest, act, schema);
  return eachObject((object) => below(readOwn(object, head)));
}

function eachObject(visit: (object: ResponseObject) => void): Rewrite {
  const rewrite: Rewrite = (data) => {
    if (Array.isArray(data)) for (const item of data) rewrite(item);
    else if (data !== null && typeof data === 'object') visit(data as ResponseObject);
  };
  return rewrite;
}
