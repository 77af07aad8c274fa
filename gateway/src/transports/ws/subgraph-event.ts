import { SubgraphFailure, type ToldError } from '../http/subgraph-failure.js';
import { toldErrors } from '../http/subgraph-response.js';

/** An event of a subscription as a subgraph sent it. */
export interface SubgraphEvent {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly ToldError[];
}

/** Reads an event's payload; one that is no GraphQL response becomes an error that says so. */
export function readEvent(subgraph: string, payload: unknown): SubgraphEvent {
  const { data, errors: sent } = isObject(payload) ? payload : {};
  const errors = toldErrors(sent);
  const hasData = isObject(data);
  if (errors && (hasData || errors.length > 0)) return { data: hasData ? data : null, errors };
  const { message, code } = new SubgraphFailure(subgraph, 'not GraphQL');
  return { data: null, errors: [{ message, extensions: { code } }] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
