import { type LoopTime, WorkCost } from './work-cost.js';

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

/** Where the time is read. */
export interface LoopClock {
  /** Milliseconds of a clock that does not go back. */
  now(): number;
  /** Milliseconds of it for which the event loop was not idle. */
  activeMs(): number;
}

const EVENT_LOOP: LoopClock = {
  now: () => performance.now(),
  activeMs: () => performance.eventLoopUtilization().active,
};

const TICK_MS = 20;
// Below this many operations the event loop's delay comes from something else than their number.
const LEAST = 32;
const BUSY_MS = 2 * TICK_MS; // without a pause, for what is in work to count as waiting for the processor
const BACKLOG_MS = 200; // most time of the processor that what is in work may need
const SHRINK = 0.7;
const GROW = 1.1;

/**
 * Decides which operations are worked on, which wait, and which are shed. The number in work is bounded, and adapts below
 * its bound: it shrinks while the event loop is late, or has no pause and more in work than can be done soon, and grows while
 * neither holds and operations wait. So an overloaded gateway answers in time what it takes.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #clock: LoopClock;
  readonly #cost = new WorkCost();
  #limit: number;
  #inWork = 0;
  #finished = 0;
  #room: number;
  #peak = 0;
  #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;
  #lastActiveMs = 0;

  /** @param clock @default the event loop's */
  constructor(options: AdmissionOptions, clock: LoopClock = EVENT_LOOP) {
    this.#options = options;
    this.#clock = clock;
    this.#limit = options.maxOperations;
    this.#room = options.queue;
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
    this.#lastTick = this.#clock.now();
    this.#lastActiveMs = this.#clock.activeMs();
    this.#timer = setInterval(() => this.#tick(this.#clock.now()), TICK_MS).unref();
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
    const now = this.#clock.now();
    // One turn of the event loop may begin hundreds of operations: its own end would be too late to see that they are many.
    if (this.#timer && now - this.#lastTick > 2 * TICK_MS) this.#tick(now);
    if (this.#inWork < this.#limit && this.#queue.length === 0) {
      enter(this.#ticket());
      return undefined;
    }
    if (this.#queue.length >= this.#room) {
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

  /** Fits the number in work to what the event loop did since the last time, and sheds what has waited too long. */
  adapt(loop: LoopTime): void {
    const { maxDelayMs, maxOperations, queue, queueMs } = this.#options;
    const delayMs = loop.elapsedMs - TICK_MS;
    this.#cost.add(loop, this.#finished);
    this.#finished = 0;
    const { costMs, busyMs } = this.#cost;
    const doneIn = (ms: number) => Math.max(LEAST, Math.floor(ms / costMs));
    const timely = doneIn(BACKLOG_MS);
    const isBusy = busyMs >= BUSY_MS;
    const isLate = delayMs > maxDelayMs;
    // What would wait in vain is better told so at once.
    this.#room = isBusy ? Math.min(queue, doneIn(queueMs)) : queue;
    if (isLate || (isBusy && this.#inWork > timely)) {
      const least = isLate ? LEAST : timely;
      const worked = Math.min(this.#limit, Math.max(this.#peak, 2 * LEAST));
      this.#limit = Math.min(maxOperations, Math.max(least, Math.floor(worked * SHRINK)));
    } else if (this.#peak >= this.#limit && delayMs < maxDelayMs / 2) {
      this.#limit = Math.min(maxOperations, Math.ceil(this.#limit * GROW));
    }
    this.#peak = this.#inWork;
    this.#admitWaiting();
  }

  #tick(now: number): void {
    const activeMs = this.#clock.activeMs();
    const loop = { elapsedMs: now - this.#lastTick, activeMs: activeMs - this.#lastActiveMs };
    this.#lastTick = now;
    this.#lastActiveMs = activeMs;
    this.adapt(loop);
  }

  #admitWaiting(): void {
    if (this.#queue.length === 0) return;
    const oldest = this.#clock.now() - this.#options.queueMs;
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
        this.#finished++;
        this.#admitWaiting();
      },
    };
  }
}
