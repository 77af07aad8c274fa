import type { ClientSession } from 'mongoose';
import type { RunTransaction } from '../service/scopes.js';

const effectsOf = new WeakMap<ClientSession, (() => void)[]>();

/**
 * Has `effect` called once the session's transaction is committed, in the order in which they were given; not at all when it is
 * rolled back, and once when it is retried. It is lost when the process dies at that moment: for what may be, such as telling live
 * subscribers. It must not throw.
 * @param session one that `scope.transaction` or an event's handler was given @throws Error for any other
 */
export function afterCommit(session: ClientSession, effect: () => void): void {
  const effects = effectsOf.get(session);
  if (!effects) throw new Error("afterCommit wants the session of one of the service's transactions");
  effects.push(effect);
}

/** Transactions as `run` does them, with what {@link afterCommit} was given called after each. */
export function withEffects(run: RunTransaction): RunTransaction {
  return async (work) => {
    let effects: (() => void)[] = [];
    const result = await run((session) => {
      effects = []; // those of an attempt that was rolled back are none
      effectsOf.set(session, effects);
      return work(session);
    });
    for (const effect of effects) effect();
    return result;
  };
}
