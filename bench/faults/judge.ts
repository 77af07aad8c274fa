import { isDeepStrictEqual } from 'node:util';
import type { FaultedOperation } from './cases.js';
import type { Fault } from './faults.js';

/** An answer as a client reads it. */
export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly path?: readonly (string | number)[];
    readonly extensions?: { readonly code?: string; readonly subgraph?: string };
  }[];
}

const LATE = new Set<Fault>(['hung before headers', 'hung in the body', 'slow drip']);

/** What is not right in an answer that was given during a fault; `whole` is the one that is given without. */
export function faultsOf(
  answer: Answer,
  whole: Answer,
  asked: FaultedOperation,
  { victim, fault }: { readonly victim: { readonly name: string }; readonly fault: Fault },
): string[] {
  const faults: string[] = [];
  const expected = withoutLost(whole.data, asked.lost);
  if (!isDeepStrictEqual(answer.data, expected)) {
    faults.push(`data ${JSON.stringify(answer.data)} in place of ${JSON.stringify(expected)}`);
  }
  const paths = asked.errorPath ? [asked.errorPath] : asked.lost;
  const told = (answer.errors ?? []).map(({ path }) => (path ?? []).join('.')).sort();
  const due = paths.map((path) => path.join('.')).sort();
  if (!isDeepStrictEqual(told, due)) faults.push(`errors at ${told.join(' ')} in place of ${due.join(' ')}`);
  const code = LATE.has(fault) ? 'DEADLINE_EXCEEDED' : 'SUBGRAPH_UNAVAILABLE';
  for (const { extensions } of answer.errors ?? []) {
    if (extensions?.subgraph !== victim.name || extensions.code !== code) {
      faults.push(`an error of ${extensions?.subgraph} with ${extensions?.code} in place of ${code}`);
    }
  }
  return faults;
}

function withoutLost(data: unknown, lost: FaultedOperation['lost']): unknown {
  if (lost.some((path) => path.length === 0)) return null;
  const copy: unknown = structuredClone(data);
  for (const path of lost) {
    let at = copy as Record<string | number, unknown>;
    for (const part of path.slice(0, -1)) at = at[part] as Record<string | number, unknown>;
    at[path.at(-1) as string | number] = null;
  }
  return copy;
}
