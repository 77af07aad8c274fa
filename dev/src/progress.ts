/** Says how far a start is: one line for each step, on a terminal rewritten while it lasts. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #running = new Map<string, number>();
  #closed = false;

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    this.#stream = stream;
  }

  /** Shows a step while `work` runs, and how long it took. Steps may run side by side. */
  async step<T>(label: string, work: () => Promise<T>): Promise<T> {
    this.#running.set(label, performance.now());
    this.#showRunning();
    try {
      const result = await work();
      this.#done('ok', label);
      return result;
    } catch (error) {
      this.#done('failed', label);
      throw error;
    }
  }

  /** Shows no more steps: those that are under way end unseen. */
  close(): void {
    this.#clear();
    this.#closed = true;
  }

  /** One line of its own. */
  say(line: string): void {
    this.#clear();
    this.#stream.write(`${line}\n`);
    this.#showRunning();
  }

  #done(mark: string, label: string): void {
    const seconds = ((performance.now() - (this.#running.get(label) ?? 0)) / 1_000).toFixed(1);
    this.#running.delete(label);
    if (!this.#closed) this.say(`  ${mark.padEnd(7)}${label.padEnd(44)}${seconds} s`);
  }

  #showRunning(): void {
    if (this.#closed || !this.#stream.isTTY || this.#running.size === 0) return;
    this.#clear();
    const text = `  ...    ${[...this.#running.keys()].join(', ')}`;
    this.#stream.write(text.slice(0, (this.#stream.columns || 80) - 1));
  }

  #clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[2K');
  }
}
