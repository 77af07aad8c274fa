import { Cursor } from '../cursors/cursor.js';
import { prepareQuery, runQuery } from '../engine/query.js';
import { CommandError } from '../errors.js';
import { compileFilter } from '../matcher/index.js';
import { compileProjection } from '../projection/index.js';
import { type Document } from '../types.js';
import { encode } from '../wire/bson.js';
import type { Reply } from '../wire/reply.js';
import { booleanArg, countArg, documentArg, refuseCollation, stringArg } from './arguments.js';
import type { Command, CommandContext } from './context.js';
import { openRead } from './read-path.js';
import { variablesOf } from './variables.js';

export const DEFAULT_BATCH = 101;

function refuse(body: Document): void {
  for (const name of [
    'tailable',
    'awaitData',
    'returnKey',
    'showRecordId',
    'oplogReplay',
    'min',
    'max',
  ] as const) {
    const value: unknown = body[name];
    if (value !== undefined && value !== false) {
      throw new CommandError('CommandNotSupported', `find option '${name}' is not supported by this server`);
    }
  }
  refuseCollation(body);
}

function* documentsOf(
  context: CommandContext,
  name: string,
  read: ReturnType<typeof openRead>,
): Iterable<Uint8Array> {
  const { body } = context;
  const now = new Date();
  const variables = variablesOf(body, now);
  const filter = documentArg(body, 'filter') ?? {};
  const matcher = compileFilter(filter, { variables, now });
  const projection = documentArg(body, 'projection');
  const project =
    projection && Object.keys(projection).length > 0
      ? compileProjection(projection, matcher, { variables, now })
      : undefined;
  const collection = read.collection(context.database, name);
  if (!collection) return;
  const query = prepareQuery(
    collection,
    {
      filter,
      matcher,
      sort: documentArg(body, 'sort'),
      skip: countArg(body, 'skip'),
      limit: countArg(body, 'limit'),
      hint: body.hint as unknown,
      deadline: context.deadline,
    },
    read.usable,
  );
  for (const found of runQuery(read.kv, query)) yield project ? encode(project(found.document)) : found.bytes;
}

async function run(context: CommandContext): Promise<Reply> {
  const { body, host } = context;
  refuse(body);
  const name = stringArg(body, 'find');
  const read = openRead(context);
  const cursor = new Cursor(
    `${context.database}.${name}`,
    { documents: documentsOf(context, name, read)[Symbol.iterator](), close: () => read.close() },
    booleanArg(body, 'noCursorTimeout'),
    context.session?.key,
    context.transaction && context.session?.txnNumber,
    context.snapshot?.time,
  );
  const size = countArg(body, 'batchSize', DEFAULT_BATCH);
  const batch = await host.cursors.first(cursor, size, booleanArg(body, 'singleBatch'));
  return { body: {}, batch };
}

export const find: Command = {
  run,
  fields: [
    'filter',
    'sort',
    'projection',
    'hint',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'comment',
    'max',
    'min',
    'returnKey',
    'showRecordId',
    'tailable',
    'oplogReplay',
    'noCursorTimeout',
    'awaitData',
    'allowPartialResults',
    'collation',
    'allowDiskUse',
    'let',
  ],
  inTransaction: true,
  readsSnapshots: true,
};
