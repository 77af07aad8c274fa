import type { EventEnvelope } from '@orrery/contracts';

/** The channel by which live events go to every instance of their own service. */
export const LIVE_CHANNEL = 'live';

/** A way for events to leave a service. Each channel has a delivery state of its own in the outbox. */
export interface EventChannel {
  readonly name: string;
  /**
   * Resolves once the event cannot be lost any more: the broker has confirmed it, or the subscriber has committed its effect.
   * @throws ChannelDown when nothing can go out at the moment; NotDelivered when this event cannot
   */
  publish(envelope: EventEnvelope, signal: AbortSignal): Promise<void>;
  /** Calls `listener` each time that the other end can be reached again. @default nobody is told: trying again finds out */
  onBack?(listener: () => void): void;
}

/** The other end of a channel cannot be reached: its other events would fare no better. */
export class ChannelDown extends Error {
  constructor(cause: unknown) {
    super('the other end cannot be reached', { cause });
    this.name = 'ChannelDown';
  }
}

/** An event was not taken, and is to be sent again; the events of its aggregate wait for it. */
export class NotDelivered extends Error {
  /** @param retryAfterMs what the other end asks for; undefined for the relay's own backoff */
  constructor(readonly retryAfterMs: number | undefined) {
    super('the event was not taken');
    this.name = 'NotDelivered';
  }
}
