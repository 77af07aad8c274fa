/** Where messages to one client go. */
export interface OutboxPipe {
  /** Bytes that were written and have not left this process. */
  bufferedBytes(): number;
  /** @param written called when the message has left this process, or never will */
  write(message: string, written: () => void): void;
}

/** How much may wait for one client. */
export interface BufferLimits {
  readonly bytes: number;
  readonly messages: number;
}

/**
 * The bounded buffer of one client, of all its operations together. The one rule: a message that comes while the buffer
 * holds its limit of bytes or of messages is not taken, and the client is given up. Others never wait for it.
 */
export class Outbox {
  readonly #pipe: OutboxPipe;
  readonly #limits: BufferLimits;
  readonly #giveUp: () => void;
  #waiting = 0;
  #isGivenUp = false;

  /** @param giveUp called once, when the client does not keep up */
  constructor(pipe: OutboxPipe, limits: BufferLimits, giveUp: () => void) {
    this.#pipe = pipe;
    this.#limits = limits;
    this.#giveUp = giveUp;
  }

  /** Takes a message; false when the client is given up. */
  send(message: string): boolean {
    if (this.#isGivenUp) return false;
    const { bytes, messages } = this.#limits;
    if (this.#waiting >= messages || this.#pipe.bufferedBytes() >= bytes) {
      this.#isGivenUp = true;
      this.#giveUp();
      return false;
    }
    this.#waiting++;
    this.#pipe.write(message, () => {
      this.#waiting--;
    });
    return true;
  }
}
