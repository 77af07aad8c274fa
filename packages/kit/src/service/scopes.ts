import type { Caller, Deadline, Logger } from '@orrery/runtime';
import type { ClientSession, Connection } from 'mongoose';
import type { AuditLog } from '../audit/audit-log.js';
import type { EventSink } from '../events/outbox.js';

/**
 * Publishes what happened to the live subscribers of every instance of the service, as well as it can: at once to those of this
 * one. `topic` is what a Subscription field listens to; the payload is plain data, and dates survive. An event that is `live`
 * is published by itself, on the topic of its type, and not lost when the process dies.
 */
export interface Live {
  publish(topic: string, payload: unknown): void;
}

/** Runs `work` in one MongoDB transaction: all its writes commit or none does; transient conflicts are retried. */
export type RunTransaction = <T>(work: (session: ClientSession) => Promise<T>) => Promise<T>;

/** What the gateway tells of a request's client beside who it is; nothing where no gateway tells it. */
export interface ClientFacts {
  /** As attempts from it are counted: an IPv4 address, or the /64 of an IPv6 one. */
  readonly address?: string;
  /** What the client calls itself: anything. */
  readonly agent?: string;
}

/** What loaders are made with, once a request. */
export interface LoaderScope<Models> {
  readonly models: Models;
  readonly caller: Caller;
  readonly deadline: Deadline;
}

/** What a command works with: the only place, beside loaders, that holds models. */
export interface CommandScope<Models, Parts = unknown> {
  readonly models: Models;
  readonly connection: Connection;
  /** What the service made at start beside its models, e.g. a payment provider. */
  readonly parts: Parts;
  readonly caller: Caller;
  readonly client: ClientFacts;
  readonly log: Logger;
  readonly deadline: Deadline;
  readonly live: Live;
  readonly transaction: RunTransaction;
  /** Takes the events of a change, in the transaction of the change. */
  readonly events: EventSink;
}

/** One write: validates, decides by domain rules, changes the database. */
export type Command<Scope, Input, Output> = (scope: Scope, input: Input) => Promise<Output>;

/** A resolver's context: reads go through `loaders`, writes through `run`. */
export interface ServiceContext<Models, Loaders, Parts = unknown> {
  readonly requestId: string;
  readonly caller: Caller;
  readonly log: Logger;
  readonly deadline: Deadline;
  readonly loaders: Loaders;
  /** What was done in the service. */
  readonly audit: Pick<AuditLog, 'page' | 'count'>;
  run<Input, Output>(
    command: Command<CommandScope<Models, Parts>, Input, Output>,
    input: Input,
  ): Promise<Output>;
}
