import type { SeedList } from './world.types.js';

/** A list of `length()` items that are made by `make` each time they are asked for. */
export function lazyList<T>(length: () => number, make: (index: number) => T): SeedList<T> {
  return {
    get length() {
      return length();
    },
    at(index) {
      if (!Number.isInteger(index) || index < 0 || index >= length()) {
        throw new RangeError(`no item ${index} in a list of ${length()}`);
      }
      return make(index);
    },
    *[Symbol.iterator]() {
      for (let index = 0; index < length(); index++) yield make(index);
    },
  };
}

/** A value that is made when it is first asked for, and kept. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
