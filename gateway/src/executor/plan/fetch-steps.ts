import type { FetchStep, Step } from './compiled-plan.js';

/** All fetches of a step that may run, in its order. */
export function fetchStepsOf(step: Step | undefined): readonly FetchStep[] {
  switch (step?.kind) {
    case 'fetch':
      return [step];
    case 'sequence':
    case 'parallel':
      return step.steps.flatMap(fetchStepsOf);
    case 'condition':
      return [step.whenTrue, step.whenFalse].flatMap(fetchStepsOf);
    case 'defer':
      return [step.primary, ...step.deferred.map((part) => part.step)].flatMap(fetchStepsOf);
    case undefined:
      return [];
  }
}
