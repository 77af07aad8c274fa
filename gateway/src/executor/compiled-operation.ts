import { type Logger, withoutSentValue } from '@orrery/runtime';
import { GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import type { FetchSubgraph } from '../transports/http/subgraph-client.js';
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
import { fetchRequest, mergeRootResponse, runStep, type SendFetch } from './fetch/run-plan.js';
import type { OperationContext } from './operation-context.js';
import type { FetchStep, ResponseObject, Step } from './plan/compiled-plan.js';
import type { PlannedOperation } from './plan/planned-operation.js';
import { clientPath } from './plan/safe-aliases.js';
import { project } from './project/project.js';
import { Selection } from './project/shape.js';

type Variables = Readonly<Record<string, unknown>>;

/** An operation that is planned, with all that running it takes. */
export class CompiledOperation implements PreparedOperation {
  readonly operation;
  readonly plan;
  readonly bytes: number;
  readonly mayDefer: boolean;

  constructor(
    readonly planned: PlannedOperation,
    readonly schema: GraphQLSchema,
    readonly fetchSubgraph: FetchSubgraph,
    readonly log: Logger,
  ) {
    this.operation = planned.operation;
    this.plan = planned.plan;
    this.bytes = planned.bytes;
    this.mayDefer = defers(planned.step);
  }

  async execute({ variables, context }: OperationRun): Promise<Answer> {
    const { raw, coerced, errors } = this.#coerce(variables);
    if (errors) return { errors };
    return this.#complete(raw, coerced, context, Object.create(null), []);
  }

  async executeIncrementally({ variables, context }: OperationRun): Promise<Answer | IncrementalAnswer> {
    const { raw, coerced, errors } = this.#coerce(variables);
    if (errors) return { errors };
    const { planned, schema } = this;
    const step = chosen(planned.step, coerced);
    if (step?.kind !== 'defer') return this.#complete(raw, coerced, context, Object.create(null), []);
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
    const { primary } = this.planned;
    if (!primary) throw new Error('the operation is no subscription');
    const { raw, coerced, errors } = this.#coerce(variables);
    if (errors) return { errors };
    return {
      subgraph: primary.subgraph,
      request: fetchRequest(primary, raw),
      complete: (event, context) => this.#completeEvent(primary, event, raw, coerced, context),
    };
  }

  #coerce(variables: Variables) {
    const definitions = this.operation.variableDefinitions ?? [];
    const { coerced, errors } = getVariableValues(this.schema, definitions, variables, { maxErrors: 50 });
    if (errors) return { errors: errors.map(badVariable) };
    const { plannedVariables } = this.planned;
    return { raw: plannedVariables(variables), coerced: plannedVariables(coerced) };
  }

  async #completeEvent(
    primary: FetchStep,
    event: SubscriptionEvent,
    raw: Variables,
    coerced: Variables,
    context: OperationContext,
  ): Promise<Answer> {
    const data: ResponseObject = Object.create(null);
    const errors = mergeRootResponse(primary, { data: event.data ?? {}, errors: event.errors ?? [] }, data);
    return this.#complete(raw, coerced, context, data, errors);
  }

  async #complete(
    raw: Variables,
    variables: Variables,
    context: OperationContext,
    data: ResponseObject,
    errors: Error[],
  ): Promise<Answer> {
    const { planned } = this;
    const run = this.#run(raw, variables, context, data);
    if (planned.step) await runStep(planned.step, { ...run, errors });
    const projection = project(planned.selectionFor(variables), data, planned.introspect(variables));
    if (errors.length === 0 && projection.errors.length === 0) return { data: projection.data };
    const all = [...errors, ...projection.errors];
    const found = this.#clientErrors(all, projection.data, run.sent, context);
    return { data: projection.data, ...(found.length > 0 && { errors: found }) };
  }

  #run(raw: Variables, variables: Variables, context: OperationContext, data: ResponseObject) {
    return {
      send: sendWith(this.fetchSubgraph, context),
      variables: raw,
      isTrue: (variable: string) => variables[variable] === true,
      data,
      sent: new Set<FetchStep>(),
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
      log: context.log ?? this.log,
    });
  }
}

const NO_FRAGMENTS = new Map<string, never>();

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
  const { forwardedHeaders, deadline, aroundFetch } = context;
  return (subgraph, { query, operationName, isMutation, variables }, path) => {
    const request = {
      query,
      operationName,
      isMutation,
      variables,
      clientHeaders: forwardedHeaders,
      remainingMs: deadline.remainingMs(),
    };
    if (!aroundFetch) return fetchSubgraph(subgraph, request, deadline.cancellation ?? deadline.signal);
    return aroundFetch({ subgraph, request, path: clientPath(path), signal: deadline.signal }, (changed) =>
      fetchSubgraph(subgraph, changed, deadline.signal),
    );
  };
}

function badVariable(error: GraphQLError): GraphQLError {
  return new GraphQLError(withoutSentValue(error.message), {
    nodes: error.nodes,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
