import type { EventDefinition, EventEnvelope, EventType } from '@orrery/contracts';
import type { ClientSession } from 'mongoose';
import type { z } from 'zod';

/** An event as a handler gets it. */
export interface ReceivedEvent<Data> {
  readonly data: Data;
  readonly envelope: EventEnvelope;
}

/** What a service does about a type of event. */
export interface EventHandler<Scope, Data = never> {
  /** Unique in the service and kept for good: effects are remembered under it. */
  readonly consumer: string;
  readonly type: EventType;
  /** Reads what it needs of the event's data. @throws ZodError when that is not there */
  read(data: unknown): Data;
  /**
   * Whether it needs the events of one aggregate in their order and without a gap. It is then given every event of the
   * aggregate that is sent to this service, and one that comes before its turn is parked until the others came.
   */
  readonly ordered: boolean;
  /**
   * What the handling of an event changes that others change too, e.g. the ids of products. Those that share a key take turns in
   * an instance, because their transactions would only roll each other back. Speed depends on it, nothing else does.
   */
  changes(data: Data): readonly string[];
  /**
   * Does its work in the transaction in which the event is remembered: it has its effect once, however often it is
   * delivered. What it throws counts as a rejection of the event; {@link NotNow}, and a database that cannot be reached, do not.
   */
  handle(scope: Scope, event: ReceivedEvent<Data>, session: ClientSession): Promise<void>;
  /** Empties what it makes of its events, for that to be made anew; only a projection has it. */
  reset?(scope: Scope, session: ClientSession): Promise<void>;
}

/** Defines a handler of an event; it reads the event's data as its first version has it, from later versions too. */
export function onEvent<Scope, Type extends EventType, Schema extends z.ZodObject>(
  event: EventDefinition<Type, Schema>,
  handler: {
    readonly consumer: string;
    /** @default false */
    readonly ordered?: boolean;
    /** @default nothing that others change */
    changes?(data: z.output<Schema>): readonly string[];
    handle(scope: Scope, event: ReceivedEvent<z.output<Schema>>, session: ClientSession): Promise<void>;
    /** Empties what it makes of its events, when that is a projection. */
    reset?(scope: Scope, session: ClientSession): Promise<void>;
  },
): EventHandler<Scope, z.output<Schema>> {
  const [schema] = event.versions;
  const read = (data: unknown) => schema.parse(data);
  return { ordered: false, changes: () => [], ...handler, type: event.type as EventType, read };
}

/** Thrown by a handler that cannot do its work yet, through no fault of the event: it is given the event again later. */
export class NotNow extends Error {
  constructor(
    reason: string,
    readonly retryAfterMs = 1_000,
  ) {
    super(reason);
    this.name = 'NotNow';
  }
}
