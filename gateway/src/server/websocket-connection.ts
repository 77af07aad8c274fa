import { CLOSE_CODE } from '@orrery/contracts';
import type { WebSocket } from 'ws';
import { type BufferLimits, Outbox } from '../subscriptions/outbox.js';

/** What a connection tells. */
export interface ConnectionEvents {
  /** The client did not keep up: its connection is being closed. */
  slow(): void;
}

// RFC 6455, 5.5: what is left of the 125 bytes of a close frame after the code.
const MOST_REASON_BYTES = 123;
const CLOSING_MS = 1_000; // then the socket is destroyed, whatever the client does

/** One client's WebSocket: messages to it are bounded, and closing it ends in time. */
export class WebSocketConnection {
  readonly #socket: WebSocket;
  readonly #outbox: Outbox;
  #isAlive = true;

  constructor(socket: WebSocket, limits: BufferLimits, events: ConnectionEvents) {
    this.#socket = socket;
    this.#outbox = new Outbox(
      {
        bufferedBytes: () => socket.bufferedAmount,
        write: (message, written) => socket.send(message, written),
      },
      limits,
      () => {
        events.slow();
        this.close(CLOSE_CODE.slowClient, 'Slow client');
      },
    );
    socket.on('pong', () => {
      this.#isAlive = true;
    });
  }

  /** Sends a message, or gives the client up; messages of a connection that is closing are dropped. */
  send(message: string): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#outbox.send(message);
  }

  /** Closes, with as much of the reason as a close frame holds; one that does not go through because the client reads nothing is destroyed 1 s later. */
  close(code: number, reason: string): void {
    this.#socket.close(code, fitting(reason));
    const timer = setTimeout(() => this.#socket.terminate(), CLOSING_MS).unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  /** Has something done once the connection is closed. */
  onClose(listener: () => void): void {
    if (this.#socket.readyState === this.#socket.CLOSED) listener();
    else this.#socket.once('close', listener);
  }

  /** Asks for a sign of life; a connection that gave none since the last time is destroyed. */
  checkAlive(): void {
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }
}

// A reason may have a client's own text in it: an operation's id.
function fitting(reason: string): string {
  if (Buffer.byteLength(reason) <= MOST_REASON_BYTES) return reason;
  const start = Buffer.from(reason).subarray(0, MOST_REASON_BYTES);
  return new TextDecoder().decode(start, { stream: true }); // without a character that was cut
}
