import type { OperationDeadline } from '../executor/operation-context.js';
import type { Cancellation } from '../transports/http/subgraph-request.js';

/**
 * The deadline of one client's request. Most operations end long before it: the signal and its timer are made when somebody
 * asks for the signal, and the timer is taken back when the operation has ended.
 */
export class RequestDeadline implements OperationDeadline, Cancellation {
  readonly #endsAt: number;
  #controller: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isLeft = false;

  /** @param timeoutMs Milliseconds from now. */
  constructor(timeoutMs: number) {
    this.#endsAt = performance.now() + timeoutMs;
  }

  remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      const controller = new AbortController();
      this.#controller = controller;
      if (this.#isLeft) controller.abort();
      else this.#timer = setTimeout(() => controller.abort(timedOut()), this.remainingMs());
    }
    return this.#controller.signal;
  }

  /** Whether the client went away. When time is over is known to each fetch. */
  get aborted(): boolean {
    return this.#isLeft;
  }

  get cancellation(): Cancellation {
    return this;
  }

  /** The client went away: nobody waits for the answer any more. */
  leave(): void {
    this.#isLeft = true;
    clearTimeout(this.#timer);
    this.#controller?.abort();
  }

  /** The operation has ended: nothing aborts any more. */
  end(): void {
    clearTimeout(this.#timer);
  }
}

function timedOut(): DOMException {
  return new DOMException("The request's time is over.", 'TimeoutError');
}
