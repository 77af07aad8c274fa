import { encodeCompound } from '../bsonkey/index.js';
import { CommandError } from '../errors.js';
import { type Document, isDocument, own } from '../types.js';
import type { Index } from './index-spec.js';

/** The keys of one document in one index, each encoded as one compound. */
export interface IndexKeys {
  readonly keys: readonly Uint8Array[];
  /** Paths on which an array was met. */
  readonly arrays: readonly string[];
}

const NONE: IndexKeys = { keys: [], arrays: [] };
const POSITION = /^(?:0|[1-9]\d*)$/;

/** One field on its way down: the value reached, and the steps still to go. */
interface Walk {
  readonly path: string;
  readonly value: unknown;
  readonly rest: readonly string[];
  /** The steps taken, joined: names the array that was met. */
  readonly taken: string;
  /** False once an array at the end was opened: its elements are not opened again. */
  readonly opens: boolean;
}

/** Goes down until an array has to be opened or the end is reached. */
function descend(walk: Walk): Walk {
  let { value, taken } = walk;
  let at = 0;
  while (at < walk.rest.length) {
    const step = walk.rest[at]!;
    if (Array.isArray(value)) {
      if (!POSITION.test(step)) break;
      value = (value as unknown[])[Number(step)];
    } else if (isDocument(value)) value = own(value, step);
    else {
      value = undefined;
      at = walk.rest.length;
      break;
    }
    taken = taken === '' ? step : `${taken}.${step}`;
    at++;
  }
  return { ...walk, value, taken, rest: walk.rest.slice(at) };
}

/** Stands for the key of an empty array, which is less than null. */
const EMPTY_ARRAY = Symbol('empty array');

/** A path does not go through an array that lies directly in an array, unless it names the position. */
function intoItem(walk: Walk, item: unknown): Walk {
  const next = walk.rest[0];
  if (next === undefined) return { ...walk, value: item, opens: false };
  if (Array.isArray(item) && !POSITION.test(next)) return { ...walk, value: undefined, rest: [] };
  return { ...walk, value: item };
}

function isOpenArray(walk: Walk): boolean {
  return Array.isArray(walk.value) && (walk.rest.length > 0 || walk.opens);
}

class KeyBuilder {
  readonly found = new Map<string, Uint8Array>();
  readonly arrays = new Set<string>();
  /** True when at least one indexed field exists in the document. */
  present = false;

  constructor(private readonly index: Index) {}

  expand(fields: readonly Walk[]): void {
    const walks = fields.map(descend);
    const opened = walks.filter(isOpenArray);
    if (opened.length === 0) {
      this.emit(walks.map((walk) => walk.value));
      return;
    }
    const array = opened[0]!.value as unknown[];
    for (const walk of opened) {
      if (walk.value !== array) this.refuseParallel(opened[0]!, walk);
      this.arrays.add(walk.path);
    }
    if (array.length === 0) {
      // MongoDB holds an empty array as undefined, and what would be inside of one as missing
      this.present = true;
      const empty = (walk: Walk) => (walk.rest.length === 0 ? EMPTY_ARRAY : undefined);
      this.emit(walks.map((walk) => (opened.includes(walk) ? empty(walk) : walk.value)));
      return;
    }
    for (const item of array) {
      this.expand(walks.map((walk) => (opened.includes(walk) ? intoItem(walk, item) : walk)));
    }
  }

  private refuseParallel(one: Walk, other: Walk): never {
    throw new CommandError(
      'CannotIndexParallelArrays',
      `cannot index parallel arrays [${last(other.taken)}] [${last(one.taken)}]`,
    );
  }

  private emit(found: readonly unknown[]): void {
    if (found.some((value) => value !== undefined)) this.present = true;
    const values = found.map((value) => (value === EMPTY_ARRAY ? undefined : (value ?? null)));
    const key = encodeCompound(values, this.index.directions);
    this.found.set(Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1'), key);
  }
}

function last(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/**
 * The index keys of a document; none when a sparse or partial index leaves it out.
 * @throws CommandError CannotIndexParallelArrays
 */
export function indexKeys(index: Index, document: Document): IndexKeys {
  if (index.partialMatcher && !index.partialMatcher.matches(document)) return NONE;
  const builder = new KeyBuilder(index);
  builder.expand(
    index.paths.map((path) => ({ path, value: document, rest: path.split('.'), taken: '', opens: true })),
  );
  if (index.sparse && !builder.present) return NONE;
  return { keys: [...builder.found.values()], arrays: [...builder.arrays] };
}
