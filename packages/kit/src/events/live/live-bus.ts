import type { LiveMessage } from './live-message.js';

/** How the instances of one service hear of each other. None of it is kept: who is not there does not hear. */
export interface LiveBus {
  /** Begins to hear. */
  start(listener: LiveListener): void;
  /**
   * Tells every other instance, as well as it can: returns at once, and drops what cannot go out.
   * @param instances those that it is for; a bus that does not know where they are tells all
   */
  tell(message: LiveMessage, instances?: readonly string[]): void;
  /**
   * Tells every instance that can be reached; resolves once they have heard, or will.
   * @throws ChannelDown when it is to be told again later
   */
  hand(message: LiveMessage, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The side of an instance that hears. */
export interface LiveListener {
  /** What the others call it. */
  readonly instance: string;
  hear(message: LiveMessage): void;
  /** Hears of what was committed since then, in case that the bus was not there. */
  catchUp(since: Date): Promise<void>;
}
