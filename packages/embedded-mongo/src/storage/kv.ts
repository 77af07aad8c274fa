/** Keys from `start` (inclusive) to `end` (exclusive), in byte order; descending when `reverse`. */
export interface KeyRange {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
  readonly reverse?: boolean;
}

export interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** One consistent state of the ordered key-value space that everything lives in. */
export interface KvReader {
  get(key: Uint8Array): Uint8Array | undefined;
  range(range: KeyRange): Iterable<Entry>;
  count(range: KeyRange): number;
}

/** A state that can be changed; changes are seen by later reads of the same writer. */
export interface KvWriter extends KvReader {
  /**
   * Declares the intent to write a key that only one transaction at a time may write: a document's or a
   * unique index entry's. Non-unique entries follow their document and need no claim.
   * @throws LockWait (plain writes) or CommandError WriteConflict (transactions)
   */
  claim(key: Uint8Array): void;
  put(key: Uint8Array, value: Uint8Array): void;
  remove(key: Uint8Array): void;
}

/** A key as a string whose order is the byte order; for maps and locks. */
export function keyText(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
}

export function keyOfText(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

export function joinKey(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = Buffer.allocUnsafe(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** All keys that begin with the prefix. */
export function prefixRange(prefix: Uint8Array): KeyRange {
  return { start: prefix, end: afterPrefix(prefix) };
}

function afterPrefix(prefix: Uint8Array): Uint8Array {
  const end = Buffer.from(prefix);
  for (let at = end.length - 1; at >= 0; at--) {
    if (end[at] !== 0xff) {
      end[at]! += 1;
      return end.subarray(0, at + 1);
    }
  }
  return Buffer.alloc(64, 0xff);
}
