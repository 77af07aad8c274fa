import type { ResponseObject } from '../plan/compiled-plan.js';

/** Something for each set of values that objects have under some names. */
export class ByValues<Found extends object> {
  readonly #names: readonly string[];
  readonly #found: Level<Found> = new Map();

  /** @param names at least one */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** What was found for the first object of the same values; `find` is asked at that first one. */
  get(object: ResponseObject, find: (object: ResponseObject) => Found): Found {
    const names = this.#names;
    const last = names.length - 1;
    let level = this.#found;
    for (let i = 0; i < last; i++) {
      const value = object[names[i] as string];
      let next = level.get(value) as Level<Found> | undefined;
      if (!next) {
        next = new Map();
        level.set(value, next);
      }
      level = next;
    }
    const value = object[names[last] as string];
    let found = level.get(value) as Found | undefined;
    if (!found) {
      found = find(object);
      level.set(value, found);
    }
    return found;
  }
}

// From the value under the first name to those under the second, and so on; at the last, what was found.
type Level<Found> = Map<unknown, Level<Found> | Found>;
