import type { Deadline, Logger } from '@orrery/runtime';
import type { Engine, ResolvedOperation } from '../executor/engine.js';
import type { AroundFetch, OperationContext } from '../executor/operation-context.js';
import type { EventObserver } from '../observability/event-tracing.js';
import type { SubscriptionClient } from '../transports/ws/subscription-client.js';
import type { Authority } from './authority.js';

/** A subscription that passed the guards, and on whose behalf it runs. */
export interface StreamOperation {
  readonly resolved: ResolvedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly authority: Authority;
}

/** The context of something that a stream does: planning, or completing an event. Its deadline must be ended. */
export interface StreamContext extends OperationContext {
  aroundFetch?: AroundFetch;
  readonly deadline: Deadline & {
    /** Nobody waits any more. */
    leave(): void;
    /** It is done. */
    end(): void;
  };
}

/** What streams work with. */
export interface StreamScope {
  readonly upstream: Pick<SubscriptionClient, 'subscribe'>;
  /** Where a subgraph of an engine's supergraph takes subscriptions: ws:// or wss:// */
  readonly websocketUrl: (engine: Engine, subgraph: string) => string;
  /** Makes a context with a deadline of its own, that begins now. */
  readonly contextFor: (authority: Authority) => StreamContext;
  /** Counts something that a stream does among what the gateway works on; returns what tells its end. */
  readonly occupy: () => () => void;
  /** @default nobody */
  readonly observer?: EventObserver;
  readonly onEvent: (subgraph: string) => void;
  readonly log: Logger;
}
