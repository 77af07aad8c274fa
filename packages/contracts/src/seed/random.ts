const TWO_32 = 4294967296;

/** A source of numbers that depend on nothing but its name and index. Integer arithmetic only: same on every machine. */
export interface Random {
  /** An integer from 0 to `bound - 1`. */
  int(bound: number): number;
  /** An integer from `min` to `max`, both included. */
  between(min: number, max: number): number;
  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** An index of `weights`, as often as its weight says. */
  weighted(weights: readonly number[]): number;
}

function hash(text: string): number {
  let value = 0x811c9dc5; // FNV-1a, 32 bits
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b); // MurmurHash3's finalizer
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The random source of item `index` of `stream`: each item has its own, so that it can be made without the others. */
export function randomOf(stream: string, index: number): Random {
  let state = mix(hash(stream) ^ mix(index + 1));
  const int = (bound: number) => {
    state = (state + 0x9e3779b9) | 0;
    return Math.floor((mix(state) * bound) / TWO_32);
  };
  return {
    int,
    between: (min, max) => min + int(max - min + 1),
    chance: (percent) => int(100) < percent,
    pick: (items) => items[int(items.length)]!,
    weighted(weights) {
      let rest = int(weights.reduce((sum, weight) => sum + weight, 0));
      return weights.findIndex((weight) => {
        rest -= weight;
        return rest < 0;
      });
    },
  };
}
