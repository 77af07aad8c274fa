import { encodeValue } from '../bsonkey/index.js';
import type { Collection } from '../engine/catalog.js';
import { prepareQuery, runQuery } from '../engine/query.js';
import { spaceKey } from '../storage/keyspace.js';
import { prefixRange } from '../storage/kv.js';
import { type Document, isDocument, own } from '../types.js';
import type { Reply } from '../wire/reply.js';
import { countArg, documentArg, refuseCollation, stringArg } from './arguments.js';
import { type Command, type CommandContext, ok } from './context.js';
import { openRead, type ReadScope } from './read-path.js';

function runCount(context: CommandContext): Reply {
  const { body } = context;
  refuseCollation(body);
  const filter = documentArg(body, 'query') ?? {};
  const [skip, limit] = [countArg(body, 'skip'), countArg(body, 'limit')];
  return reading(context, stringArg(body, 'count'), { n: 0 }, (read, collection) => {
    if (Object.keys(filter).length === 0) {
      const all = Math.max(0, read.kv.count(prefixRange(spaceKey(collection.space))) - skip);
      return { n: limit > 0 ? Math.min(limit, all) : all };
    }
    const query = prepareQuery(
      collection,
      { filter, skip, limit, hint: body.hint as unknown, deadline: context.deadline },
      read.usable,
    );
    let n = 0;
    for (const _ of runQuery(read.kv, query)) n++;
    return { n };
  });
}

/** Answers from a collection within this turn of the event loop. */
function reading(
  context: CommandContext,
  name: string,
  absent: Document,
  answer: (read: ReadScope, collection: Collection) => Document,
): Reply {
  const read = openRead(context);
  try {
    const collection = read.collection(context.database, name);
    const body = collection ? answer(read, collection) : absent;
    return ok(context.snapshot ? { ...body, atClusterTime: context.snapshot.time } : body);
  } finally {
    read.close();
  }
}

/** The values that a path leads to; an array at its end counts as its elements. */
function collectValues(value: unknown, steps: readonly string[], into: Map<string, unknown>): void {
  const [step, ...rest] = steps;
  if (step === undefined) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one !== undefined) into.set(Buffer.from(encodeValue(one)).toString('latin1'), one);
    }
    return;
  }
  if (Array.isArray(value)) {
    const position = /^\d+$/.test(step) ? Number(step) : undefined;
    if (position !== undefined) collectValues(value[position], rest, into);
    for (const item of value as unknown[]) if (isDocument(item)) collectValues(own(item, step), rest, into);
  } else if (isDocument(value)) collectValues(own(value, step), rest, into);
}

function runDistinct(context: CommandContext): Reply {
  const { body } = context;
  refuseCollation(body);
  const steps = stringArg(body, 'key').split('.');
  const filter = documentArg(body, 'query') ?? {};
  return reading(context, stringArg(body, 'distinct'), { values: [] }, (read, collection) => {
    const query = prepareQuery(
      collection,
      { filter, hint: body.hint as unknown, deadline: context.deadline },
      read.usable,
    );
    const values = new Map<string, unknown>();
    for (const { document } of runQuery(read.kv, query)) collectValues(document, steps, values);
    return { values: [...values.values()] };
  });
}

export const count: Command = {
  run: runCount,
  fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields', 'comment'],
};

export const distinct: Command = {
  run: runDistinct,
  fields: ['key', 'query', 'collation', 'hint', 'comment'],
  inTransaction: true,
  readsSnapshots: true,
};
