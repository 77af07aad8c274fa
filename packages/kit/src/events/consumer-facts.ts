import { EVENTS, type EventType } from '@orrery/contracts';
import type { EventHandler } from './event-handler.js';

/** A consumer, and what it would have to be sent again to begin anew. */
export interface ConsumerFacts {
  readonly consumer: string;
  /** The service that publishes its events. */
  readonly source: string;
  /** The events that it counts; more than those that it handles when it takes them in order. */
  readonly types: readonly EventType[];
  /** Whether it makes something that can be emptied and built anew. */
  readonly isProjection: boolean;
}

/** The facts of the consumer that a handler is. */
export function factsOf<Scope>(
  // biome-ignore lint/suspicious/noExplicitAny: handlers of any events
  handler: EventHandler<Scope, any>,
): ConsumerFacts {
  const { consumer, type } = handler;
  const { source } = EVENTS[type];
  const types = (Object.keys(EVENTS) as EventType[]).filter((other) => isFor(handler, other));
  return { consumer, source, types, isProjection: handler.reset !== undefined };
}

/** Whether a handler is given events of a type. One that needs order is given every event of its aggregate, and counts those that mean nothing to it. */
export function isFor(
  { type: handled, ordered }: { readonly type: EventType; readonly ordered: boolean },
  type: string,
): boolean {
  if (handled === type) return true;
  const { aggregate, source } = EVENTS[handled];
  const events: Readonly<Record<string, { aggregate: string; source: string }>> = EVENTS;
  return ordered && events[type]?.aggregate === aggregate && events[type].source === source;
}
