import type { SeedList } from './world.types.js';

/** A list of `length` items that are made by `make` each time they are asked for. */
export function lazyList<T>(length: number, make: (index: number) => T): SeedList<T> {
  return {
    length,
    at(index) {
      if (!Number.isInteger(index) || index < 0 || index >= length) {
        throw new RangeError(`no item ${index} in a list of ${length}`);
      }
      return make(index);
    },
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index++) yield make(index);
    },
  };
}

/** A list that is made as a whole when it is first used. */
export function lateList<T>(make: () => readonly T[]): SeedList<T> {
  let made: readonly T[] | undefined;
  const items = () => {
    made ??= make();
    return made;
  };
  return {
    get length() {
      return items().length;
    },
    at(index) {
      const item = items()[index];
      if (item === undefined) throw new RangeError(`no item ${index} in a list of ${items().length}`);
      return item;
    },
    [Symbol.iterator]: () => items()[Symbol.iterator](),
  };
}
