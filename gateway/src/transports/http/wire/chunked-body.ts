import type { BodyBytes } from './body-bytes.js';
import { WireFailure } from './wire-failure.js';

const LF = 10;
// Sizes, extensions and trailers are dropped as they are read; without a bound they could go on for ever.
const MAX_LINE_BYTES = 16_384;

/** Takes the chunks of a body apart (RFC 9112, 7.1), however the bytes are cut; extensions and trailers are dropped. */
export class ChunkedBody {
  readonly #bytes: BodyBytes;
  #part: 'size' | 'data' | 'end of data' | 'trailer' = 'size';
  #left = 0;
  #line = '';
  #trailerBytes = 0;

  constructor(bytes: BodyBytes) {
    this.#bytes = bytes;
  }

  /** Makes ready for the next body. */
  reset(): void {
    this.#part = 'size';
    this.#line = '';
    this.#trailerBytes = 0;
  }

  /**
   * Reads on. Returns where the body ended in `buffer`, or -1 when it goes on.
   * @throws WireFailure `not HTTP`, and `too large` from the body.
   */
  read(buffer: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to) {
      if (this.#part === 'data') {
        const end = Math.min(to, at + this.#left);
        this.#bytes.add(buffer, at, end);
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#part = 'end of data';
        continue;
      }
      const newline = buffer.indexOf(LF, at);
      const end = newline < 0 || newline >= to ? to : newline + 1;
      this.#line += buffer.toString('latin1', at, end);
      if (this.#line.length > MAX_LINE_BYTES) throw malformed();
      at = end;
      if (this.#line.endsWith('\n') && this.#endLine()) return at;
    }
    return -1;
  }

  // Whether the line that was read ends the body.
  #endLine(): boolean {
    if (!this.#line.endsWith('\r\n')) throw malformed();
    const line = this.#line.slice(0, -2);
    this.#line = '';
    if (this.#part === 'trailer') {
      this.#trailerBytes += line.length;
      if (this.#trailerBytes > MAX_LINE_BYTES) throw malformed();
      return line === '';
    }
    if (this.#part === 'end of data') {
      if (line !== '') throw malformed();
      this.#part = 'size';
      return false;
    }
    const size = /^([0-9a-f]{1,12})[ \t]*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) throw malformed();
    this.#left = Number.parseInt(size, 16);
    this.#part = this.#left === 0 ? 'trailer' : 'data';
    return false;
  }
}

function malformed(): WireFailure {
  return new WireFailure('not HTTP', 'the chunks of the body are malformed');
}
