import type { ExecutionResult } from 'graphql';
import type { Answer } from './graph-client.js';

/** What is compared of an answer: its data, and its errors by path and code, in no order. */
export interface Comparable {
  readonly data: unknown;
  readonly errors: readonly string[];
}

/** An answer of the gateway. */
export function comparable({ data, errors = [] }: Answer): Comparable {
  return {
    data: data ?? null,
    errors: sorted(errors.map(({ path, extensions }) => [path, extensions?.code])),
  };
}

/** An answer of the monolith: what its resolvers threw, with the code that a server would give it. */
export function comparableResult({ data, errors = [] }: ExecutionResult): Comparable {
  const entries = errors.map(({ path, extensions, originalError }) => {
    return [path, (originalError as { code?: unknown } | undefined)?.code ?? extensions?.code];
  });
  return { data: JSON.parse(JSON.stringify(data ?? null)), errors: sorted(entries) };
}

function sorted(entries: readonly unknown[]): string[] {
  return entries.map((entry) => JSON.stringify(entry)).sort();
}
