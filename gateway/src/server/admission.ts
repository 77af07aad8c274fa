/** Bounds of what a gateway works on at once. */
export interface AdmissionOptions {
  /** Most operations in work. @default 1000 */
  readonly maxOperations: number;
  /** Most operations that wait for one in work to end; their bodies are not read yet. @default 200 */
  readonly queue: number;
  /** How long one may wait; then it is shed. @default 200 */
  readonly queueMs: number;
  /** Delay of the event loop from which on the gateway takes less work than `maxOperations`. @default 50 */
  readonly maxDelayMs: number;
}

/** An operation that is in work. */
export interface Ticket {
  /** The operation has ended, or takes no more work worth counting (a stream); calling it twice does nothing. */
  release(): void;
}

/** An operation that waits. */
interface Waiting {
  readonly since: number;
  readonly enter: (ticket: Ticket) => void;
  readonly shed: () => void;
}

/** Takes an operation that waits out of the queue, because its client left. */
export type Leave = () => void;

const TICK_MS = 20;
// Below this many operations the event loop's delay comes from something else than their number.
const LEAST = 32;
const SHRINK = 0.7;
const GROW = 1.1;

/**
 * Decides which operations are worked on, which wait, and which are shed. The number in work is bounded, and adapts below
 * its bound: it shrinks while the event loop is late and grows while it is not and operations wait. So an overloaded gateway
 * answers what it takes in time, whether its own processor or a subgraph is what lacks.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #now: () => number;
  #limit: number;
  #inWork = 0;
  #peak = 0;
  #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;

  /** @param now milliseconds of a clock that does not go back. @default performance.now */
  constructor(options: AdmissionOptions, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#now = now;
    this.#limit = options.maxOperations;
  }

  /** Operations in work. */
  get inWork(): number {
    return this.#inWork;
  }

  /** Most operations in work at the moment. */
  get limit(): number {
    return this.#limit;
  }

  /** Starts to watch the event loop. */
  start(): void {
    this.#lastTick = this.#now();
    this.#timer = setInterval(() => this.#tick(this.#now()), TICK_MS).unref();
  }

  /** Stops, and sheds what waits. */
  stop(): void {
    clearInterval(this.#timer);
    for (const { shed } of this.#queue.splice(0)) shed();
  }

  /**
   * Calls exactly one of the two, at once or later: `enter` when the operation may be worked on, `shed` when it must be
   * refused. Returns what takes it out while it waits: then neither is called.
   */
  request(enter: (ticket: Ticket) => void, shed: () => void): Leave | undefined {
    const now = this.#now();
    // One turn of the event loop may begin hundreds of operations: its own end would be too late to see that they are many.
    if (this.#timer && now - this.#lastTick > TICK_MS + this.#options.maxDelayMs) this.#tick(now);
    if (this.#inWork < this.#limit && this.#queue.length === 0) {
      enter(this.#ticket());
      return undefined;
    }
    if (this.#queue.length >= this.#options.queue) {
      this.#peak = this.#limit;
      shed();
      return undefined;
    }
    const waiting = { since: now, enter, shed };
    this.#queue.push(waiting);
    return () => {
      const at = this.#queue.indexOf(waiting);
      if (at >= 0) this.#queue.splice(at, 1);
    };
  }

  /** Takes up room for work that must not be shed, even where there is none. */
  occupy(): Ticket {
    return this.#ticket();
  }

  /** Fits the number in work to a delay of the event loop, and sheds what has waited too long. */
  adapt(delayMs: number): void {
    const { maxDelayMs, maxOperations } = this.#options;
    if (delayMs > maxDelayMs) {
      const worked = Math.min(this.#limit, Math.max(this.#peak, 2 * LEAST));
      this.#limit = Math.min(maxOperations, Math.max(LEAST, Math.floor(worked * SHRINK)));
    } else if (this.#peak >= this.#limit && delayMs < maxDelayMs / 2) {
      this.#limit = Math.min(maxOperations, Math.ceil(this.#limit * GROW));
    }
    this.#peak = this.#inWork;
    this.#admitWaiting();
  }

  #tick(now: number): void {
    const delayMs = Math.max(0, now - this.#lastTick - TICK_MS);
    this.#lastTick = now;
    this.adapt(delayMs);
  }

  #admitWaiting(): void {
    if (this.#queue.length === 0) return;
    const oldest = this.#now() - this.#options.queueMs;
    while (this.#queue[0] && this.#queue[0].since < oldest) this.#queue.shift()?.shed();
    while (this.#inWork < this.#limit) {
      const next = this.#queue.shift();
      if (!next) return;
      next.enter(this.#ticket());
    }
  }

  #ticket(): Ticket {
    this.#inWork++;
    if (this.#inWork > this.#peak) this.#peak = this.#inWork;
    let isReleased = false;
    return {
      release: () => {
        if (isReleased) return;
        isReleased = true;
        this.#inWork--;
        this.#admitWaiting();
      },
    };
  }
}
