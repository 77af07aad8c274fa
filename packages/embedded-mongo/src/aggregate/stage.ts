import { CommandError } from '../errors.js';
import { typeName } from '../matcher/type-names.js';
import { type BsonNumber, isNumber, toInteger } from '../numbers/exact.js';
import { type Document, isDocument } from '../types.js';
import { compileExpression } from './expression/compile.js';
import { type Binding, bindingsOf, type Evaluate, scopeOf } from './expression/scope.js';

/** How a find is narrowed, ordered and cut: what a pipeline leaves to the collection's indexes. */
export interface FindOptions {
  readonly sort?: Document | undefined;
  readonly skip?: number | undefined;
  /** 0 is no limit. */
  readonly limit?: number | undefined;
}

/** A collection as a pipeline reads it. */
export interface CollectionSource {
  find(filter: Document, options: FindOptions): Iterable<Document>;
}

/** What a running pipeline is given. */
export interface PipelineEnv {
  /** A collection of the same database. */
  readonly collection: (name: string) => CollectionSource;
  /** `$$NOW`. */
  readonly now: Date;
  /** Variables of the command's `let`. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

/** A compiled stage: documents in, documents out, lazily. */
export type Stage = (documents: Iterable<Document>, env: PipelineEnv) => Iterable<Document>;

/** A compiled pipeline that reads a collection, or documents. */
export interface SubPipeline {
  /** The first stage says where documents come from (`$documents`). */
  readonly ownSource: boolean;
  runOn(source: CollectionSource, env: PipelineEnv): Iterable<Document>;
  runOver(documents: Iterable<Document>, env: PipelineEnv): Iterable<Document>;
}

/** What the compilation of a stage may use. */
export interface StageContext {
  /** Variables that are bound where the stage runs. */
  readonly names: readonly string[];
  compilePipeline(stages: unknown, names: readonly string[]): SubPipeline;
}

/** Builds a stage from its specification. */
export type MakeStage = (specification: unknown, context: StageContext, name: string) => Stage;

/** A stage's specification as a document. */
export function needDocument(
  specification: unknown,
  name: string,
  code: `Location${number}` | 'TypeMismatch' = 'TypeMismatch',
): Document {
  if (isDocument(specification)) return specification;
  throw new CommandError(
    code,
    `${name} specification must be an object, but is of type ${typeName(specification)}`,
  );
}

/** Refuses options that the stage does not have. */
export function onlyFields(specification: Document, known: readonly string[], name: string): void {
  const unknown = Object.keys(specification).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new CommandError('FailedToParse', `Unrecognized option to ${name}: ${unknown}`);
}

/** A whole number from `least` on, as stages like `$limit` take it. */
export function needWhole(value: unknown, least: number, name: string, code: `Location${number}`): number {
  const integer = isNumber(value) ? toInteger(value as BsonNumber) : undefined;
  if (integer === undefined || integer < BigInt(least)) {
    throw new CommandError(
      code,
      `invalid argument to ${name} stage: Expected an integer of at least ${least}`,
    );
  }
  return Number(integer);
}

/** An expression as a function of a document, with the variables of the running pipeline. */
export function compileFor(
  expression: unknown,
  context: StageContext,
): (env: PipelineEnv) => (document: Document) => unknown {
  const evaluate: Evaluate = compileExpression(expression, context.names);
  return (env) => {
    const bindings: Binding | undefined = bindingsOf(env.variables ?? {});
    return (document) => evaluate(scopeOf(document, env.now, bindings));
  };
}
