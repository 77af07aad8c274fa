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

const DENIED = 'UNAUTHORIZED_FIELD_OR_TYPE';
const REFUSALS: readonly unknown[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];

type Path = readonly (string | number)[];

/**
 * The gateway's answer with what the monolith's resolvers refused in the place of what the gateway denied before it asked them:
 * where a denial covers it. One of the gateway stands for each element of a list, and for all that is below it or takes it along.
 */
export function asMonolithTells<Answer extends Pick<Comparable, 'errors'>>(
  gateway: Answer,
  monolith: Answer,
): Answer {
  const own = gateway.errors.map(asEntry);
  const denials = own.filter(([, code]) => code === DENIED).map(([path]) => path);
  if (denials.length === 0) return gateway;
  const covered = monolith.errors
    .map(asEntry)
    .filter(([path, code]) => REFUSALS.includes(code) && denials.some((denial) => isOnOneWay(denial, path)));
  const told = own.filter(([, code]) => code !== DENIED);
  return { ...gateway, errors: [...new Set(sorted([...told, ...covered]))] };
}

function asEntry(error: string): readonly [path: Path, code: unknown] {
  const [path, code] = JSON.parse(error) as [Path | null, unknown];
  return [path ?? [], code];
}

function isOnOneWay(denial: Path, path: Path): boolean {
  const steps = denial.filter((step) => !String(step).startsWith('... on '));
  return steps.every(
    (step, i) => i >= path.length || step === path[i] || (step === '@' && typeof path[i] === 'number'),
  );
}

function sorted(entries: readonly unknown[]): string[] {
  return entries.map((entry) => JSON.stringify(entry)).sort();
}
