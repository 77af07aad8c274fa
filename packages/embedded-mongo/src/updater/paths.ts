import { CommandError } from '../errors.js';
import { isArrayIndex } from '../matcher/walk.js';

/** Checks an update path and splits it. */
export function splitUpdatePath(path: string): string[] {
  if (path === '') throw new CommandError('EmptyFieldName', 'An empty update path is not valid.');
  const steps = path.split('.');
  if (steps.includes('')) {
    throw new CommandError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  }
  for (const [at, step] of steps.entries()) checkStep(path, step, at);
  return steps;
}

function checkStep(path: string, step: string, at: number): void {
  if (!step.startsWith('$')) return;
  if (at === 0 && (step === '$' || step.startsWith('$['))) {
    throw new CommandError(
      'BadValue',
      `Cannot have positional (i.e. '${step}') element in the first position in path '${path}'`,
    );
  }
  if (step === '$' || /^\$\[\w*\]$/.test(step)) return;
  throw new CommandError(
    'DollarPrefixedFieldName',
    `The dollar ($) prefixed field '${step}' in '${path}' is not allowed for storage.`,
  );
}

/** Field order in which changes are applied: by name, positions by number. */
export function compareSteps(a: readonly string[], b: readonly string[]): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const [left, right] = [a[at]!, b[at]!];
    if (left === right) continue;
    if (isArrayIndex(left) && isArrayIndex(right)) return Number(left) - Number(right);
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** Refuses two changes of which one's path is, or lies inside of, the other's; code 40. */
export class PathConflicts {
  private readonly taken = new Set<string>();
  private readonly inside = new Set<string>();

  claim(steps: readonly string[]): void {
    const path = steps.join('.');
    for (let length = 1; length <= steps.length; length++) {
      const prefix = steps.slice(0, length).join('.');
      if (this.taken.has(prefix)) throw conflict(path, prefix);
    }
    if (this.inside.has(path)) throw conflict(path, path);
    this.taken.add(path);
    for (let length = 1; length < steps.length; length++) this.inside.add(steps.slice(0, length).join('.'));
  }
}

function conflict(path: string, at: string): CommandError {
  return new CommandError(
    'ConflictingUpdateOperators',
    `Updating the path '${path}' would create a conflict at '${at}'`,
  );
}
