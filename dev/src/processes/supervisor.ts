import type { Child } from './child.js';

/** A process that is kept running: how to start it, and how to wait for it. */
export interface Supervised {
  readonly name: string;
  start(): Child;
  ready(child: Child): Promise<void>;
}

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
const STEADY_MS = 60_000; // one that ran this long starts with the first delay again

/** Keeps one process running: when it ends by itself it is started again, after a delay that grows. */
export class Supervisor {
  #child: Child | undefined;
  #delayMs = FIRST_DELAY_MS;
  #startedAt = 0;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #restarting: Promise<void> = Promise.resolve();

  constructor(
    private readonly supervised: Supervised,
    private readonly say: (line: string) => void,
  ) {}

  get name(): string {
    return this.supervised.name;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it, and resolves when it is ready. @throws StartFailure when it ends before: the first start is not repeated */
  async start(): Promise<void> {
    this.#startedAt = Date.now();
    const child = this.supervised.start();
    this.#child = child;
    try {
      await this.supervised.ready(child);
    } catch (error) {
      await child.stop(); // one that hangs holds its port
      throw error;
    }
    this.#watch(child);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#child?.stop();
    await this.#restarting.catch(() => undefined);
    await this.#child?.stop(); // what a restart brought up meanwhile
  }

  /** Ends it at once, without waiting. */
  kill(): void {
    this.#stopped = true;
    this.#child?.kill();
  }

  /** Replaces the process by a fresh one, as after a rebuild; resolves when that is ready. */
  restart(): Promise<void> {
    this.#restarting = this.#restarting
      .catch(() => undefined)
      .then(async () => {
        if (this.#stopped) return;
        clearTimeout(this.#timer);
        const old = this.#child;
        this.#child = undefined; // its end is wanted: no crash
        await old?.stop();
        if (!this.#stopped) await this.start();
      });
    return this.#restarting;
  }

  #watch(child: Child): void {
    void child.exited.then((how) => {
      if (this.#stopped || child !== this.#child) return;
      if (Date.now() - this.#startedAt > STEADY_MS) this.#delayMs = FIRST_DELAY_MS;
      this.#startLater(how);
    });
  }

  #startLater(how: string): void {
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(MAX_DELAY_MS, delayMs * 2);
    this.say(`${this.name} crashed (${how}); starting it again in ${delayMs / 1_000} s`);
    this.#timer = setTimeout(() => {
      if (this.#stopped) return;
      this.start().then(
        () => this.say(`${this.name} is back`),
        () => {
          if (!this.#stopped) this.#startLater('it did not become ready');
        },
      );
    }, delayMs);
  }
}
