import { WireFailure } from './wire-failure.js';

/** Gathers a body that comes in pieces, up to a limit. Pieces are copied: what they are read into is used again. */
export class BodyBytes {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #length = 0;

  /** @param limit most bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  /** @throws WireFailure `too large` when the body is past the limit with these */
  add(from: Buffer, start: number, end: number): void {
    this.#length += end - start;
    if (this.#length > this.#limit) throw tooLarge(this.#limit);
    this.#parts.push(Buffer.from(from.subarray(start, end)));
  }

  /** All pieces in one, once. */
  take(): Buffer {
    const parts = this.#parts;
    this.clear();
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  clear(): void {
    this.#parts = [];
    this.#length = 0;
  }
}

/** The failure of a body that is past `limit` bytes. */
export function tooLarge(limit: number): WireFailure {
  return new WireFailure('too large', `the body is larger than ${limit} bytes`);
}
