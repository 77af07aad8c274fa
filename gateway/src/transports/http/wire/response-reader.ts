import { BodyBytes, tooLarge } from './body-bytes.js';
import { ChunkedBody } from './chunked-body.js';
import { parseHead, type ResponseHead } from './response-head.js';
import { WireFailure } from './wire-failure.js';

/** Bounds of one answer. */
export interface ResponseLimits {
  /** Largest head in bytes. */
  readonly headBytes: number;
  /** Largest body in bytes, as sent and again after decompression. */
  readonly bodyBytes: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const START = 'HTTP/1.';

/** Reads the answers of one connection, one after the other, however their bytes are cut. */
export class ResponseReader {
  readonly #limits: ResponseLimits;
  readonly #pieces: BodyBytes;
  readonly #chunks: ChunkedBody;
  #pendingHead: Buffer | undefined;
  #head: ResponseHead | undefined;
  #body: Buffer | undefined;
  #started = false;
  #clean = true;

  constructor(limits: ResponseLimits) {
    this.#limits = limits;
    this.#pieces = new BodyBytes(limits.bodyBytes);
    this.#chunks = new ChunkedBody(this.#pieces);
  }

  /** Whether any byte of the answer has come. */
  get started(): boolean {
    return this.#started;
  }

  /** The head, once `read` or `end` has said that the answer is complete. */
  get head(): ResponseHead {
    return this.#head as ResponseHead;
  }

  /** The body as sent, once complete. Valid only until the next read: it may lie in the buffer that was read. */
  get body(): Buffer {
    return this.#body as Buffer;
  }

  /** Whether the connection may carry another exchange after the complete answer. */
  get reusable(): boolean {
    return this.#clean && this.head.keepAlive;
  }

  /** Makes ready for the next answer. */
  reset(): void {
    this.#head = undefined;
    this.#body = undefined;
    this.#started = false;
    this.#pieces.clear();
  }

  /** Reads on; true when the answer is complete. @throws WireFailure `not HTTP` or `too large` */
  read(buffer: Buffer, size: number): boolean {
    this.#started = true;
    if (this.#head) return this.#readBody(buffer, 0, size);
    let bytes = buffer;
    let to = size;
    if (this.#pendingHead) {
      bytes = Buffer.concat([this.#pendingHead, buffer.subarray(0, size)]);
      to = bytes.length;
      this.#pendingHead = undefined;
    }
    return this.#readHead(bytes, to);
  }

  /** The connection ended; true when that completes the answer. */
  end(): boolean {
    const { chunked, length } = this.#head ?? { chunked: true, length: 0 };
    if (chunked || length !== undefined) return false;
    this.#clean = false;
    this.#body = this.#pieces.take();
    return true;
  }

  #readHead(bytes: Buffer, to: number): boolean {
    let from = 0;
    for (;;) {
      let end = bytes.indexOf(HEAD_END, from);
      if (end > to - HEAD_END.length) end = -1;
      if (end < 0 || end - from > this.#limits.headBytes) {
        this.#keepPartOfHead(bytes, from, to);
        return false;
      }
      const head = parseHead(bytes.toString('latin1', from, end));
      from = end + HEAD_END.length;
      if (head.status === 101) throw new WireFailure('not HTTP', 'the server switched protocols unasked');
      if (head.status < 200) {
        // Interim answers (RFC 9110, 15.2) come before the one that counts.
        if (from === to) return false;
        continue;
      }
      this.#head = head;
      if (head.status === 204 || head.status === 304) head.length = 0;
      if (head.length !== undefined && head.length > this.#limits.bodyBytes) {
        throw tooLarge(this.#limits.bodyBytes);
      }
      this.#chunks.reset();
      return this.#readBody(bytes, from, to);
    }
  }

  // What cannot become a head is refused at once: waiting for its end would take until the deadline.
  #keepPartOfHead(bytes: Buffer, from: number, to: number): void {
    const size = to - from;
    const start = bytes.toString('latin1', from, Math.min(to, from + START.length));
    if (!START.startsWith(start)) throw new WireFailure('not HTTP', 'the answer does not start as HTTP/1.1');
    if (size > this.#limits.headBytes) throw new WireFailure('not HTTP', 'the head is too large');
    if (size > 0) this.#pendingHead = Buffer.from(bytes.subarray(from, to));
  }

  #readBody(buffer: Buffer, from: number, to: number): boolean {
    const { length, chunked } = this.head;
    if (chunked) {
      const end = this.#chunks.read(buffer, from, to);
      return end >= 0 && this.#complete(this.#pieces.take(), end === to);
    }
    if (length === undefined) {
      if (to > from) this.#pieces.add(buffer, from, to);
      return false;
    }
    const missing = length - this.#pieces.length;
    const end = Math.min(to, from + missing);
    const isLast = end - from === missing;
    // The usual case: all of it is here, and need not be copied.
    if (isLast && this.#pieces.length === 0) return this.#complete(buffer.subarray(from, end), end === to);
    if (end > from) this.#pieces.add(buffer, from, end);
    return isLast && this.#complete(this.#pieces.take(), end === to);
  }

  // Bytes after the answer belong to no request: the connection is not used again.
  #complete(body: Buffer, clean: boolean): boolean {
    this.#body = body;
    this.#clean = clean;
    return true;
  }
}
