const TURN_MS = 2;

/**
 * Spreads work over turns of the event loop, so that no turn gets long because there is much of it. A turn accepts one connection
 * (libuv 1.45 and later) and reads each other one once: while an overloaded process works through hundreds of answers in one
 * turn, whoever comes new is not even refused. Where there is little to do, work begins at once and at next to no cost.
 */
export class FairTurns {
  #waiting: (() => void)[] = [];
  #isOpen = false;
  #isHurried = false;
  #endsAt = 0;
  #endedAt = 0;

  /** Calls `work` at once when this turn has time left, else in one of the next, in the order of the calls. */
  run(work: () => void): void {
    const now = performance.now();
    if (!this.#isOpen) this.#open(now, TURN_MS);
    if (this.#waiting.length === 0 && now < this.#endsAt) work();
    else this.#waiting.push(work);
  }

  /** Calls `work` once what arrives in this turn of the event loop, and all that waits already, was worked off. */
  afterArrived(work: () => void): void {
    setImmediate(() => this.run(work));
  }

  /**
   * A connection was accepted, and more may wait for the next turns: this one works no longer than it does all else, but for one
   * piece that waits.
   */
  hurry(): void {
    this.#isHurried = true;
    if (this.#isOpen) this.#endsAt = 0;
    else this.#open(performance.now(), 0);
  }

  #open(now: number, budgetMs: number): void {
    this.#isOpen = true;
    this.#endedAt = now;
    this.#endsAt = now + budgetMs;
    setImmediate(this.#nextTurn);
  }

  readonly #nextTurn = (): void => {
    const now = performance.now();
    const elseMs = now - this.#endedAt; // reading, accepting and refusing: newcomers alone must not stop the work either
    this.#endsAt = now + (this.#isHurried ? Math.min(TURN_MS, elseMs) : TURN_MS);
    this.#isHurried = false;
    this.#workOff(this.#waiting, 0);
  };

  #workOff(works: (() => void)[], from: number): void {
    const work = works[from];
    if (!work || (from > 0 && performance.now() >= this.#endsAt)) {
      this.#waiting = works.slice(from);
      this.#endedAt = performance.now();
      if (this.#waiting.length > 0) setImmediate(this.#nextTurn);
      else this.#isOpen = false;
      return;
    }
    work();
    // All that the work resolves goes on in microtasks; a tick that one of them asks for comes when there are no more of them, so
    // that the time of it all is known by then.
    queueMicrotask(() => process.nextTick(() => this.#workOff(works, from + 1)));
  }
}

/** The turns of this process's event loop. */
export const TURNS = new FairTurns();
