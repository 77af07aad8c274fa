import type { FetchStep, Step } from './compiled-plan.js';
import { fetchStepsOf } from './fetch-steps.js';

/**
 * Finds the fetches of a plan that ask the same of a subgraph about objects of different places and may be ready at the same
 * time: those that are next to each other in what runs in parallel. Each is told of its `companions`.
 */
export function findCompanions(step: Step | undefined): void {
  switch (step?.kind) {
    case 'parallel':
      step.steps.forEach((branch, i) => {
        introduce(fetchStepsOf(branch), step.steps.slice(i + 1).flatMap(fetchStepsOf));
      });
      step.steps.forEach(findCompanions);
      return;
    case 'sequence':
      step.steps.forEach(findCompanions);
      return;
    case 'condition':
      [step.whenTrue, step.whenFalse].forEach(findCompanions);
      return;
    case 'defer': // its parts run by themselves
      [step.primary, ...step.deferred.map((part) => part.step)].forEach(findCompanions);
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
