import { compilePipeline } from '../aggregate/index.js';
import { isPoint, type Plan } from '../engine/planner.js';
import { type PreparedQuery, prepareQuery, type QuerySpec, runQuery } from '../engine/query.js';
import { CommandError } from '../errors.js';
import type { Interval } from '../matcher/index.js';
import { type Document, isDocument } from '../types.js';
import type { Reply } from '../wire/reply.js';
import { countArg, documentArg, documentsArg, refuseCollation, stringArg } from './arguments.js';
import { type Command, type CommandContext, ok } from './context.js';
import { SERVER_VERSION } from './hello.js';

/** How an interval reads in hex: the encoded values' bytes say more than nothing, and are exact. */
function showInterval(interval: Interval): string {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const open = interval.lowerInclusive ? '[' : '(';
  const close = interval.upperInclusive ? ']' : ')';
  return `${open}${hex(interval.lower)}, ${hex(interval.upper)}${close}`;
}

function accessStage(plan: Plan): Document {
  switch (plan.kind) {
    case 'nothing':
      return { stage: 'EOF' };
    case 'scan':
      return { stage: 'COLLSCAN', direction: plan.reverse ? 'backward' : 'forward' };
    case 'id':
      if (plan.exact && plan.intervals.length === 1 && plan.intervals.every(isPoint))
        return { stage: 'IDHACK', indexName: '_id_' };
      return {
        stage: 'FETCH',
        inputStage: {
          stage: 'IXSCAN',
          indexName: '_id_',
          keyPattern: { _id: 1 },
          direction: plan.reverse ? 'backward' : 'forward',
          indexBounds: { _id: plan.intervals.map(showInterval) },
        },
      };
    case 'union':
      return { stage: 'FETCH', inputStage: { stage: 'OR', inputStages: plan.branches.map(accessStage) } };
    case 'index': {
      const { index, bounds } = plan;
      const scan = {
        stage: 'IXSCAN',
        indexName: index.name,
        keyPattern: index.key,
        isMultiKey: index.multikey.size > 0,
        isUnique: index.unique,
        isSparse: index.sparse,
        isPartial: index.partialFilter !== undefined,
        direction: plan.reverse ? 'backward' : 'forward',
        indexBounds: Object.fromEntries(
          bounds.map((intervals, at) => [index.paths[at], intervals.map(showInterval)]),
        ),
      };
      const merged = bounds.slice(0, plan.mergedFields).some((intervals) => intervals.length > 1);
      return { stage: 'FETCH', inputStage: merged ? { stage: 'SORT_MERGE', inputStage: scan } : scan };
    }
  }
}

function winningPlan(query: PreparedQuery): Document {
  let stage = accessStage(query.plan);
  if (query.sort && !query.plan.sorted) {
    const sortPattern = Object.fromEntries(query.sort.fields.map(({ path, direction }) => [path, direction]));
    stage = { stage: 'SORT', sortPattern, inputStage: stage };
  }
  if (query.skip > 0) stage = { stage: 'SKIP', skipAmount: query.skip, inputStage: stage };
  if (query.limit > 0) stage = { stage: 'LIMIT', limitAmount: query.limit, inputStage: stage };
  return stage;
}

interface Explained {
  readonly collection: string;
  readonly spec: QuerySpec;
  /** A pipeline's stages behind the part that the collection serves. */
  readonly restStages?: readonly string[];
}

function updateLike(name: string, command: Document, list: string): Explained {
  const [statement] = documentsArg(command, list) ?? [];
  if (!statement) throw new CommandError('InvalidLength', `explain needs one statement in '${list}'`);
  const multi = list === 'updates' ? statement.multi === true : countArg(statement, 'limit') === 0;
  return {
    collection: stringArg(command, name),
    spec: {
      filter: documentArg(statement, 'q') ?? {},
      sort: documentArg(statement, 'sort'),
      hint: statement.hint as unknown,
      limit: multi ? 0 : 1,
    },
  };
}

function queryOf(command: Document): Explained {
  const name = Object.keys(command)[0] ?? '';
  switch (name) {
    case 'find':
      return {
        collection: stringArg(command, name),
        spec: {
          filter: documentArg(command, 'filter') ?? {},
          sort: documentArg(command, 'sort'),
          skip: countArg(command, 'skip'),
          limit: countArg(command, 'limit'),
          hint: command.hint as unknown,
        },
      };
    case 'count':
    case 'distinct':
    case 'findAndModify':
      return {
        collection: stringArg(command, name),
        spec: {
          filter: documentArg(command, 'query') ?? {},
          sort: documentArg(command, 'sort'),
          hint: command.hint as unknown,
          limit: name === 'findAndModify' ? 1 : countArg(command, 'limit'),
        },
      };
    case 'aggregate': {
      const pipeline = compilePipeline(
        documentsArg(command, 'pipeline') ?? [],
        Object.keys(documentArg(command, 'let') ?? {}),
      );
      const { filter, sort, skip, limit, length } = pipeline.head;
      return {
        collection: stringArg(command, name),
        spec: { filter, sort, skip, limit, hint: command.hint as unknown },
        restStages: pipeline.stageNames.slice(length),
      };
    }
    case 'update':
      return updateLike(name, command, 'updates');
    case 'delete':
      return updateLike(name, command, 'deletes');
    default:
      throw new CommandError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  }
}

function execute(context: CommandContext, query: PreparedQuery): Document {
  const stats = { keysExamined: 0, docsExamined: 0 };
  const began = performance.now();
  let nReturned = 0;
  for (const _ of runQuery(context.host.engine.store.current, query, stats)) nReturned++;
  return {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(performance.now() - began),
    totalKeysExamined: stats.keysExamined,
    totalDocsExamined: stats.docsExamined,
    executionStages: winningPlan(query),
  };
}

/** What `explain` answers for a command: the plan, and unless `queryPlanner` is asked for, what running it took. */
export function explainCommand(context: CommandContext, command: Document, verbosity: unknown): Reply {
  refuseCollation(command);
  const { collection: name, spec, restStages } = queryOf(command);
  const namespace = `${context.database}.${name}`;
  const collection = context.host.engine.catalog.get(context.database, name);
  const query = collection && prepareQuery(collection, spec);
  const queryPlanner = {
    namespace,
    parsedQuery: spec.filter,
    winningPlan: query ? winningPlan(query) : { stage: 'EOF' },
    rejectedPlans: [],
  };
  return ok({
    explainVersion: '1',
    queryPlanner,
    ...(verbosity !== 'queryPlanner' && query && { executionStats: execute(context, query) }),
    ...(restStages && { stages: restStages }),
    command,
    serverInfo: { host: context.host.address, version: SERVER_VERSION },
  });
}

function run(context: CommandContext): Reply {
  const inner: unknown = context.body.explain;
  if (!isDocument(inner)) throw new CommandError('TypeMismatch', "BSON field 'explain' must be an object");
  return explainCommand(context, inner, context.body.verbosity ?? 'allPlansExecution');
}

export const explain: Command = { run, fields: ['verbosity'] };
