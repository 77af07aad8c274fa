import { type Logger, withoutSentValue } from '@orrery/runtime';
import { GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import type { AuthorizationOptions } from '../security/authorization/authorization-options.js';
import { denialErrors } from '../security/authorization/denial.js';
import type { FetchSubgraph } from '../transports/http/subgraph-client.js';
import { TURNS } from '../transports/http/wire/fair-turns.js';
import { clientErrors } from './client-errors.js';
import { IncrementalRun } from './defer/incremental-run.js';
import type {
  Answer,
  IncrementalAnswer,
  OperationRun,
  PreparedOperation,
  SubscriptionEvent,
  SubscriptionSource,
} from './engine.js';
import { JointFetches } from './fetch/joint-fetches.js';
import { fetchRequest, mergeRootResponse, runStep, type SendFetch } from './fetch/run-plan.js';
import type { OperationContext } from './operation-context.js';
import type { FetchStep, LeafPlace, ResponseObject, Step } from './plan/compiled-plan.js';
import { fetchStepsOf } from './plan/fetch-steps.js';
import type { PlannedOperation } from './plan/planned-operation.js';
import { clientPath } from './plan/safe-aliases.js';
import { project } from './project/project.js';
import { Selection } from './project/shape.js';

type Variables = Readonly<Record<string, unknown>>;

/** What operations of an engine run with. */
export interface OperationOptions {
  readonly fetchSubgraph: FetchSubgraph;
  readonly log: Logger;
  readonly authorization?: AuthorizationOptions;
}

/** An operation that is planned, with all that running it takes. */
export class CompiledOperation implements PreparedOperation {
  readonly operation;
  readonly plan;
  readonly bytes: number;
  readonly mayDefer: boolean;
  readonly #joins: boolean;

  constructor(
    readonly planned: PlannedOperation,
    readonly schema: GraphQLSchema,
    readonly options: OperationOptions,
  ) {
    this.operation = planned.operation;
    this.plan = planned.plan;
    this.bytes = planned.bytes;
    this.mayDefer = defers(planned.step);
    this.#joins = fetchStepsOf(planned.step).some(({ companions }) => companions.length > 0);
  }

  async execute({ variables, context }: OperationRun): Promise<Answer> {
    const { raw, coerced, denials, errors } = this.#coerce(variables);
    if (errors) return { errors };
    return this.#complete({ raw, coerced, denials }, context, Object.create(null), []);
  }

  async executeIncrementally({ variables, context }: OperationRun): Promise<Answer | IncrementalAnswer> {
    const { raw, coerced, denials, errors } = this.#coerce(variables);
    if (errors) return { errors };
    const { planned, schema } = this;
    const step = chosen(planned.step, coerced);
    if (step?.kind !== 'defer')
      return this.#complete({ raw, coerced, denials }, context, Object.create(null), []);
    const run = this.#run(raw, coerced, context, Object.create(null));
    const own = planned.introspect(coerced);
    const incremental = new IncrementalRun({
      run,
      schema,
      project: ({ selection, path }, source, at) => {
        const sets = selection ? [selection] : [];
        const shape = new Selection(planned.typeAt(path), sets, {
          schema,
          fragments: NO_FRAGMENTS,
          variables: coerced,
        });
        return project(shape, source, own, at);
      },
      errorsFor: (found, data) => this.#clientErrors(found, data, run.sent, context),
    });
    return incremental.start(step);
  }

  subscription({ variables }: OperationRun): SubscriptionSource | { readonly errors: Answer['errors'] } {
    const { raw, coerced, denials, errors } = this.#coerce(variables);
    if (errors) return { errors };
    const { primary } = this.planned;
    if (!primary && denials.length > 0) return { errors: denials };
    if (!primary) throw new Error('the operation is no subscription');
    return {
      subgraph: primary.subgraph,
      request: fetchRequest(primary, raw),
      complete: (event, context) => this.#completeEvent(primary, event, { raw, coerced, denials }, context),
    };
  }

  #coerce(variables: Variables) {
    const definitions = this.operation.variableDefinitions ?? [];
    const { coerced, errors } = getVariableValues(this.schema, definitions, variables, { maxErrors: 50 });
    if (errors) return { errors: errors.map(badVariable) };
    const { plannedVariables, denials: known } = this.planned;
    const denials = known.length > 0 ? denialErrors(known, coerced) : NONE;
    if (denials.length > 0 && this.options.authorization?.rejectUnauthorized) {
      return { errors: denials.map(refusing) };
    }
    return { raw: plannedVariables(variables), coerced: plannedVariables(coerced), denials };
  }

  async #completeEvent(
    primary: FetchStep,
    event: SubscriptionEvent,
    given: Given,
    context: OperationContext,
  ): Promise<Answer> {
    const data: ResponseObject = Object.create(null);
    const errors = mergeRootResponse(primary, { data: event.data ?? {}, errors: event.errors ?? [] }, data);
    return this.#complete(given, context, data, errors);
  }

  async #complete(
    { raw, coerced: variables, denials }: Given,
    context: OperationContext,
    data: ResponseObject,
    errors: Error[],
  ): Promise<Answer> {
    const { planned } = this;
    const run = this.#run(raw, variables, context, data);
    if (planned.step) await runStep(planned.step, { ...run, errors });
    const projection = project(planned.selectionFor(variables), data, planned.introspect(variables));
    const { data: answer } = projection;
    const all = [...errors, ...projection.errors];
    if (all.length === 0 && denials.length === 0) return { data: answer };
    const found = all.length > 0 ? this.#clientErrors(all, answer, run.sent, context) : [];
    return this.#reported(answer, denials, found);
  }

  #reported(data: Answer['data'], denials: readonly GraphQLError[], errors: readonly GraphQLError[]): Answer {
    const { errors: where = 'errors' } = this.options.authorization ?? {};
    const all = where === 'errors' ? [...denials, ...errors] : errors;
    return {
      data,
      ...(all.length > 0 && { errors: all }),
      ...(where === 'extensions' && denials.length > 0 && { extensions: { authorizationErrors: denials } }),
    };
  }

  #run(raw: Variables, variables: Variables, context: OperationContext, data: ResponseObject) {
    return {
      send: sendWith(this.options.fetchSubgraph, context),
      variables: raw,
      isTrue: (variable: string) => variables[variable] === true,
      data,
      sent: new Set<FetchStep>(),
      places: new Map<LeafPlace, readonly ResponseObject[]>(),
      // Whoever looks at an operation's fetches sees those of its plan.
      joint: this.#joins && !context.aroundFetch ? new JointFetches(afterArrived) : undefined,
    };
  }

  #clientErrors(
    errors: readonly Error[],
    data: unknown,
    sent: ReadonlySet<FetchStep>,
    context: OperationContext,
  ): GraphQLError[] {
    return clientErrors({
      data,
      errors,
      plan: this.plan,
      wasSent: (operation, path) =>
        [...sent].some(
          (step) => step.operation === operation && clientPath(step.path).join('.') === path.join('.'),
        ),
      log: context.log ?? this.options.log,
    });
  }
}

const afterArrived = (work: () => void) => TURNS.afterArrived(work);
const NO_FRAGMENTS = new Map<string, never>();
const NONE: readonly GraphQLError[] = [];

interface Given {
  /** As the client sent them, under the names of the plan. */
  readonly raw: Variables;
  readonly coerced: Variables;
  /** What the caller does not get, with these variables. */
  readonly denials: readonly GraphQLError[];
}

function defers(step: Step | undefined): boolean {
  if (step?.kind === 'condition') return defers(step.whenTrue) || defers(step.whenFalse);
  return step?.kind === 'defer';
}

// The planner decides @defer(if:) first, around the whole plan.
function chosen(step: Step | undefined, variables: Variables): Step | undefined {
  if (step?.kind !== 'condition' || !defers(step)) return step;
  return chosen(variables[step.variable] === true ? step.whenTrue : step.whenFalse, variables);
}

function sendWith(fetchSubgraph: FetchSubgraph, context: OperationContext): SendFetch {
  const { forwardedHeaders, caller, deadline, aroundFetch } = context;
  return (subgraph, { query, operationName, isMutation, variables }, path) => {
    const request = {
      query,
      operationName,
      isMutation,
      variables,
      clientHeaders: forwardedHeaders,
      caller,
      remainingMs: deadline.remainingMs(),
    };
    if (!aroundFetch) return fetchSubgraph(subgraph, request, deadline.cancellation ?? deadline.signal);
    return aroundFetch({ subgraph, request, path: clientPath(path), signal: deadline.signal }, (changed) =>
      fetchSubgraph(subgraph, changed, deadline.signal),
    );
  };
}

// The whole operation ends with it.
function refusing({ message, path, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path, extensions: { ...extensions, http: { status: 403 } } });
}

function badVariable(error: GraphQLError): GraphQLError {
  return new GraphQLError(withoutSentValue(error.message), {
    nodes: error.nodes,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
