import { type GraphQLFormattedError, validate } from 'graphql';
import { toldError } from '../executor/client-errors.js';
import type { Engine, SubscriptionEvent, SubscriptionSource } from '../executor/engine.js';
import { codesOf } from '../observability/operation-record.js';
import { readEvent } from '../transports/ws/subgraph-event.js';
import type { UpstreamListener } from '../transports/ws/subgraph-link.js';
import { OrderedCompletion } from './ordered-completion.js';
import { clientErrors, streamError } from './stream-errors.js';
import type { StreamContext, StreamOperation, StreamScope } from './stream-scope.js';
import { type ClientAnswer, EndedWithErrors, type Subscriber } from './subscriber.js';

interface Arrival {
  readonly source: SubscriptionSource;
  readonly event: SubscriptionEvent;
}

/** One subscription at a subgraph for all clients that asked for the same: each event is completed once. */
export class SharedStream {
  readonly #operation: StreamOperation;
  readonly #scope: StreamScope;
  readonly #onEnd: () => void;
  readonly #subscribers = new Set<Subscriber>();
  readonly #contexts = new Set<StreamContext>();
  readonly #completion: OrderedCompletion<Arrival, ClientAnswer>;
  #isOver = false;
  #source: SubscriptionSource | undefined;
  #upstreamKey = '';
  #stopUpstream = () => {};
  #settling: Promise<void> = Promise.resolve();

  /** @param onEnd called once, when nobody listens any more or there is nothing to listen to */
  constructor(operation: StreamOperation, scope: StreamScope, onEnd: () => void) {
    this.#operation = operation;
    this.#scope = scope;
    this.#onEnd = onEnd;
    this.#completion = new OrderedCompletion(
      ({ source, event }) => this.#complete(source, event),
      (answer) => {
        for (const subscriber of [...this.#subscribers]) subscriber.next(answer);
      },
    );
  }

  get subscriberCount(): number {
    return this.#subscribers.size;
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  /** Leaves the stream; the last one out ends it. */
  remove(subscriber: Subscriber): void {
    if (this.#subscribers.delete(subscriber) && this.#subscribers.size === 0) this.#stop();
  }

  /**
   * Runs on an engine from now on: the first, or one that takes the place of another. What is listened to stays when the
   * new plan listens to the same; the stream ends with an error when the operation is not valid any more.
   */
  settleOn(engine: Engine): Promise<void> {
    this.#settling = this.#settling.then(() => this.#settle(engine));
    return this.#settling;
  }

  async #settle(engine: Engine): Promise<void> {
    if (this.#isOver) return;
    try {
      const source = this.#source ? await this.#sourceAnew(engine) : await this.#sourceOn(engine);
      if (!this.#isOver) this.#attach(engine, source);
    } catch (error) {
      const errors = error instanceof EndedWithErrors ? error.errors : clientErrors([error], this.#scope.log);
      this.#end(errors);
    }
  }

  async #sourceAnew(engine: Engine): Promise<SubscriptionSource> {
    const { document, operation } = this.#operation.resolved;
    try {
      const [fault] = validate(engine.schema, document);
      if (fault) throw fault;
      return await this.#sourceOn(engine);
    } catch (error) {
      const { log } = this.#scope;
      log.info({ operation: operation.name?.value, err: error }, 'a subscription did not outlive a reload');
      const message = 'The graph has changed, and this subscription is not valid on the new one.';
      throw new EndedWithErrors([streamError('SUBSCRIPTION_SCHEMA_RELOAD', message)]);
    }
  }

  #sourceOn(engine: Engine): Promise<SubscriptionSource> {
    const { resolved, variables } = this.#operation;
    return this.#withContext(async (context) => {
      const prepared = await engine.prepare(resolved, context);
      const source = prepared.subscription({ variables, context });
      if (!('errors' in source)) return source;
      throw new EndedWithErrors(clientErrors(source.errors ?? [], this.#scope.log));
    });
  }

  #attach(engine: Engine, source: SubscriptionSource): void {
    const { subgraph, request } = source;
    const { query, operationName, variables } = request;
    const url = this.#scope.websocketUrl(engine, subgraph);
    const { authority } = this.#operation;
    const key = JSON.stringify([subgraph, url, query, variables]);
    this.#source = source;
    if (key === this.#upstreamKey) return;
    this.#upstreamKey = key;
    this.#stopUpstream();
    this.#stopUpstream = this.#scope.upstream.subscribe(
      { subgraph, url, clientHeaders: authority.headers, caller: authority.caller },
      { query, operationName, variables },
      this.#listenerOf(subgraph),
    );
  }

  #listenerOf(subgraph: string): UpstreamListener {
    const endAfterEvents = async (errors?: readonly unknown[]) => {
      await this.#completion.drained();
      this.#end(errors && clientErrors(errors, this.#scope.log));
    };
    return {
      event: (payload) => this.#take(subgraph, payload),
      completed: () => void endAfterEvents(),
      refused: (errors) => void endAfterEvents(errors.map((error) => toldError(error, subgraph, error.path))),
      failed: (failure) => void endAfterEvents([failure]),
    };
  }

  #take(subgraph: string, payload: unknown): void {
    const source = this.#source;
    if (!source) return;
    this.#scope.onEvent(subgraph);
    if (this.#completion.add({ source, event: readEvent(subgraph, payload) })) return;
    this.#end([streamError('SUBSCRIPTION_OVERFLOW', 'Events came faster than they could be completed.')]);
  }

  async #complete(source: SubscriptionSource, event: SubscriptionEvent): Promise<ClientAnswer> {
    return this.#withContext(async (context) => {
      const { name } = this.#operation.resolved.operation;
      const watch = this.#scope.observer?.begin({ name: name?.value, subgraph: source.subgraph }, context);
      const answer = await this.#answerTo(source, event, context);
      watch?.ended(codesOf(answer.errors));
      return answer;
    });
  }

  async #answerTo(
    source: SubscriptionSource,
    event: SubscriptionEvent,
    context: StreamContext,
  ): Promise<ClientAnswer> {
    const { log } = this.#scope;
    try {
      const { data, errors, extensions } = await source.complete(event, context);
      return {
        ...(errors && { errors: clientErrors(errors, log) }),
        data,
        ...(extensions && { extensions }),
      };
    } catch (error) {
      return { errors: clientErrors([error], log), data: null };
    }
  }

  async #withContext<T>(work: (context: StreamContext) => Promise<T>): Promise<T> {
    const context = this.#scope.contextFor(this.#operation.authority);
    this.#contexts.add(context);
    const release = this.#scope.occupy();
    try {
      return await work(context);
    } finally {
      this.#contexts.delete(context);
      context.deadline.end();
      release();
    }
  }

  #end(errors?: readonly GraphQLFormattedError[]): void {
    const subscribers = [...this.#subscribers];
    this.#subscribers.clear();
    this.#stop();
    for (const subscriber of subscribers) subscriber.end(errors);
  }

  #stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const { deadline } of this.#contexts) deadline.leave();
    this.#stopUpstream();
    this.#onEnd();
  }
}
