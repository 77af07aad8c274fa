/** How many of a stream's events are completed side by side, and how many may wait. */
export interface CompletionLimits {
  readonly concurrent: number;
  readonly waiting: number;
}

/** Runs work for values as they come, some side by side, and hands out the results in the order of the values. */
export class OrderedCompletion<In, Out> {
  readonly #work: (value: In) => Promise<Out>;
  readonly #deliver: (result: Out) => void;
  readonly #limits: CompletionLimits;
  readonly #waiting: In[] = [];
  #running = 0;
  #tail: Promise<void> = Promise.resolve();

  /** @param work never rejects */
  constructor(
    work: (value: In) => Promise<Out>,
    deliver: (result: Out) => void,
    limits: CompletionLimits = { concurrent: 8, waiting: 1_000 },
  ) {
    this.#work = work;
    this.#deliver = deliver;
    this.#limits = limits;
  }

  /** Takes a value; false when too many wait already. */
  add(value: In): boolean {
    if (this.#waiting.length >= this.#limits.waiting) return false;
    this.#waiting.push(value);
    this.#next();
    return true;
  }

  /** Resolves when everything that was added is delivered. */
  async drained(): Promise<void> {
    let tail: Promise<void>;
    do {
      tail = this.#tail;
      await tail;
    } while (tail !== this.#tail || this.#waiting.length > 0);
  }

  #next(): void {
    while (this.#running < this.#limits.concurrent && this.#waiting.length > 0) {
      const value = this.#waiting.shift() as In;
      this.#running++;
      const result = this.#work(value).finally(() => {
        this.#running--;
        this.#next();
      });
      this.#tail = this.#tail.then(async () => this.#deliver(await result));
    }
  }
}
