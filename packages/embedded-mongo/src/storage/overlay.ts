import { type Entry, type KeyRange, type KvReader, keyOfText, keyText } from './kv.js';

/** Uncommitted puts and removes over an unchanged base; reads see both. */
export class Overlay implements KvReader {
  private readonly values = new Map<string, Uint8Array | undefined>();
  private readonly sorted: string[] = [];

  constructor(readonly base: KvReader) {}

  get(key: Uint8Array): Uint8Array | undefined {
    const text = keyText(key);
    return this.values.has(text) ? this.values.get(text) : this.base.get(key);
  }

  put(key: Uint8Array, value: Uint8Array): void {
    this.set(keyText(key), value);
  }

  remove(key: Uint8Array): void {
    this.set(keyText(key), undefined);
  }

  /** The changes in key order; a removed key has no value. */
  *changes(): Iterable<{ key: Uint8Array; value: Uint8Array | undefined }> {
    for (const text of this.sorted) yield { key: keyOfText(text), value: this.values.get(text) };
  }

  count(range: KeyRange): number {
    let count = this.base.count(range);
    for (const text of this.keysIn(range)) {
      const before = this.base.get(keyOfText(text)) !== undefined;
      const after = this.values.get(text) !== undefined;
      count += Number(after) - Number(before);
    }
    return count;
  }

  *range(range: KeyRange): Iterable<Entry> {
    const own = this.keysIn(range);
    if (range.reverse) own.reverse();
    const sign = range.reverse ? -1 : 1;
    let at = 0;
    for (const entry of this.base.range(range)) {
      const text = keyText(entry.key);
      while (at < own.length && sign * order(own[at]!, text) < 0) yield* this.own(own[at++]!);
      if (own[at] === text) yield* this.own(own[at++]!);
      else yield entry;
    }
    while (at < own.length) yield* this.own(own[at++]!);
  }

  private *own(text: string): Iterable<Entry> {
    const value = this.values.get(text);
    if (value) yield { key: keyOfText(text), value };
  }

  private keysIn({ start, end }: KeyRange): string[] {
    return this.sorted.slice(this.position(keyText(start)), this.position(keyText(end)));
  }

  private set(text: string, value: Uint8Array | undefined): void {
    if (!this.values.has(text)) this.sorted.splice(this.position(text), 0, text);
    this.values.set(text, value);
  }

  /** How many of the sorted keys are below the given one. */
  private position(text: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.sorted[middle]! < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
