import type { GraphQLFormattedError } from 'graphql';
import type { Answer, IncrementalAnswer, PreparedOperation } from '../executor/engine.js';
import { shownPlan } from '../observability/shown-plan.js';
import { formatErrors } from './format-errors.js';
import type { OperationWatch } from './operation-observer.js';
import type { OperationParams } from './operation-params.js';
import type { Resolution } from './operation-resolver.js';
import type { Refusal } from './refusal.js';
import type { RequestContext } from './request-context.js';

/** What an operation ended with, ready to be written. */
export interface OperationResult {
  /** What the HTTP status is to be. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly data?: Answer['data'];
  readonly extensions?: Answer['extensions'];
  /** The answer as it is to be written, where it was written already; `data` is not set then. */
  readonly text?: string;
  /** The answer in parts; `data` is not set then. */
  readonly incremental?: IncrementalAnswer;
}

/** One run of an operation that passed the guards. */
export interface OperationRunOptions {
  readonly resolution: Resolution;
  readonly params: OperationParams;
  readonly context: RequestContext;
  /** Whether the client takes an answer in parts. */
  readonly takesParts: boolean;
  /** The format in which the plan is shown beside the answer. @default it is not shown */
  readonly planFormat?: string;
  readonly watch: OperationWatch | undefined;
}

/** Plans and runs an operation. `done` is called once, whatever happens; in this turn of the event loop when nothing waits. */
export function runOperation(run: OperationRunOptions, done: (result: OperationResult) => void): void {
  const { resolution, context } = run;
  const fail = (error: unknown) => done(failed(error, context));
  let prepared: PreparedOperation | Promise<PreparedOperation>;
  try {
    prepared = resolution.engine.prepare(resolution.resolved, context);
  } catch (error) {
    fail(error);
    return;
  }
  if (prepared instanceof Promise) {
    prepared.then((planned) => execute(planned, false, run, done), fail);
  } else {
    execute(prepared, true, run, done);
  }
}

function execute(
  prepared: PreparedOperation,
  isKept: boolean,
  { params, context, takesParts, planFormat, watch }: OperationRunOptions,
  done: (result: OperationResult) => void,
): void {
  watch?.prepared?.(prepared, isKept);
  const { variables } = params;
  const answering =
    takesParts && prepared.mayDefer
      ? prepared.executeIncrementally({ variables, context })
      : prepared.execute({ variables, context });
  answering.then(
    (answer) => {
      const result = 'initial' in answer ? inParts(answer, context) : whole(answer, context);
      if (planFormat === undefined) done(result);
      else done({ ...result, extensions: { ...result.extensions, ...shownPlan(prepared.plan, planFormat) } });
    },
    (error) => done(failed(error, context)),
  );
}

/** A refusal as a result. */
export function refused({ status, errors, headers }: Refusal): OperationResult {
  return { status, errors, ...(headers && { headers }) };
}

/** What was thrown as a result: masked, unless it is fit for clients. */
export function failed(error: unknown, { log }: Pick<RequestContext, 'log'>): OperationResult {
  const formatted = formatErrors([error], log);
  return { ...formatted, status: formatted.status ?? 500 };
}

function whole(answer: Answer, context: RequestContext): OperationResult {
  const { data, errors, extensions } = answer;
  if (!errors || errors.length === 0) return { status: 200, data, extensions };
  const formatted = formatErrors(errors, context.log);
  // Without data nothing was run: the request itself is at fault, its variables for example.
  const status = formatted.status ?? (data === undefined ? 400 : 200);
  return { ...formatted, status, data, extensions };
}

function inParts(answer: IncrementalAnswer, context: RequestContext): OperationResult {
  const { errors } = answer.initial;
  const formatted = errors && formatErrors(errors, context.log).errors;
  return { status: 200, incremental: answer, ...(formatted && { errors: formatted }) };
}
