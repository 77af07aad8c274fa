import { createHash } from 'node:crypto';

/** Faults on purpose, for all cards alike. */
export interface FaultSettings {
  /** The same seed gives the same request the same fault, at each of its tries, whatever else goes on. */
  readonly seed: number;
  /** The longest that an answer is held back, in milliseconds. @default 0 */
  readonly latencyMs: number;
  /** The share of requests that never arrive, from 0 to 1. @default 0 */
  readonly lostRequests: number;
  /** The share of answers that are lost after the effect, from 0 to 1. @default 0 */
  readonly lostAnswers: number;
  /** How late an answer is when it is lost by being late, in milliseconds. */
  readonly lateMs: number;
}

/** What happens to one try of a request beside what its card says. */
export interface Fault {
  readonly requestLost: boolean;
  /** `hang-up`: the connection breaks; `late`: the answer comes when its caller has given up. */
  readonly answer: 'given' | 'hang-up' | 'late';
  /** How long the answer is held back, in milliseconds. */
  readonly delayMs: number;
}

/** Draws the fault of each try of each key. */
export class Faults {
  readonly #tries = new Map<string, number>();

  constructor(private readonly settings: FaultSettings) {}

  /** The fault of the next try of a key. */
  next(key: string): Fault {
    const { latencyMs, lostRequests, lostAnswers, lateMs } = this.settings;
    const nth = (this.#tries.get(key) ?? 0) + 1;
    this.#tries.set(key, nth);
    const draw = (what: string) => this.#draw(`${what} ${nth} ${key}`);
    const requestLost = draw('request') < lostRequests;
    const answerLost = draw('answer') < lostAnswers;
    const answer = answerLost ? (draw('how') < 0.5 ? 'hang-up' : 'late') : 'given';
    return {
      requestLost,
      answer,
      delayMs: answer === 'late' ? lateMs : Math.floor(draw('delay') * latencyMs),
    };
  }

  // From 0 up to 1.
  #draw(what: string): number {
    const digest = createHash('sha256').update(`${this.settings.seed} ${what}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  }
}
