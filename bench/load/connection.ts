import { connect, type Socket } from 'node:net';

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  /** The status line and the fields. */
  readonly head: string;
  /** The body's bytes; chunked ones with their framing. */
  readonly bodyBytes: number;
  readonly text: () => string;
}

const END_OF_CHUNKS = Buffer.from('\r\n0\r\n\r\n');

/**
 * One keep-alive connection of a client that sends, waits for the whole answer, and may send again. It looks at a
 * response's head only, so that load costs far less than serving it.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #parts: Buffer[] = [];
  #headBytes = 0;
  #status = 0;
  #head = '';
  #missing = -1; // -1 before the head, -2 in chunks
  #bytes = 0;
  #settle: ((answer: RawAnswer) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#fail?.(error));
    this.#socket.on('close', () => this.#fail?.(new Error('the gateway closed the connection')));
  }

  /** Sends a request's bytes. One at a time. @throws Error when the connection ends */
  send(request: Buffer): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
      this.#parts.length = 0;
      this.#missing = -1;
      this.#bytes = 0;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#fail = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#bytes += chunk.length;
    if (this.#missing === -1) this.#readHead();
    else if (this.#missing >= 0) this.#missing -= chunk.length;
    // JSON has no bare line ends in it: these bytes are the end of the chunks.
    const isWhole =
      this.#missing === -2
        ? chunk.subarray(-END_OF_CHUNKS.length).equals(END_OF_CHUNKS) || this.#isEndSplit()
        : this.#missing === 0;
    if (isWhole) this.#finish();
  }

  #readHead(): void {
    const bytes = this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts);
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = bytes.toString('latin1', 0, end);
    this.#headBytes = end + 4;
    this.#head = head;
    this.#status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.#missing = length === undefined ? -2 : Number(length) - (bytes.length - this.#headBytes);
  }

  #isEndSplit(): boolean {
    const last = this.#parts.at(-1) as Buffer;
    if (last.length >= END_OF_CHUNKS.length) return false;
    return Buffer.concat(this.#parts.slice(-7)).subarray(-END_OF_CHUNKS.length).equals(END_OF_CHUNKS);
  }

  #finish(): void {
    const [status, head, headBytes, parts] = [this.#status, this.#head, this.#headBytes, [...this.#parts]];
    const settle = this.#settle;
    this.#fail = undefined;
    settle?.({
      status,
      head,
      bodyBytes: this.#bytes - headBytes,
      text: () => unframed(Buffer.concat(parts).subarray(headBytes), this.#missing === -2),
    });
  }
}

function unframed(body: Buffer, isChunked: boolean): string {
  if (!isChunked) return body.toString();
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, line), 16);
    if (!(size > 0)) return Buffer.concat(parts).toString();
    parts.push(body.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
