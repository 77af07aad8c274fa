import type { QueryPlan } from '@apollo/query-planner';
import { type Logger, maskError } from '@orrery/runtime';
import { GraphQLError } from 'graphql';
import { SubgraphFailure, type ToldError } from '../transports/http/subgraph-failure.js';
import { FetchFailure } from './fetch-failure.js';
import { nulledAncestors, nullPositions, type ResponsePath } from './null-positions.js';
import { clientPath } from './plan/safe-aliases.js';
import { fetchesOf, fieldsOf } from './plan-fetches.js';
import { ToldBySubgraph } from './told-by-subgraph.js';

/** What an execution ended with, and what is needed to say where data is missing. */
export interface Outcome {
  readonly data: unknown;
  /** Those of the fetches, and after them the faults of the projection. */
  readonly errors: readonly Error[];
  readonly plan: QueryPlan | undefined;
  /** Whether a fetch of the plan was sent; one that was not waited for another that failed. */
  readonly wasSent: (operation: string, path: ResponsePath) => boolean;
  readonly log: Logger;
}

/**
 * The errors that a client may see: each with a code, a path to the field that is missing, and the subgraph's name; never
 * an address, a stack or a query. Errors that subgraphs told keep their message, code and further extensions.
 */
export function clientErrors(outcome: Outcome): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const claimed = new Set<string>();
  for (const error of outcome.errors) {
    if (isExplained(error, errors)) continue;
    const found =
      error instanceof FetchFailure
        ? failureErrors(error, outcome, claimed)
        : [toldOrOwn(error, outcome.log)];
    for (const entry of found) claimed.add(JSON.stringify(entry.path));
    errors.push(...found);
  }
  return errors;
}

// A fetch that failed leaves nulls behind, and so does an error that a subgraph told: those are told once.
function isExplained(error: Error, told: readonly GraphQLError[]): boolean {
  if (!isFault(error)) return false;
  if (error.extensions.isMissing === true && told.some((one) => !isFault(one))) return true;
  const at = error.path ?? [];
  return told.some(({ path }) => path && (startsWith(at, path) || startsWith(path, at)));
}

function isFault(error: Error): error is GraphQLError {
  return error instanceof GraphQLError && error.extensions.code === 'INVALID_GRAPHQL';
}

function failureErrors(failure: FetchFailure, outcome: Outcome, claimed: Set<string>): GraphQLError[] {
  const { cause, path } = failure;
  const { log } = outcome;
  const positions = missingPositions(failure, outcome).filter((at) => !claimed.has(JSON.stringify(at)));
  if (!(cause instanceof SubgraphFailure)) {
    const { message, extensions } = maskError(cause, log);
    return positions.map((at) => new GraphQLError(message, { path: at, extensions: { ...extensions } }));
  }
  const { subgraph, reason, code, told } = cause;
  if (told.length === 0) {
    log.warn({ subgraph, reason, err: cause.cause }, 'a subgraph gave no usable answer');
    return positions.map(
      (at) => new GraphQLError(cause.message, { path: at, extensions: { code, subgraph } }),
    );
  }
  return told.flatMap((error) => {
    // Paths that a subgraph tells count from its own root, which is the client's only for a fetch at the root.
    const places = path.length === 0 && error.path ? [clientPath(error.path)] : positions;
    return places.map((at) => toldError(error, subgraph, at));
  });
}

function missingPositions(failure: FetchFailure, outcome: Outcome): ResponsePath[] {
  const { data, plan } = outcome;
  const fields = fieldsOf(failure.operation);
  const exact = nullPositions(data, failure.path, fields);
  const all = plan ? fetchesOf(plan) : [];
  const own = all.findIndex((fetch) => isSame(fetch, failure));
  const waited = all
    .slice(own + 1)
    .filter((fetch) => startsWith(fetch.path, failure.path) && !outcome.wasSent(fetch.operation, fetch.path))
    .flatMap((fetch) => nullPositions(data, fetch.path, fieldsOf(fetch.operation)));
  const positions = [...exact, ...waited];
  if (positions.length > 0) return positions;
  const nulled = nulledAncestors(data, failure.path, fields);
  if (nulled.length > 0) return nulled;
  const place = failure.path.filter((part) => part !== '@');
  return fields.slice(0, 1).map((field) => [...place, field]);
}

function isSame(
  fetch: { operation: string; path: ResponsePath },
  failure: { operation: string; path: ResponsePath },
): boolean {
  return fetch.operation === failure.operation && fetch.path.join('.') === failure.path.join('.');
}

function startsWith(path: ResponsePath, start: ResponsePath): boolean {
  return start.every((part, index) => path[index] === part);
}

function toldOrOwn(error: Error, log: Logger): GraphQLError {
  if (error instanceof ToldBySubgraph) return toldError(error.told, error.subgraph, error.path);
  if (isFault(error)) {
    log.warn({ path: error.path }, `a subgraph's data does not fit the schema: ${error.message}`);
    return new GraphQLError(error.message, {
      path: error.path,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  }
  const { message, extensions } = maskError(error, log);
  return new GraphQLError(message, { extensions: { ...extensions } });
}

// What servers put into extensions for their own developers, or to steer the HTTP response that carries them.
const PRIVATE_EXTENSIONS = new Set([
  'serviceName',
  'service',
  'stacktrace',
  'stack',
  'exception',
  'originalError',
  'debugMessage',
  'url',
  'query',
  'variables',
  'request',
  'response',
  'http',
]);

/** An error that a subgraph told, as a client may see it, at its place in the client's response. */
export function toldError(error: ToldError, subgraph: string, path: ResponsePath | undefined): GraphQLError {
  const shown = Object.entries(error.extensions ?? {}).filter(([key]) => !PRIVATE_EXTENSIONS.has(key));
  return new GraphQLError(error.message, {
    path,
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...Object.fromEntries(shown), subgraph },
  });
}
