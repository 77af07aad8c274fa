import type { FailpointName } from './failpoint-names.js';

/** When a process dies at a point: at its so-many-th pass, or at each with a chance (from 0 to 1). */
export type Trigger =
  | { readonly kind: 'pass'; readonly at: number }
  | { readonly kind: 'chance'; readonly chance: number; readonly random: () => number };

/** The points at which this process is to die. */
export type Triggers = ReadonlyMap<FailpointName, Trigger>;

// Of the process, as its death is.
let armed: Triggers | undefined;
const passes = new Map<FailpointName, number>();

/**
 * A point at which this process can be made to die, as by a power failure: nothing is flushed, closed or told. Without
 * {@link armFailpoints} it does nothing.
 */
export function failpoint(name: FailpointName): void {
  if (armed !== undefined) pass(name, armed);
}

/** Makes the process die at these points from now on; at none when there are none. Passes are counted anew. */
export function armFailpoints(triggers: Triggers): void {
  passes.clear();
  armed = triggers.size > 0 ? triggers : undefined;
}

function pass(name: FailpointName, triggers: Triggers): void {
  const trigger = triggers.get(name);
  if (!trigger) return;
  const nth = (passes.get(name) ?? 0) + 1;
  passes.set(name, nth);
  const isDue = trigger.kind === 'pass' ? nth === trigger.at : trigger.random() < trigger.chance;
  // The signal is taken before the call returns: nothing after it runs.
  if (isDue) process.kill(process.pid, 'SIGKILL');
}
