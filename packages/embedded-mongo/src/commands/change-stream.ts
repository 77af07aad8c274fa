import { Timestamp } from 'bson';
import { compilePipeline } from '../aggregate/index.js';
import { ChangeStreamCursor, type ChangeStreamOptions } from '../changestream/change-stream-cursor.js';
import type { Detail, Scope } from '../changestream/event.js';
import { decodeToken, type ResumeToken } from '../changestream/token.js';
import { CommandError } from '../errors.js';
import { type Document, isDocument } from '../types.js';
import type { Reply } from '../wire/reply.js';
import { booleanArg, countArg, documentArg } from './arguments.js';
import type { CommandContext } from './context.js';
import { DEFAULT_BATCH } from './find.js';

const STAGE_OPTIONS = new Set([
  'fullDocument',
  'fullDocumentBeforeChange',
  'resumeAfter',
  'startAfter',
  'startAtOperationTime',
  'allChangesForCluster',
  'showExpandedEvents',
]);

/** The stages that may follow; each makes at most one document of one event. */
const ALLOWED_STAGES = new Set([
  '$match',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
  '$redact',
]);

function checkStage(stage: Document): void {
  for (const name of Object.keys(stage)) {
    if (!STAGE_OPTIONS.has(name))
      throw new CommandError('Location40415', `BSON field '$changeStream.${name}' is an unknown field.`);
  }
}

function oneOf<T extends string>(stage: Document, name: string, values: readonly T[]): T {
  const value: unknown = stage[name] ?? values[0];
  const found = values.find((known) => known === value);
  if (found !== undefined) return found;
  throw new CommandError(
    'BadValue',
    `Enumeration value '${String(value)}' for field '$changeStream.${name}' is not a valid value.`,
  );
}

function detailOf(stage: Document): Detail {
  return {
    expanded: booleanArg(stage, 'showExpandedEvents'),
    fullDocument: oneOf(stage, 'fullDocument', ['default', 'updateLookup', 'whenAvailable', 'required']),
    fullDocumentBeforeChange: oneOf(stage, 'fullDocumentBeforeChange', ['off', 'whenAvailable', 'required']),
  };
}

function scopeOf(context: CommandContext, stage: Document): Scope {
  const target: unknown = context.body.aggregate;
  if (typeof target === 'string') return { database: context.database, collection: target };
  if (!booleanArg(stage, 'allChangesForCluster')) return { database: context.database };
  if (context.database === 'admin') return {};
  throw new CommandError(
    'InvalidOptions',
    "A $changeStream with 'allChangesForCluster:true' may only be opened on the 'admin' database",
  );
}

/** Just before a time, so that what happened at it is still told. */
function before(time: Timestamp): Timestamp {
  return time.i > 0
    ? new Timestamp({ t: time.t, i: time.i - 1 })
    : new Timestamp({ t: time.t - 1, i: 0xffff_ffff });
}

function startOf(context: CommandContext, stage: Document): ResumeToken {
  const given = ['resumeAfter', 'startAfter', 'startAtOperationTime'].filter(
    (name) => stage[name] !== undefined,
  );
  if (given.length > 1) {
    throw new CommandError(
      'Location40674',
      `Only one type of resume option is allowed, but multiple were found: ${given.join(', ')}`,
    );
  }
  const { engine } = context.host;
  let start: ResumeToken = { time: engine.clock.last(), kind: 'mark' };
  if (stage.startAtOperationTime instanceof Timestamp) {
    start = { time: before(stage.startAtOperationTime), kind: 'mark' };
  } else if (given.length > 0) start = decodeToken(stage.resumeAfter ?? stage.startAfter);
  if (start.kind === 'invalidate' && stage.resumeAfter !== undefined) {
    throw new CommandError(
      'InvalidResumeToken',
      "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
    );
  }
  const lost = engine.oplog.trimmedTo(engine.store.current);
  if (given.length > 0 && lost && start.time.lessThan(lost)) {
    throw new CommandError(
      'ChangeStreamHistoryLost',
      'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
      {},
      ['NonResumableChangeStreamError'],
    );
  }
  return start;
}

function transformOf(stages: readonly Document[]): ChangeStreamOptions['transform'] {
  const pipeline = compilePipeline(stages);
  for (const stage of stages) {
    const [name = ''] = Object.keys(stage);
    if (!ALLOWED_STAGES.has(name)) {
      throw new CommandError('IllegalOperation', `${name} is not permitted in a $changeStream pipeline`);
    }
  }
  if (stages.length === 0) return (event) => [event];
  const env = { collection: () => ({ find: () => [] }), now: new Date() };
  return (event) => pipeline.runOver([event], env);
}

/** The options of a leading `$changeStream` stage; undefined when the pipeline has none. */
export function changeStreamStage(stages: readonly Document[]): Document | undefined {
  const at = stages.findIndex((stage) => Object.hasOwn(stage, '$changeStream'));
  if (at === -1) return undefined;
  if (at > 0)
    throw new CommandError('Location40602', '$changeStream is only valid as the first stage in a pipeline.');
  const stage: unknown = stages[0]!.$changeStream;
  if (!isDocument(stage))
    throw new CommandError('Location50808', '$changeStream stage expects a document as argument');
  return stage;
}

/** Opens a change stream. @throws CommandError */
export async function openChangeStream(
  context: CommandContext,
  stage: Document,
  stages: readonly Document[],
): Promise<Reply> {
  if (context.transaction) {
    throw new CommandError(
      'OperationNotSupportedInTransaction',
      '$changeStream cannot run within a multi-document transaction',
    );
  }
  checkStage(stage);
  const scope = scopeOf(context, stage);
  const cursor = new ChangeStreamCursor(
    `${context.database}.${scope.collection ?? '$cmd.aggregate'}`,
    context.host.engine,
    {
      scope,
      start: startOf(context, stage),
      detail: detailOf(stage),
      transform: transformOf(stages.slice(1)),
    },
    context.session?.key,
  );
  const size = countArg(documentArg(context.body, 'cursor') ?? {}, 'batchSize', DEFAULT_BATCH);
  return { body: {}, batch: await context.host.cursors.first(cursor, size, false) };
}
