import { type Logger, withoutSentValue } from '@orrery/runtime';
import { GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import type { FetchSubgraph } from '../transports/http/subgraph-client.js';
import { clientErrors } from './client-errors.js';
import type {
  Answer,
  OperationRun,
  PreparedOperation,
  SubscriptionEvent,
  SubscriptionSource,
} from './engine.js';
import { fetchRequest, mergeRootResponse, runStep, type SendFetch } from './fetch/run-plan.js';
import type { OperationContext } from './operation-context.js';
import type { FetchStep, ResponseObject } from './plan/compiled-plan.js';
import type { PlannedOperation } from './plan/planned-operation.js';
import { clientPath } from './plan/safe-aliases.js';
import { project } from './project/project.js';

type Variables = Readonly<Record<string, unknown>>;

/** An operation that is planned, with all that running it takes. */
export class CompiledOperation implements PreparedOperation {
  readonly operation;
  readonly plan;
  readonly bytes: number;
  readonly mayDefer = false;

  constructor(
    readonly planned: PlannedOperation,
    readonly schema: GraphQLSchema,
    readonly fetchSubgraph: FetchSubgraph,
    readonly log: Logger,
  ) {
    this.operation = planned.operation;
    this.plan = planned.plan;
    this.bytes = planned.bytes;
  }

  async execute({ variables: raw, context }: OperationRun): Promise<Answer> {
    const { coerced, errors } = this.#coerce(raw);
    if (errors) return { errors };
    return this.#complete(raw, coerced, context, Object.create(null), []);
  }

  subscription({ variables: raw }: OperationRun): SubscriptionSource | { readonly errors: Answer['errors'] } {
    const { primary } = this.planned;
    if (!primary) throw new Error('the operation is no subscription');
    const { coerced, errors } = this.#coerce(raw);
    if (errors) return { errors };
    return {
      subgraph: primary.subgraph,
      request: fetchRequest(primary, raw),
      complete: (event, context) => this.#completeEvent(primary, event, raw, coerced, context),
    };
  }

  #coerce(raw: Variables) {
    const definitions = this.operation.variableDefinitions ?? [];
    const { coerced, errors } = getVariableValues(this.schema, definitions, raw, { maxErrors: 50 });
    return errors ? { errors: errors.map(badVariable) } : { coerced };
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
    const sent = new Set<FetchStep>();
    if (planned.step) {
      await runStep(planned.step, {
        send: sendWith(this.fetchSubgraph, context),
        variables: raw,
        isTrue: (variable) => variables[variable] === true,
        data,
        errors,
        sent,
      });
    }
    const projection = project(planned.selectionFor(variables), data, planned.introspect(variables));
    // A fetch that failed leaves nulls behind: they are told once, by the fetch's own error.
    const faults = errors.length > 0 ? [] : projection.errors;
    if (errors.length === 0 && faults.length === 0) return { data: projection.data };
    const found = clientErrors({
      data: projection.data,
      errors: [...errors, ...faults],
      plan: planned.plan,
      wasSent: (operation, path) =>
        [...sent].some(
          (step) => step.operation === operation && clientPath(step.path).join('.') === path.join('.'),
        ),
      log: context.log ?? this.log,
    });
    return { data: projection.data, ...(found.length > 0 && { errors: found }) };
  }
}

function sendWith(fetchSubgraph: FetchSubgraph, { forwardedHeaders, deadline }: OperationContext): SendFetch {
  return (subgraph, request) =>
    fetchSubgraph(
      subgraph,
      { ...request, headers: forwardedHeaders, remainingMs: deadline.remainingMs() },
      deadline.signal,
    );
}

function badVariable(error: GraphQLError): GraphQLError {
  return new GraphQLError(withoutSentValue(error.message), {
    nodes: error.nodes,
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
