import { expect } from 'vitest';
import type { Monolith } from './monolith.js';
import type { Outcome } from './running-supergraph.js';
import type { Case, SubgraphCall } from './supergraph-case.js';

/** Holds what came of a case against what it expects, and against the monolith. */
export async function expectOutcome(
  entry: Case,
  { answer, calls }: Outcome,
  monolith: Monolith,
): Promise<void> {
  const { errors = [] } = entry;
  const asked = [...calls.map(requestLine), ...(answer.errors ?? []).map(({ message }) => message)].join(
    '\n',
  );
  expect(answer.errors?.map((error) => told(error, errors)) ?? [], asked).toEqual(errors);
  if (entry.data !== undefined) expect(text(answer.data), asked).toBe(text(entry.data));
  const hasOracle = entry.oracle ?? errors.length === 0;
  if (hasOracle) {
    const { data, errors: faults } = await monolith.answer(entry);
    expect(faults, 'the monolith itself').toBeUndefined();
    expect(text(answer.data), asked).toBe(text(data));
  }
  expect(hasOracle || entry.data !== undefined || errors.length > 0, 'the case expects nothing').toBe(true);
  if (entry.fetches) expect(countsOf(calls), asked).toEqual(entry.fetches);
  entry.sent?.(calls);
}

// Compares only the fields that any expected error names.
function told(
  { message, path, extensions }: NonNullable<Outcome['answer']['errors']>[number],
  expected: NonNullable<Case['errors']>,
): object {
  const { code, subgraph } = extensions;
  return {
    ...(path && { path }),
    code,
    ...(subgraph !== undefined && { subgraph }),
    ...(expected.some((error) => error.message !== undefined) && { message }),
  };
}

function requestLine({ subgraph, query, variables }: SubgraphCall): string {
  return `${subgraph}: ${query} ${JSON.stringify(variables)}`;
}

function text(data: unknown): string {
  return JSON.stringify(data, null, 1) ?? 'nothing';
}

function countsOf(calls: Outcome['calls']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { subgraph } of calls) counts[subgraph] = (counts[subgraph] ?? 0) + 1;
  return counts;
}
