import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KeyRange, type KvReader, keyText, prefixRange } from './kv.js';
import { LmdbStore } from './lmdb-store.js';
import { Overlay } from './overlay.js';

const key = fc.uint8Array({ minLength: 1, maxLength: 3, max: 5 });
const value = fc.uint8Array({ minLength: 1, maxLength: 4 });
const change = fc.tuple(key, fc.option(value));
const range = fc.record({ start: key, end: key, reverse: fc.boolean() });

/** What a range should hold, from a plain map. */
function expected(model: Map<string, Uint8Array>, { start, end, reverse }: KeyRange): [string, string][] {
  const found = [...model.entries()]
    .filter(([text]) => text >= keyText(start) && text < keyText(end))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([text, bytes]): [string, string] => [text, Buffer.from(bytes).toString('hex')]);
  return reverse ? found.reverse() : found;
}

function read(kv: KvReader, wanted: KeyRange): [string, string][] {
  return [...kv.range(wanted)].map((entry) => [keyText(entry.key), Buffer.from(entry.value).toString('hex')]);
}

function apply(
  kv: { put(key: Uint8Array, value: Uint8Array): void; remove(key: Uint8Array): void },
  model: Map<string, Uint8Array>,
  changes: readonly [Uint8Array, Uint8Array | null][],
): void {
  for (const [at, bytes] of changes) {
    if (bytes) kv.put(at, bytes);
    else kv.remove(at);
    if (bytes) model.set(keyText(at), bytes);
    else model.delete(keyText(at));
  }
}

describe('the key-value space', () => {
  let folder: string;
  let store: LmdbStore;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-kv-'));
    store = LmdbStore.open(folder, false);
  });

  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function clear(): void {
    store.write((kv) => {
      for (const entry of [...kv.range({ start: Uint8Array.of(0), end: Uint8Array.of(255) })])
        kv.remove(entry.key);
    });
  }

  it('should read ranges in both directions as a sorted map does, within and after a write', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), range, (changes, wanted) => {
        clear();
        const model = new Map<string, Uint8Array>();
        store.write((kv) => {
          apply(kv, model, changes);
          expect(read(kv, wanted)).toEqual(expected(model, wanted));
        });
        expect(read(store.current, wanted)).toEqual(expected(model, wanted));
        expect(store.current.count(wanted)).toBe(expected(model, wanted).length);
      }),
      { numRuns: 150 },
    );
  });

  it('should show an overlay over a snapshot, while the snapshot does not move', () => {
    fc.assert(
      fc.property(
        fc.array(change),
        fc.array(change),
        fc.array(change),
        range,
        (before, over, later, wanted) => {
          clear();
          const base = new Map<string, Uint8Array>();
          store.write((kv) => apply(kv, base, before));
          const snapshot = store.snapshot();
          const overlay = new Overlay(snapshot);
          const seen = new Map(base);
          apply(overlay, seen, over);
          store.write((kv) => apply(kv, new Map(), later));
          expect(read(overlay, wanted)).toEqual(expected(seen, wanted));
          expect(overlay.count(wanted)).toBe(expected(seen, wanted).length);
          expect(read(snapshot, wanted)).toEqual(expected(base, wanted));
          snapshot.close();
        },
      ),
      { numRuns: 150 },
    );
  });

  it('should keep nothing of a write that throws', () => {
    clear();
    store.write((kv) => kv.put(Uint8Array.of(1), Uint8Array.of(1)));
    const failing = () =>
      store.write((kv) => {
        kv.put(Uint8Array.of(1), Uint8Array.of(9));
        kv.put(Uint8Array.of(2), Uint8Array.of(9));
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(read(store.current, prefixRange(Uint8Array.of(1)))).toEqual([['\x01', '01']]);
    expect(store.current.get(Uint8Array.of(2))).toBeUndefined();
  });
});
