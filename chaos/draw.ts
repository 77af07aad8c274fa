import { createHash } from 'node:crypto';

/** Draws from a seed: the same seed and name give the same draws, whatever else is drawn. */
export class Draw {
  #count = 0;

  constructor(private readonly name: string) {}

  /** Draws of another name. */
  of(name: string | number): Draw {
    return new Draw(`${this.name}/${name}`);
  }

  /** From 0 up to 1. */
  fraction(): number {
    const digest = createHash('sha256')
      .update(`${this.name}#${this.#count++}`)
      .digest();
    return digest.readUInt32BE() / 2 ** 32;
  }

  /** A whole number from 0 to `below`, which it is not. */
  below(below: number): number {
    return Math.floor(this.fraction() * below);
  }

  chance(share: number): boolean {
    return this.fraction() < share;
  }

  oneOf<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** All of them, in an order that is drawn. */
  shuffled<T>(items: readonly T[]): T[] {
    const places = items.map((item) => ({ item, place: this.fraction() }));
    return places.sort((a, b) => a.place - b.place).map(({ item }) => item);
  }
}
