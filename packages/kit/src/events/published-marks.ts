/**
 * Collects the events that went out while the ones before them are being marked: under load one command marks those of many
 * aggregates, and without load nothing waits.
 */
export class PublishedMarks {
  readonly #mark: (ids: readonly string[]) => Promise<void>;
  #waiting: string[] = [];
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(mark: (ids: readonly string[]) => Promise<void>) {
    this.#mark = mark;
  }

  /** Resolves once all of these are marked. @throws what the marking of them threw */
  add(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return Promise.resolve();
    this.#waiting.push(...ids);
    this.#next ??= this.#last.catch(() => undefined).then(() => this.#markWaiting());
    return this.#next;
  }

  #markWaiting(): Promise<void> {
    const ids = this.#waiting;
    this.#waiting = [];
    this.#next = undefined;
    this.#last = this.#mark(ids);
    return this.#last;
  }
}
