import { type Caller, callerKey, type VerifiedSubgraphToken } from '@orrery/runtime';
import { CloseCode } from 'graphql-ws';
import type { WebSocket } from 'ws';

// Not one that says "refused": a gateway that was held up connects again, with a token that is good.
const EXPIRED = CloseCode.ConnectionInitialisationTimeout;

/** For whom a gateway keeps a connection, as long as the tokens last that it sends. */
export class ConnectionCaller {
  readonly caller: Caller;
  readonly #socket: WebSocket;
  #timer: NodeJS.Timeout | undefined;

  /** @param expiresAt Seconds since the epoch. */
  constructor(caller: Caller, expiresAt: number, socket: WebSocket) {
    this.caller = caller;
    this.#socket = socket;
    this.#lastUntil(expiresAt);
    socket.once('close', () => clearTimeout(this.#timer));
  }

  /** Goes on with the next token; with one that is not good, or another caller's, the connection ends with 4403. */
  async renew(token: Promise<VerifiedSubgraphToken>): Promise<void> {
    const next = await token.catch(() => undefined);
    if (next && callerKey(next.caller) === callerKey(this.caller)) this.#lastUntil(next.expiresAt);
    else this.#socket.close(CloseCode.Forbidden, 'Forbidden');
  }

  #lastUntil(expiresAt: number): void {
    clearTimeout(this.#timer);
    const leftMs = Math.max(0, expiresAt * 1_000 - Date.now());
    this.#timer = setTimeout(() => this.#socket.close(EXPIRED, 'Token expired'), leftMs).unref();
  }
}
