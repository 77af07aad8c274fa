import { UUID } from 'bson';
import { CommandError } from '../errors.js';
import { binaryBytes, isBinary, isDocument } from '../types.js';
import type { Reply } from '../wire/reply.js';
import { arrayArg } from './arguments.js';
import { type Command, type CommandContext, ok } from './context.js';

function requireTransaction(context: CommandContext): NonNullable<CommandContext['session']> {
  const { session, name } = context;
  if (session?.txnNumber !== undefined && session.inTransaction) return session;
  throw new CommandError('InvalidOptions', `${name} must be run within a transaction`);
}

async function runCommit(context: CommandContext): Promise<Reply> {
  await context.host.sessions.commit(requireTransaction(context));
  return ok();
}

function runAbort(context: CommandContext): Reply {
  const session = requireTransaction(context);
  const { cursors, sessions } = context.host;
  sessions.abort(session);
  cursors.killWhere(
    (cursor) => cursor.session === session.key && cursor.transactionNumber === session.txnNumber,
  );
  return ok();
}

/** A session's id as hex. @throws CommandError when it has none */
export function sessionKey(lsid: unknown): string {
  if (isDocument(lsid) && isBinary(lsid.id) && lsid.id.position === 16) {
    return Buffer.from(binaryBytes(lsid.id)).toString('hex');
  }
  throw new CommandError('FailedToParse', 'a session id must be a document with a UUID in its id field');
}

async function runEndSessions(context: CommandContext): Promise<Reply> {
  const { sessions, cursors } = context.host;
  const given = arrayArg(context.body, context.name) ?? [];
  const keys = given.map(sessionKey);
  cursors.killWhere((cursor) => cursor.session !== undefined && keys.includes(cursor.session));
  await sessions.end(keys);
  return ok();
}

function runRefresh(context: CommandContext): Reply {
  for (const lsid of arrayArg(context.body, 'refreshSessions') ?? []) {
    context.host.sessions.touch({
      lsid: {},
      key: sessionKey(lsid),
      inTransaction: false,
      startTransaction: false,
    });
  }
  return ok();
}

export const commitTransaction: Command = {
  run: runCommit,
  fields: ['recoveryToken'],
  inTransaction: true,
  writes: true,
  adminOnly: true,
};
export const abortTransaction: Command = {
  run: runAbort,
  fields: ['recoveryToken'],
  inTransaction: true,
  writes: true,
  adminOnly: true,
};
export const endSessions: Command = { run: runEndSessions, fields: [], open: true };
export const killSessions: Command = { run: runEndSessions, fields: [] };
export const killAllSessions: Command = {
  run: (context) => {
    context.host.sessions.close();
    return ok();
  },
  fields: [],
};
export const refreshSessions: Command = { run: runRefresh, fields: [] };
export const startSession: Command = {
  run: () => ok({ id: { id: new UUID() }, timeoutMinutes: 30 }),
  fields: [],
};
