import { CommandError } from '../errors.js';
import { compileFilter } from '../matcher/index.js';
import { type Document, isDocument } from '../types.js';
import { type PipelineHead, pipelineHead } from './head.js';
import type { CollectionSource, MakeStage, PipelineEnv, Stage, StageContext, SubPipeline } from './stage.js';
import { GROUP_STAGES } from './stages/group.js';
import { JOIN_STAGES } from './stages/join.js';
import { ROW_STAGES } from './stages/rows.js';
import { SHAPE_STAGES } from './stages/shape.js';
import { WINDOW_STAGES } from './stages/window.js';
import { substituteVariables } from './substitute.js';
import { type PipelineWrite, parseWrite } from './write.js';

const STAGES: Readonly<Record<string, MakeStage>> = {
  ...GROUP_STAGES,
  ...JOIN_STAGES,
  ...ROW_STAGES,
  ...SHAPE_STAGES,
  ...WINDOW_STAGES,
};

/** A compiled pipeline. */
export interface Pipeline extends SubPipeline {
  /** The front part that is left to the collection, for `explain`. */
  readonly head: PipelineHead;
  /** Where the results go, for a pipeline that ends in `$out` or `$merge`; writing them is the caller's. */
  readonly write: PipelineWrite | undefined;
  /** The stages' names in order. */
  readonly stageNames: readonly string[];
  /** The collections of the same database that the pipeline reads besides its own. */
  readonly collections: readonly string[];
}

function stageName(stage: unknown): string {
  if (!isDocument(stage)) {
    throw new CommandError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
  }
  const [name, ...others] = Object.keys(stage);
  if (name === undefined || others.length > 0) {
    throw new CommandError(
      'Location40323',
      'A pipeline stage specification object must contain exactly one field.',
    );
  }
  return name;
}

function compileStage(stage: Document, context: StageContext): Stage {
  const name = stageName(stage);
  if (!Object.hasOwn(STAGES, name)) {
    throw new CommandError(
      'Location40324',
      `Unrecognized pipeline stage name: '${name}': this server has no such stage`,
    );
  }
  return STAGES[name]!(stage[name], context, name);
}

class CompiledPipeline implements Pipeline {
  readonly head: PipelineHead;
  readonly ownSource: boolean;
  readonly write: PipelineWrite | undefined;
  readonly stageNames: readonly string[];
  readonly collections: readonly string[];
  private readonly all: readonly Stage[];

  constructor(stages: readonly Document[], context: StageContext, collections: Set<string>) {
    this.stageNames = stages.map(stageName);
    this.ownSource = this.stageNames[0] === '$documents';
    this.stageNames.forEach((name, at) => {
      if (name === '$documents' && at > 0) {
        throw new CommandError('Location40602', '$documents is only valid as the first stage in a pipeline.');
      }
      if ((name === '$out' || name === '$merge') && at < stages.length - 1) {
        throw new CommandError('Location40601', `${name} can only be the final stage in the pipeline`);
      }
    });
    const last = stages.at(-1);
    this.write = last && parseWrite(last);
    const reading = this.write ? stages.slice(0, -1) : stages;
    this.all = reading.map((stage) => compileStage(stage, context));
    this.head = pipelineHead(reading);
    const nothing = Object.fromEntries(context.names.map((name) => [name, null]));
    compileFilter(this.head.filter, { variables: nothing });
    for (const stage of reading) collectNames(stage, collections);
    this.collections = [...collections];
  }

  runOn(source: CollectionSource, env: PipelineEnv): Iterable<Document> {
    if (this.ownSource) return this.runOver([], env);
    const { filter, sort, skip, limit, length } = this.head;
    const options = { sort, skip, limit };
    const found = source.find(substituteVariables(filter, env.variables ?? {}, env.now), options);
    return this.run(found, length, env);
  }

  runOver(documents: Iterable<Document>, env: PipelineEnv): Iterable<Document> {
    return this.run(documents, 0, env);
  }

  private run(documents: Iterable<Document>, from: number, env: PipelineEnv): Iterable<Document> {
    let current = documents;
    for (let at = from; at < this.all.length; at++) current = this.all[at]!(current, env);
    return current;
  }
}

function collectNames(stage: unknown, into: Set<string>): void {
  if (!isDocument(stage)) return;
  const { $lookup, $unionWith, $graphLookup } = stage as Record<string, unknown>;
  if (typeof $unionWith === 'string') into.add($unionWith);
  for (const options of [$lookup, $unionWith, $graphLookup]) {
    if (!isDocument(options)) continue;
    const name: unknown = options.from ?? options.coll;
    if (typeof name === 'string') into.add(name);
    if (Array.isArray(options.pipeline))
      for (const inner of options.pipeline as unknown[]) collectNames(inner, into);
  }
  if (isDocument(stage.$facet)) {
    for (const stages of Object.values(stage.$facet) as unknown[]) {
      if (Array.isArray(stages)) for (const inner of stages as unknown[]) collectNames(inner, into);
    }
  }
}

function compile(stages: unknown, names: readonly string[]): CompiledPipeline {
  if (!Array.isArray(stages)) {
    throw new CommandError('TypeMismatch', "'pipeline' option must be specified as an array");
  }
  const context: StageContext = {
    names,
    compilePipeline: (inner, innerNames) => {
      const pipeline = compile(inner, innerNames);
      if (pipeline.write) {
        throw new CommandError(
          'Location51047',
          `${pipeline.stageNames.at(-1)} is not allowed within a sub-pipeline`,
        );
      }
      return pipeline;
    },
  };
  return new CompiledPipeline(stages as Document[], context, new Set());
}

/**
 * Compiles a pipeline; `names` are the variables of the command's `let`.
 * @throws CommandError for a stage or expression that is malformed or not supported (code 40324, 168, ...).
 */
export function compilePipeline(stages: readonly Document[], names: readonly string[] = []): Pipeline {
  return compile(stages, names);
}
