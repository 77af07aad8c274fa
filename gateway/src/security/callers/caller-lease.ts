import type { Identity } from './callers.js';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Why a stream may go on no longer. */
export type LeaseEnd = 'expired' | 'ended';

/** How long a stream may run on behalf of a caller: until the caller's token ends, or a newer one of the same caller. */
export class CallerLease {
  #identity: Identity;
  #timer: NodeJS.Timeout | undefined;
  readonly #onEnd: (reason: LeaseEnd) => void;

  /** @param onEnd called once, unless the lease is given back before */
  constructor(identity: Identity, onEnd: (reason: LeaseEnd) => void) {
    this.#identity = identity;
    this.#onEnd = onEnd;
    this.#schedule();
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Goes on with another token. */
  renew(identity: Identity): void {
    this.#identity = identity;
    this.#schedule();
  }

  /** Ends it at once. */
  end(reason: LeaseEnd): void {
    clearTimeout(this.#timer);
    this.#onEnd(reason);
  }

  /** Gives it back: nothing is told any more. */
  release(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { caller } = this.#identity;
    if (caller.kind === 'anonymous') return;
    const leftMs = caller.expiresAt * 1_000 - Date.now();
    this.#timer = setTimeout(
      () => (leftMs > LONGEST_TIMER_MS ? this.#schedule() : this.end('expired')),
      Math.min(Math.max(leftMs, 0), LONGEST_TIMER_MS),
    ).unref();
  }
}
