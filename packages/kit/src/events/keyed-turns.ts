/**
 * Lets work that would get in each other's way take turns: work that shares a key runs one after the other, in the order in which
 * it was given; other work does not wait. It knows only of this process, so that nothing may depend on it but speed.
 */
export class KeyedTurns {
  // The last that was given for each key; it never rejects.
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` once all that was given before with one of its keys has ended, however it ended. */
  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const turn = Promise.all(keys.map((key) => this.#last.get(key))).then(work);
    const ended = turn.catch(() => undefined);
    for (const key of keys) this.#last.set(key, ended);
    try {
      return await turn;
    } finally {
      for (const key of keys) if (this.#last.get(key) === ended) this.#last.delete(key);
    }
  }
}
