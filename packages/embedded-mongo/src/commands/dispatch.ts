import { setTimeout as delay } from 'node:timers/promises';
import { Binary, Double, Long } from 'bson';
import { CommandError } from '../errors.js';
import { isNumber, toDouble, toInteger } from '../numbers/exact.js';
import type { Connection } from '../server/connection.js';
import { type FailAction, failPointCodeName } from '../server/fail-points.js';
import type { Host } from '../server/host.js';
import type { SessionRef } from '../sessions/sessions.js';
import { type Document } from '../types.js';
import type { Request } from '../wire/message.js';
import type { Reply } from '../wire/reply.js';
import { checkApi } from './api-version.js';
import { countArg, stringArg } from './arguments.js';
import { checkWriteConcern, readConcern, unmetWriteConcern } from './concerns.js';
import type { Command, CommandContext } from './context.js';
import { isResumable, labelsFor, TRANSACTION_ENDS, writeConcernLabels } from './error-labels.js';
import { COMMANDS } from './registry.js';
import { sessionKey } from './session-commands.js';

/** Fields that every command takes. */
const GENERIC_FIELDS = new Set([
  '$db',
  '$clusterTime',
  '$readPreference',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'stmtId',
  'stmtIds',
  '$query',
  'databaseVersion',
  'shardVersion',
  'mayBypassWriteBlocking',
  'txnRetryCounter',
  '$configServerState',
]);

/** What a connection does after a command. */
export type Outcome = { readonly reply: Reply } | { readonly close: true };

function bodyOf(request: Request, name: string): Document {
  if (typeof request.body.$db !== 'string')
    throw new CommandError('Location40414', "BSON field 'OpMsg.$db' is missing but a required field");
  if (request.body[name] === undefined) throw new CommandError('FailedToParse', `${name} has no value`);
  return request.body;
}

function checkFields(command: Command, name: string, request: Request): void {
  for (const field of Object.keys(request.body)) {
    if (field === name || GENERIC_FIELDS.has(field) || command.fields.includes(field)) continue;
    throw new CommandError('Location40415', `BSON field '${name}.${field}' is an unknown field.`);
  }
  for (const field of request.sequences.keys()) {
    if (!command.fields.includes(field)) {
      throw new CommandError('Location40415', `BSON field '${name}.${field}' is an unknown field.`);
    }
  }
}

function sessionOf(body: Document): SessionRef | undefined {
  if (body.lsid === undefined) {
    if (body.txnNumber !== undefined)
      throw new CommandError(
        'InvalidOptions',
        'Transaction number requires a session ID to also be specified',
      );
    return undefined;
  }
  const number: unknown = body.txnNumber;
  const txnNumber = isNumber(number) ? toInteger(number) : undefined;
  const inTransaction = body.autocommit === false;
  if (inTransaction && txnNumber === undefined) {
    throw new CommandError(
      'InvalidOptions',
      "'autocommit' field requires a transaction number to also be specified",
    );
  }
  return {
    lsid: body.lsid as Document,
    key: sessionKey(body.lsid),
    txnNumber,
    inTransaction,
    startTransaction: body.startTransaction === true,
  };
}

function makeContext(
  host: Host,
  connection: Connection,
  name: string,
  command: Command,
  request: Request,
): CommandContext {
  const body = bodyOf(request, name);
  checkFields(command, name, request);
  checkApi(name, body);
  checkWriteConcern(command, name, body);
  const unmet = unmetWriteConcern(body);
  if (unmet && !TRANSACTION_ENDS.has(name)) throw unmet;
  const database = stringArg(body, '$db');
  if (command.adminOnly && database !== 'admin') {
    throw new CommandError('Unauthorized', `${name} may only be run against the admin database.`);
  }
  const maxTimeMs = countArg(body, 'maxTimeMS') || undefined;
  const session = sessionOf(body);
  if (session) host.sessions.touch(session);
  let transaction: CommandContext['transaction'];
  if (session?.inTransaction && !TRANSACTION_ENDS.has(name)) {
    if (!command.inTransaction) {
      throw new CommandError(
        'OperationNotSupportedInTransaction',
        `Cannot run '${name}' in a multi-document transaction.`,
      );
    }
    transaction = host.sessions.transaction(session);
  } else if (
    session?.txnNumber !== undefined &&
    !session.inTransaction &&
    !command.retryable &&
    !TRANSACTION_ENDS.has(name)
  ) {
    throw new CommandError(
      'NotARetryableWriteCommand',
      `txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided, and ${name} is not a retryable write command.`,
    );
  }
  return {
    host,
    connection,
    name,
    database,
    body,
    sequences: request.sequences,
    session,
    transaction,
    snapshot: readConcern(host, command, name, body),
    maxTimeMs,
    deadline: maxTimeMs && Date.now() + maxTimeMs,
    unacknowledged: request.moreToCome,
  };
}

function errorReply(error: unknown, session: SessionRef | undefined, name: string): Reply {
  const known = error instanceof CommandError ? error : internal(error);
  const labels = [...new Set([...known.errorLabels, ...labelsFor(known.code, session, name)])];
  return {
    body: {
      ok: new Double(0),
      errmsg: known.message,
      code: known.code,
      codeName: known.codeName,
      ...known.details,
      ...(labels.length > 0 && { errorLabels: labels }),
    },
  };
}

function internal(error: unknown): CommandError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CommandError('InternalError', `internal error: ${reason}`);
}

function failedByPoint(
  host: Host,
  action: FailAction,
  session: SessionRef | undefined,
  request: Request,
): Reply {
  const name = Object.keys(request.body)[0] ?? '';
  const code = action.errorCode!;
  const error = new CommandError(`Location${code}`, `Failing command via 'failCommand' failpoint`);
  const reply = errorReply(error, session, name);
  reply.body.codeName = failPointCodeName(code);
  const streams = name === 'getMore' && host.cursors.isTailing(request.body.getMore);
  if (streams && isResumable(code)) reply.body.errorLabels = ['ResumableChangeStreamError'];
  if (!action.errorLabels) return reply;
  const { errorLabels: _, ...body } = reply.body;
  return { body: { ...body, ...(action.errorLabels.length > 0 && { errorLabels: action.errorLabels }) } };
}

function withTimes(host: Host, reply: Reply): Reply {
  const now = host.engine.clock.last();
  const body: Document = {
    ...reply.body,
    ok: reply.body.ok ?? new Double(1),
    $clusterTime: { clusterTime: now, signature: { hash: NO_HASH, keyId: Long.ZERO } },
    operationTime: now,
  };
  return { ...reply, body };
}

const NO_HASH = new Binary(Buffer.alloc(20));

async function runCommand(context: CommandContext, command: Command): Promise<Reply> {
  try {
    const reply = await command.run(context);
    if (context.transaction && reply.body.writeErrors) context.host.sessions.fail(context.session!);
    return reply;
  } catch (error) {
    if (context.transaction) context.host.sessions.fail(context.session!);
    throw error;
  }
}

/** What the fail point on retryable writes does to this command. */
function losesConnection(context: CommandContext, command: Command): 'before' | 'after' | undefined {
  if (!command.retryable || context.session?.txnNumber === undefined || context.transaction) return undefined;
  const done = context.host.sessions.record(context.session);
  if (done?.reply && done.txnNumber === context.session.txnNumber) return undefined;
  const { sequences, body } = context;
  const lists = ['documents', 'updates', 'deletes'].map(
    (name) => sequences.get(name) ?? (body[name] as unknown),
  );
  const statements = lists.find(Array.isArray)?.length ?? 1;
  return context.host.failPoints.takeWrite(statements);
}

function sessionOrNone(body: Document): SessionRef | undefined {
  try {
    return sessionOf(body);
  } catch {
    return undefined;
  }
}

function withWriteConcernError(
  reply: Reply,
  action: FailAction,
  session: SessionRef | undefined,
  name: string,
): Reply {
  const { errorLabels, ...error } = action.writeConcernError!;
  const code = isNumber(error.code) ? toDouble(error.code) : 0;
  const given = action.errorLabels ?? (errorLabels as string[] | undefined);
  const labels = given ?? writeConcernLabels(code, session, name);
  return {
    ...reply,
    body: { ...reply.body, writeConcernError: error, ...(labels.length > 0 && { errorLabels: labels }) },
  };
}

/** A transaction that has ended stays ended: that its write concern cannot be met is told beside the answer. */
function withUnmetConcern(reply: Reply, body: Document): Reply {
  const unmet = unmetWriteConcern(body);
  if (!unmet) return reply;
  const { code, codeName, message: errmsg } = unmet;
  return { ...reply, body: { ...reply.body, writeConcernError: { code, codeName, errmsg } } };
}

/** Runs one request and says what to answer; never throws. */
export async function dispatch(host: Host, connection: Connection, request: Request): Promise<Outcome> {
  const name = Object.keys(request.body)[0] ?? '';
  const session = sessionOrNone(request.body);
  const action = host.failPoints.take(name, connection.appName);
  try {
    const command = COMMANDS.get(name);
    if (!command) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
    if (!command.open && !host.auth.allows(connection.auth)) {
      throw new CommandError('Unauthorized', `Command ${name} requires authentication`);
    }
    if (action?.blockMs) await delay(action.blockMs);
    if (action?.closeConnection) return { close: true };
    if (action?.errorCode !== undefined && !action.writeConcernError) {
      return { reply: withTimes(host, failedByPoint(host, action, session, request)) };
    }
    const context = makeContext(host, connection, name, command, request);
    const lost = losesConnection(context, command);
    if (lost === 'before') return { close: true };
    const reply = await runCommand(context, command);
    if (lost === 'after') return { close: true };
    const answered = action?.writeConcernError ? withWriteConcernError(reply, action, session, name) : reply;
    return { reply: withTimes(host, withUnmetConcern(answered, request.body)) };
  } catch (error) {
    return { reply: withTimes(host, errorReply(error, session, name)) };
  }
}
