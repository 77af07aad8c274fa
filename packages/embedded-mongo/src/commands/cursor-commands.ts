import { Long } from 'bson';
import { CommandError } from '../errors.js';
import { isNumber, toInteger } from '../numbers/exact.js';
import type { Reply } from '../wire/reply.js';
import { arrayArg, countArg, stringArg } from './arguments.js';
import { type Command, type CommandContext, ok } from './context.js';

const DEFAULT_AWAIT_MS = 1_000; // as long as MongoDB holds a getMore on a cursor that awaits data

function cursorId(value: unknown): bigint {
  const id = isNumber(value) ? toInteger(value) : undefined;
  if (id === undefined) throw new CommandError('TypeMismatch', 'a cursor id must be a long');
  return id;
}

async function runGetMore(context: CommandContext): Promise<Reply> {
  const namespace = `${context.database}.${stringArg(context.body, 'collection')}`;
  const id = cursorId(context.body.getMore);
  const size = countArg(context.body, 'batchSize') || Number.POSITIVE_INFINITY;
  const batch = await context.host.cursors.next(id, namespace, size, context.maxTimeMs ?? DEFAULT_AWAIT_MS);
  return { body: {}, batch };
}

function runKillCursors(context: CommandContext): Reply {
  const namespace = `${context.database}.${stringArg(context.body, 'killCursors')}`;
  const killed: Long[] = [];
  const notFound: Long[] = [];
  for (const value of arrayArg(context.body, 'cursors') ?? []) {
    const id = cursorId(value);
    (context.host.cursors.kill(id, namespace) ? killed : notFound).push(Long.fromBigInt(id));
  }
  return ok({ cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] });
}

export const getMore: Command = {
  run: runGetMore,
  fields: ['collection', 'batchSize', 'comment', 'term'],
  inTransaction: true,
};

export const killCursors: Command = {
  run: runKillCursors,
  fields: ['cursors', 'comment'],
  inTransaction: true,
};
