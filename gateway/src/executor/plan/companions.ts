import type { FetchStep, Step } from './compiled-plan.js';

/**
 * Finds the fetches of a plan that ask the same of a subgraph about objects of different places and may be ready at the same
 * time: those that are next to each other in what runs in parallel. Each is told of its `companions`.
 */
export function findCompanions(step: Step): void {
  fetchesBelow(step);
}

// All fetches below a step, with the companions among them found.
function fetchesBelow(step: Step): FetchStep[] {
  switch (step.kind) {
    case 'fetch':
      return [step];
    case 'sequence':
      return step.steps.flatMap(fetchesBelow);
    case 'parallel': {
      const branches = step.steps.map(fetchesBelow);
      branches.forEach((branch, i) => {
        for (const other of branches.slice(i + 1)) introduce(branch, other);
      });
      return branches.flat();
    }
    case 'condition':
      return [step.whenTrue, step.whenFalse].flatMap((branch) => (branch ? fetchesBelow(branch) : []));
    case 'defer':
      for (const part of [step.primary, ...step.deferred.map((deferred) => deferred.step)]) {
        if (part) fetchesBelow(part);
      }
      return []; // they run by themselves
  }
}

function introduce(fetches: readonly FetchStep[], others: readonly FetchStep[]): void {
  for (const one of fetches) {
    for (const other of others) {
      if (!asksTheSame(one, other)) continue;
      one.companions.push(other);
      other.companions.push(one);
    }
  }
}

function asksTheSame(one: FetchStep, other: FetchStep): boolean {
  return (
    one.subgraph === other.subgraph &&
    mayBeJoined(one) &&
    mayBeJoined(other) &&
    withoutName(one) === withoutName(other)
  );
}

function mayBeJoined({ representation, isMutation, contexts, rewriteOutput }: FetchStep): boolean {
  return representation !== undefined && !isMutation && !contexts && !rewriteOutput;
}

function withoutName({ operation, operationName }: FetchStep): string {
  return operationName === undefined ? operation : operation.replace(operationName, '');
}
