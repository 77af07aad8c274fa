import { setTimeout as sleep } from 'node:timers/promises';
import { type EventEnvelope, envelopeSchema } from '@orrery/contracts';
import { failpoint, type Logger } from '@orrery/runtime';
import type { ClientSession, mongo } from 'mongoose';
import { isDatabaseFault } from '../mongo/database-fault.js';
import type { RunTransaction } from '../service/scopes.js';
import { type Backoff, delayAfter } from './backoff.js';
import { type ConsumerFacts, factsOf, isFor } from './consumer-facts.js';
import {
  createInboxIndexes,
  type DeadLetter,
  forgetConsumer,
  type InboxCollections,
  inboxCollections,
} from './dead-letters.js';
import { type EventHandler, NotNow } from './event-handler.js';
import { KeyedTurns } from './keyed-turns.js';
import { advance, placeOf } from './ordered-delivery.js';

/** What became of a delivery: done (acknowledge it), or to be delivered again. */
export type Outcome = { readonly kind: 'done' } | { readonly kind: 'retry'; readonly afterMs: number };

/** Thrown at what is no event: it will be none the next time either. */
export class NotAnEvent extends Error {
  constructor(cause: unknown) {
    super('this is no event', { cause });
    this.name = 'NotAnEvent';
  }
}

/** How one consumer took an event. */
export type Reception = 'handled' | 'duplicate' | 'parked' | 'postponed' | 'rejected' | 'dead';

/** What a consumer is made with. */
export interface EventConsumerOptions<Scope> {
  // biome-ignore lint/suspicious/noExplicitAny: each handler reads its own event's data
  readonly handlers: readonly EventHandler<Scope, any>[];
  readonly database: () => mongo.Db;
  readonly transaction: RunTransaction;
  readonly scope: () => Scope;
  readonly log: Logger;
  /** How often a handler may reject an event before it is a dead letter. @default 5 */
  readonly maxTries?: number;
  /** Between tries. @default 200 to 30000 ms */
  readonly backoff?: Backoff;
  readonly onReceived?: (consumer: string, reception: Reception) => void;
}

type AnyHandler<Scope> = EventConsumerOptions<Scope>['handlers'][number];

const DONE: Outcome = { kind: 'done' };
const MAX_ERROR_LENGTH = 500; // characters
const MOST_POSTPONED_MS = 5_000; // what was away is soon back, and an order waits for it

/**
 * Consumes events once in effect: a handler's work, the memory of the event and the events that follow from it are committed
 * together, and an event is acknowledged only after that. Tries are counted in the database, and only when a handler rejects
 * the event as such: a crash, a lost connection and a write conflict are tried again without limit.
 */
export class EventConsumer<Scope> {
  readonly #options: EventConsumerOptions<Scope>;
  // Failures that are not counted make the next wait longer all the same. Forgotten at a restart.
  readonly #postponed = new Map<string, number>();
  readonly #turns = new KeyedTurns();
  // What was rejected here and has not been handled: whose tries are to be forgotten then. Those that another process counted
  // stay, and mean nothing once their event is remembered.
  readonly #rejected = new Set<string>();

  constructor(options: EventConsumerOptions<Scope>) {
    this.#options = options;
  }

  get #collections(): InboxCollections {
    return inboxCollections(this.#options.database());
  }

  /** Makes the indexes that it needs. */
  createIndexes(): Promise<void> {
    return createInboxIndexes(this.#collections);
  }

  /** Gives an event to all that handle it; one that nobody does is done. @throws NotAnEvent, and nothing else */
  async consume(received: unknown): Promise<Outcome> {
    const { data: envelope, error } = envelopeSchema.safeParse(received);
    if (!envelope) throw new NotAnEvent(error);
    const handlers = this.#options.handlers.filter((handler) => isFor(handler, envelope.type));
    const outcomes = await Promise.all(
      handlers.map(async (handler) => {
        const outcome = await this.#deliver(handler, envelope);
        return outcome.kind === 'done' ? this.#drain(handler, envelope) : outcome;
      }),
    );
    const delays = outcomes.flatMap((outcome) => (outcome.kind === 'retry' ? [outcome.afterMs] : []));
    return delays.length > 0 ? { kind: 'retry', afterMs: Math.min(...delays) } : DONE;
  }

  /**
   * Gives a dead letter to its consumer once more. Resolves to whether it was handled; if not, it stays, with the new error.
   * @throws Error when there is none with this id, or nobody handles it any more
   */
  async redrive(id: string): Promise<boolean> {
    const { handler, letter } = await this.#deadLetter(id);
    try {
      await this.#options.transaction(async (session) => {
        await this.#take(handler, letter.envelope, session);
        await this.#collections.deadLetters.deleteOne({ _id: id }, { session });
      });
    } catch (error) {
      await this.#collections.deadLetters.updateOne(
        { _id: id },
        { $set: { error: textOf(error) }, $inc: { tries: 1 } },
      );
      return false;
    }
    await this.#drainWhole(handler, letter.envelope);
    return true;
  }

  /** Gives a dead letter up: its effect is never had, and those that waited behind it go on. @throws Error as redrive */
  async discard(id: string): Promise<void> {
    const { handler, letter } = await this.#deadLetter(id);
    await this.#options.transaction(async (session) => {
      await this.#remember(handler, letter.envelope, session);
      await this.#collections.deadLetters.deleteOne({ _id: id }, { session });
    });
    await this.#drainWhole(handler, letter.envelope);
  }

  /** Who consumes what here. */
  get consumers(): ConsumerFacts[] {
    return this.#options.handlers.map(factsOf);
  }

  /**
   * Empties a consumer's projection and its memory of events, both or neither, for the events to be sent again: what comes
   * meanwhile is in the one and the other, or in none. Resolves to how many events it forgot.
   * @throws Error when the consumer makes no projection
   */
  async reset(consumer: string): Promise<number> {
    const { handlers, transaction, scope } = this.#options;
    const handler = handlers.find((one) => one.consumer === consumer);
    if (!handler?.reset) throw new Error(`${consumer} makes nothing that could be built anew`);
    return transaction(async (session) => {
      const forgotten = await forgetConsumer(this.#collections, consumer, session);
      await handler.reset?.(scope(), session);
      return forgotten;
    });
  }

  async #deadLetter(id: string): Promise<{ handler: AnyHandler<Scope>; letter: DeadLetter }> {
    const letter = await this.#collections.deadLetters.findOne({ _id: id });
    if (!letter) throw new Error(`there is no dead letter ${id}`);
    const handler = this.#options.handlers.find(({ consumer }) => consumer === letter.consumer);
    if (!handler) throw new Error(`this service has no consumer ${letter.consumer} any more`);
    return { handler, letter };
  }

  async #deliver(handler: AnyHandler<Scope>, envelope: EventEnvelope): Promise<Outcome> {
    const key = keyOf(handler, envelope);
    const told = (reception: Reception) => this.#options.onReceived?.(handler.consumer, reception);
    try {
      const reception = await this.#receive(handler, envelope, key);
      this.#postponed.delete(key);
      told(reception);
      return DONE;
    } catch (error) {
      if (!saysNothing(error)) return this.#reject(handler, envelope, error, told);
      const failures = (this.#postponed.get(key) ?? 0) + 1;
      this.#postponed.set(key, failures);
      told('postponed');
      const afterMs = Math.min(this.#delay(failures), MOST_POSTPONED_MS);
      return { kind: 'retry', afterMs: error instanceof NotNow ? error.retryAfterMs : afterMs };
    }
  }

  async #receive(handler: AnyHandler<Scope>, envelope: EventEnvelope, key: string): Promise<Reception> {
    const { inbox, deadLetters } = this.#collections;
    // What is remembered is not looked for here: the transaction meets it, before it does anything else.
    if (await deadLetters.findOne({ _id: key })) return 'duplicate';
    if (handler.ordered) {
      const place = await placeOf(this.#collections, handler.consumer, envelope);
      if (place === 'past') return 'duplicate';
      if (place === 'early') {
        await this.#park(handler, envelope, key);
        return 'parked';
      }
    }
    try {
      await this.#turns.run(keysOf(handler, envelope), () =>
        this.#options.transaction(async (session) => {
          await this.#take(handler, envelope, session);
          failpoint('consumer.before-commit');
        }),
      );
    } catch (error) {
      // Delivered twice at once: the other one was first.
      if (await inbox.findOne({ _id: key })) return 'duplicate';
      throw error;
    }
    failpoint('consumer.committed');
    return 'handled';
  }

  // First the memory of the event, then its effect: of two at once one meets the other's memory, and has no effect.
  async #take(handler: AnyHandler<Scope>, envelope: EventEnvelope, session: ClientSession): Promise<void> {
    await this.#remember(handler, envelope, session);
    if (envelope.type !== handler.type) return;
    const data = handler.read(envelope.data);
    await handler.handle(this.#options.scope(), { data, envelope }, session);
  }

  async #remember(
    handler: AnyHandler<Scope>,
    envelope: EventEnvelope,
    session: ClientSession,
  ): Promise<void> {
    const collections = this.#collections;
    const _id = keyOf(handler, envelope);
    await collections.inbox.insertOne({ _id, at: new Date() }, { session });
    if (handler.ordered) await advance(collections, handler.consumer, envelope, session);
    if (this.#rejected.delete(_id)) await collections.tries.deleteOne({ _id }, { session });
  }

  async #park(handler: AnyHandler<Scope>, envelope: EventEnvelope, key: string): Promise<void> {
    const { subject, sequence } = envelope;
    await this.#collections.parked.updateOne(
      { _id: key },
      { $setOnInsert: { consumer: handler.consumer, subject, sequence, envelope, at: new Date() } },
      { upsert: true },
    );
  }

  // Handles what was parked, for as long as each is the next one. Until all of it is, the event before it is not done: nobody
  // else would come back to what waits.
  async #drain(handler: AnyHandler<Scope>, { subject }: EventEnvelope): Promise<Outcome> {
    if (!handler.ordered) return DONE;
    const { consumer } = handler;
    try {
      const { parked } = this.#collections;
      for (;;) {
        const next = await parked.find({ consumer, subject }).sort({ sequence: 1 }).limit(1).next();
        if (!next) return DONE;
        const place = await placeOf(this.#collections, consumer, next.envelope);
        if (place === 'early') return DONE;
        if (place === 'next') {
          const outcome = await this.#deliver(handler, next.envelope);
          if (outcome.kind === 'retry') return outcome;
        }
        await parked.deleteOne({ _id: next._id });
      }
    } catch (fault) {
      return this.#again(fault, { consumer, subject });
    }
  }

  async #drainWhole(handler: AnyHandler<Scope>, envelope: EventEnvelope): Promise<void> {
    for (;;) {
      const outcome = await this.#drain(handler, envelope);
      if (outcome.kind === 'done') return;
      await sleep(outcome.afterMs);
    }
  }

  // What says nothing about an event keeps none from coming again.
  #again(fault: unknown, facts: Readonly<Record<string, string>>): Outcome {
    if (!isDatabaseFault(fault)) {
      this.#options.log.error({ ...facts, err: fault }, 'an event could not be taken; it comes again');
    }
    return { kind: 'retry', afterMs: this.#delay(1) };
  }

  async #reject(
    handler: AnyHandler<Scope>,
    envelope: EventEnvelope,
    error: unknown,
    told: (reception: Reception) => void,
  ): Promise<Outcome> {
    const { maxTries = 5, log } = this.#options;
    const _id = keyOf(handler, envelope);
    const { consumer } = handler;
    try {
      const { tries, deadLetters } = this.#collections;
      const counted = await tries.findOneAndUpdate(
        { _id },
        { $inc: { tries: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
      const count = counted?.tries ?? 1;
      this.#rejected.add(_id);
      const facts = { consumer, event: envelope.id, type: envelope.type, tries: count, err: error };
      if (count < maxTries) {
        failpoint('consumer.rejected');
        log.warn(facts, 'an event was rejected; it is tried again');
        told('rejected');
        return { kind: 'retry', afterMs: this.#delay(count) };
      }
      await deadLetters.updateOne(
        { _id },
        { $setOnInsert: { consumer, envelope, error: textOf(error), tries: count, at: new Date() } },
        { upsert: true },
      );
      failpoint('consumer.dead-lettered');
      this.#rejected.delete(_id);
      await tries.deleteOne({ _id });
      log.error(facts, 'an event is a dead letter: see `npm run orrery -- events dead list`');
      told('dead');
      return DONE;
    } catch (fault) {
      return this.#again(fault, { consumer, event: envelope.id });
    }
  }

  #delay(failures: number): number {
    return delayAfter(failures, this.#options.backoff ?? { firstMs: 200, maxMs: 30_000 });
  }
}

// Of the event: what failed lies outside of it.
function saysNothing(error: unknown): boolean {
  return error instanceof NotNow || isDatabaseFault(error);
}

function keysOf<Scope>(handler: AnyHandler<Scope>, { type, data }: EventEnvelope): readonly string[] {
  return type === handler.type ? handler.changes(handler.read(data)) : [];
}

function keyOf<Scope>({ consumer }: AnyHandler<Scope>, { id }: EventEnvelope): string {
  return `${consumer} ${id}`;
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, MAX_ERROR_LENGTH);
}
