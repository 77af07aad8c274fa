import { Long } from 'bson';
import {
  type CollectionSource,
  compilePipeline,
  type Pipeline,
  type PipelineEnv,
} from '../aggregate/index.js';
import { Cursor } from '../cursors/cursor.js';
import { prepareQuery, runQuery } from '../engine/query.js';
import { CommandError } from '../errors.js';
import { isDocument } from '../types.js';
import { encode } from '../wire/bson.js';
import type { Reply } from '../wire/reply.js';
import { booleanArg, countArg, documentArg, documentsArg, refuseCollation } from './arguments.js';
import { changeStreamStage, openChangeStream } from './change-stream.js';
import type { Command, CommandContext } from './context.js';
import { explainCommand } from './explain.js';
import { DEFAULT_BATCH } from './find.js';
import { writePipelineResults } from './out-merge.js';
import { openRead, type ReadScope } from './read-path.js';
import { variablesOf } from './variables.js';
import { runWrite } from './write-path.js';

type PipelineRead = Omit<ReadScope, 'close'>;

/** A collection as pipelines read it, on one consistent state. */
function collectionSource(
  context: CommandContext,
  read: PipelineRead,
  name: string,
  hint?: unknown,
): CollectionSource {
  return {
    *find(filter, { sort, skip, limit }) {
      const collection = read.collection(context.database, name);
      if (!collection) return;
      const query = prepareQuery(
        collection,
        { filter, sort, skip: skip ?? 0, limit: limit ?? 0, hint, deadline: context.deadline },
        read.usable,
      );
      for (const { document } of runQuery(read.kv, query)) yield document;
    },
  };
}

function pipelineEnv(context: CommandContext, read: PipelineRead): PipelineEnv {
  const now = new Date();
  return {
    collection: (name) => collectionSource(context, read, name),
    now,
    variables: variablesOf(context.body, now),
  };
}

/** The collection that is aggregated; undefined for `aggregate: 1`, which makes its own documents. */
function targetOf(context: CommandContext): string | undefined {
  const target: unknown = context.body.aggregate;
  if (typeof target === 'string') return target;
  return undefined;
}

function* results(context: CommandContext, pipeline: Pipeline, read: PipelineRead): Iterable<Uint8Array> {
  const env = pipelineEnv(context, read);
  const name = targetOf(context);
  if (name === undefined && !pipeline.ownSource) {
    throw new CommandError(
      'Location73',
      '{aggregate: 1} is not valid for this pipeline: it needs a stage like $documents in front',
    );
  }
  const source = collectionSource(context, read, name ?? '', context.body.hint);
  for (const document of pipeline.runOn(source, env)) yield encode(document);
}

function namespaceFor(context: CommandContext): string {
  return `${context.database}.${targetOf(context) ?? '$cmd.aggregate'}`;
}

async function runReading(context: CommandContext, pipeline: Pipeline): Promise<Reply> {
  const read = openRead(context);
  const cursor = new Cursor(
    namespaceFor(context),
    { documents: results(context, pipeline, read)[Symbol.iterator](), close: () => read.close() },
    false,
    context.session?.key,
    context.transaction && context.session?.txnNumber,
    context.snapshot?.time,
  );
  const size = countArg(documentArg(context.body, 'cursor') ?? {}, 'batchSize', DEFAULT_BATCH);
  return { body: {}, batch: await context.host.cursors.first(cursor, size, false) };
}

async function runWriting(context: CommandContext, pipeline: Pipeline): Promise<Reply> {
  if (isDocument(context.body.readConcern) && context.body.readConcern.level === 'linearizable') {
    throw new CommandError(
      'InvalidOptions',
      `${pipeline.stageNames.at(-1)} cannot be used with a 'linearizable' read concern level`,
    );
  }
  if (context.transaction) {
    throw new CommandError(
      'OperationNotSupportedInTransaction',
      'Cannot use $out or $merge in a transaction',
    );
  }
  await runWrite(context, (scope) => {
    const documents = [
      ...results(context, pipeline, { kv: scope.write.kv, usable: () => true, collection: scope.collection }),
    ];
    writePipelineResults(context, scope, pipeline.write!, documents);
    return { body: {}, wrote: true };
  });
  const batch = {
    field: 'firstBatch' as const,
    documents: [],
    cursor: { id: Long.ZERO, ns: namespaceFor(context) },
  };
  return { body: {}, batch };
}

async function run(context: CommandContext): Promise<Reply> {
  const { body } = context;
  refuseCollation(body);
  const stages = documentsArg(body, 'pipeline');
  if (!stages)
    throw new CommandError(
      'FailedToParse',
      "BSON field 'aggregate.pipeline' is missing but a required field",
    );
  if (booleanArg(body, 'explain')) return explainCommand(context, body, 'queryPlanner');
  const changes = changeStreamStage(stages);
  if (changes) return openChangeStream(context, changes, stages);
  if (!isDocument(body.cursor)) {
    throw new CommandError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  }
  if (
    targetOf(context) === undefined &&
    isDocument(stages[0]) &&
    Object.hasOwn(stages[0], '$listLocalSessions')
  ) {
    stages[0] = { $documents: { $literal: context.host.sessions.list() } };
  }
  const pipeline = compilePipeline(stages, Object.keys(documentArg(body, 'let') ?? {}));
  return pipeline.write ? runWriting(context, pipeline) : runReading(context, pipeline);
}

export const aggregate: Command = {
  run,
  fields: [
    'pipeline',
    'cursor',
    'explain',
    'allowDiskUse',
    'bypassDocumentValidation',
    'collation',
    'hint',
    'let',
    'comment',
  ],
  inTransaction: true,
  readsSnapshots: true,
  writes: true,
};
