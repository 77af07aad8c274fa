import { SubgraphFailure, type ToldError } from './subgraph-failure.js';

/** A subgraph's answer that has data, whole or in part. */
export interface SubgraphResponse {
  readonly data: Record<string, unknown>;
  readonly errors: readonly ToldError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a subgraph's answer.
 * @throws SubgraphFailure when it is not a GraphQL response, or when it has no data: then with the errors it told,
 * whatever its HTTP status (a 401 with a GraphQL body is the subgraph's own word, not an outage).
 */
export function parseSubgraphResponse(subgraph: string, status: number, body: string): SubgraphResponse {
  const succeeded = status >= 200 && status < 300;
  const parsed = parseObject(body);
  const errors = toldErrors(parsed?.errors);
  if (parsed === undefined || errors === undefined) {
    throw new SubgraphFailure(subgraph, succeeded ? 'not GraphQL' : 'bad status', {
      cause: new Error(`HTTP status ${status}, ${body.length} characters`),
    });
  }
  const { data, extensions } = parsed;
  if (isObject(data)) return isObject(extensions) ? { data, errors, extensions } : { data, errors };
  if (errors.length > 0) throw new SubgraphFailure(subgraph, 'refused', { told: errors });
  throw new SubgraphFailure(subgraph, succeeded ? 'not GraphQL' : 'bad status', {
    cause: new Error(`HTTP status ${status}, neither data nor errors`),
  });
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The errors of a response; undefined when they are not in the form that GraphQL gives them. */
export function toldErrors(value: unknown): ToldError[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const errors: ToldError[] = [];
  for (const entry of value as unknown[]) {
    if (!isObject(entry) || typeof entry.message !== 'string') return undefined;
    errors.push({
      message: entry.message,
      ...(isPath(entry.path) && { path: entry.path }),
      ...(isObject(entry.extensions) && { extensions: entry.extensions }),
    });
  }
  return errors;
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string' || typeof part === 'number');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
