import { randomUUID } from 'node:crypto';
import type { GatewayConfig } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { Logger } from '@orrery/runtime';
import { GraphQLError } from 'graphql';
import type { Engine } from '../executor/engine.js';
import type { AroundFetch, OperationContext } from '../executor/operation-context.js';
import { PLAN_FORMAT_HEADER, PLAN_HEADER, shownPlan } from '../observability/shown-plan.js';
import { around } from '../observability/traced-fetches.js';
import { isRefusal } from '../pipeline/refusal.js';
import { RequestDeadline } from '../pipeline/request-deadline.js';
import { callerOfClaims } from '../security/authorization/caller-claims.js';
import { abortSignalIn } from './abort-signal.js';
import type { ApolloAnswer, ApolloRequest } from './apollo-types.js';
import { FederatedTrace } from './federated-trace.js';
import type { OperationGuards } from './operation-guards.js';
import { traceRequest } from './request-tracing.js';

/** How the requests of an Apollo Server are run. */
export interface RunOptions {
  readonly log: Logger;
  readonly guards: OperationGuards;
  readonly requestTimeoutMs: number;
  /** What of the client's headers goes on; of all, by lower-case name. */
  readonly forwarded: (headers: Readonly<Record<string, string>>) => Record<string, string>;
  /** Whether any header goes on. */
  readonly forwardsHeaders: boolean;
  /** Goes around the fetches of one request. */
  readonly around: (request: ApolloRequest) => AroundFetch | undefined;
  /** Told each plan before it runs. */
  readonly onPlan: (plan: QueryPlan, request: ApolloRequest) => void;
  readonly telemetry: GatewayConfig['telemetry'];
  /** Whether a client may ask for the plan by the header Apollo-Query-Plan-Experimental. */
  readonly exposePlan: boolean;
}

/** Runs a request of an Apollo Server on an engine. Resolves whatever subgraphs do: their faults are in `errors`. */
export async function runRequest(
  engine: Engine,
  request: ApolloRequest,
  options: RunOptions,
): Promise<ApolloAnswer> {
  const traced = traceRequest(request, options.telemetry);
  if (!traced) return run(engine, request, options, undefined);
  try {
    const answer = await run(engine, request, options, traced.aroundFetch);
    traced.end(answer);
    return answer;
  } catch (error) {
    traced.fail(error);
    throw error;
  }
}

async function run(
  engine: Engine,
  request: ApolloRequest,
  options: RunOptions,
  aroundFetch: AroundFetch | undefined,
): Promise<ApolloAnswer> {
  const { operation } = request;
  if (!operation) return { errors: [refusal('OPERATION_RESOLUTION_FAILURE', NO_OPERATION)] };
  if (operation.operation === 'subscription') return { errors: [refusal('BAD_REQUEST', NO_SUBSCRIPTION)] };
  const checked = options.guards.check(engine, operation, request);
  if (isRefusal(checked)) {
    return { errors: checked.errors.map(({ message, extensions }) => refusal(extensions?.code, message)) };
  }
  const trace = FederatedTrace.isWanted(request) ? new FederatedTrace(request) : undefined;
  const deadline = new RequestDeadline(options.requestTimeoutMs);
  const signal = abortSignalIn(request);
  const leave = () => deadline.leave();
  if (signal?.aborted) leave();
  signal?.addEventListener('abort', leave);
  const wrapped = aroundAll(trace, aroundFetch, options.around(request));
  const context = contextOf(request, deadline, options, wrapped);
  try {
    const prepared = await engine.prepare(checked, context);
    if (prepared.mayDefer) return { errors: [refusal('BAD_REQUEST', NO_DEFER)] };
    options.onPlan(prepared.plan, request);
    const answer = await prepared.execute({ variables: request.request.variables ?? {}, context });
    trace?.finish(prepared.plan);
    return options.exposePlan ? withPlan(answer, prepared.plan, request) : answer;
  } finally {
    deadline.end();
    signal?.removeEventListener('abort', leave);
  }
}

const NO_OPERATION = 'The document has no operation of this name, or several and no name was sent.';
const NO_SUBSCRIPTION = 'Subscriptions are not served here: send a query or a mutation.';
const NO_DEFER = '@defer is not served here: send the operation without it.';

function refusal(code: unknown, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}

// The server's trace sees what came back; the innermost may answer in the gateway's place.
function aroundAll(
  trace: FederatedTrace | undefined,
  ...inner: readonly (AroundFetch | undefined)[]
): AroundFetch | undefined {
  const outermost: AroundFetch | undefined = trace && ((fetch, send) => trace.around(fetch, send));
  return [outermost, ...inner].reduceRight(
    (within, outer) => (outer ? around(outer, within) : within),
    undefined,
  );
}

function contextOf(
  request: ApolloRequest,
  deadline: RequestDeadline,
  options: RunOptions,
  aroundFetch: AroundFetch | undefined,
): OperationContext {
  return {
    requestId: randomUUID(),
    deadline,
    forwardedHeaders: options.forwardsHeaders ? options.forwarded(headersOf(request)) : NO_HEADERS,
    claims: () => callerOfClaims(claimsIn(request.context)),
    log: options.log,
    aroundFetch,
  };
}

const NO_HEADERS = {};

// Where the surrounding server puts what it verified of a caller.
function claimsIn(context: unknown): unknown {
  return typeof context === 'object' && context !== null && 'claims' in context ? context.claims : undefined;
}

function headersOf({ request: { http } }: ApolloRequest): Record<string, string> {
  return Object.fromEntries(http?.headers ?? []);
}

function withPlan(answer: ApolloAnswer, plan: QueryPlan, { request: { http } }: ApolloRequest): ApolloAnswer {
  if (!http?.headers.get(PLAN_HEADER)) return answer;
  const format = http.headers.get(PLAN_FORMAT_HEADER) ?? undefined;
  return { ...answer, extensions: { ...answer.extensions, ...shownPlan(plan, format) } };
}
