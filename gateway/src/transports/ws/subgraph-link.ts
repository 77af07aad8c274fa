import { MessageType } from 'graphql-ws';
import { SubgraphFailure, type ToldError } from '../http/subgraph-failure.js';
import { backoffMs } from './backoff.js';
import type { Loss, SocketListener } from './subgraph-socket.js';

/** A subscription to send. */
export interface UpstreamRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What a subscription at a subgraph tells; after one of the last three it tells nothing more. */
export interface UpstreamListener {
  /** A payload as the subgraph sent it. */
  event(payload: unknown): void;
  /** The subgraph has no more events. */
  completed(): void;
  /** The subgraph refused the subscription, or ended it with errors. */
  refused(errors: readonly ToldError[]): void;
  /** The subgraph could not be reached in time. */
  failed(failure: SubgraphFailure): void;
}

/** What a link needs of a connection. */
export interface LinkSocket {
  subscribe(id: string, request: UpstreamRequest): void;
  complete(id: string): void;
  close(): void;
}

/** How a link behaves. */
export interface LinkOptions {
  readonly subgraph: string;
  /** Opens a connection. */
  readonly open: (listener: SocketListener) => LinkSocket;
  /** The longest that a new subscription may wait to be sent. */
  readonly startMs: number;
  /** The longest that subscriptions outlive a lost connection. */
  readonly outageMs: number;
  /** How long a connection without subscriptions is kept. @default 3000 */
  readonly lingerMs?: number;
  /** Told when a connection is lost, or cannot be made, that subscriptions need; `isNews` the first time of several in a row. */
  readonly onLost?: (loss: Loss, isNews: boolean) => void;
  /** Told when nothing is left of the link. */
  readonly onIdle?: () => void;
  /** A number from 0 to 1. @default Math.random */
  readonly random?: () => number;
}

interface Stream {
  readonly request: UpstreamRequest;
  readonly listener: UpstreamListener;
  /** Runs until it was sent once. */
  startTimer: NodeJS.Timeout | undefined;
}

// A connection that held this long was a good one: the next loss is answered quickly again.
const STABLE_MS = 5_000;

/**
 * All subscriptions of one authority at one subgraph, over one connection. It is opened by the first, and when it is lost
 * opened again, after a while that grows, and every subscription is sent anew: events in between are missed.
 */
export class SubgraphLink {
  readonly #options: LinkOptions;
  readonly #streams = new Map<string, Stream>();
  #socket: LinkSocket | undefined;
  #isReady = false;
  #readyAt = 0;
  #attempt = 0;
  #lastId = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #outageTimer: NodeJS.Timeout | undefined;
  #lingerTimer: NodeJS.Timeout | undefined;
  #lastLoss: Loss | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Whether the subgraph is connected and has acknowledged. */
  get isReady(): boolean {
    return this.#isReady;
  }

  get streamCount(): number {
    return this.#streams.size;
  }

  /** Begins a subscription; the returned function ends it, and tells nothing. */
  subscribe(request: UpstreamRequest, listener: UpstreamListener): () => void {
    const id = String(++this.#lastId);
    const stream: Stream = { request, listener, startTimer: undefined };
    this.#streams.set(id, stream);
    clearTimeout(this.#lingerTimer);
    if (this.#isReady) this.#socket?.subscribe(id, request);
    else {
      stream.startTimer = setTimeout(
        () => this.#end(id, ({ failed }) => failed(this.#failure('timeout'))),
        this.#options.startMs,
      ).unref();
      if (!this.#socket && !this.#retryTimer) this.#connect();
    }
    return () => {
      if (this.#isReady && this.#streams.has(id)) this.#socket?.complete(id);
      this.#end(id, () => {});
    };
  }

  /** Ends the connection and forgets its subscriptions. */
  close(): void {
    for (const id of [...this.#streams.keys()]) this.#end(id, () => {});
    this.#release();
  }

  #connect(): void {
    this.#retryTimer = undefined;
    const socket = this.#options.open({
      ready: () => {
        if (socket === this.#socket) this.#begin();
      },
      message: (message) => {
        if (socket === this.#socket) this.#hear(message);
      },
      lost: (loss) => {
        if (socket === this.#socket) this.#lose(loss);
      },
    });
    this.#socket = socket;
  }

  #begin(): void {
    this.#isReady = true;
    this.#readyAt = performance.now();
    clearTimeout(this.#outageTimer);
    this.#outageTimer = undefined;
    for (const [id, stream] of this.#streams) {
      clearTimeout(stream.startTimer);
      stream.startTimer = undefined;
      this.#socket?.subscribe(id, stream.request);
    }
  }

  #hear(message: Parameters<SocketListener['message']>[0]): void {
    if (!('id' in message)) return;
    const { id } = message;
    if (message.type === MessageType.Next) this.#streams.get(id)?.listener.event(message.payload);
    else if (message.type === MessageType.Error) {
      this.#end(id, ({ refused }) => refused(message.payload as readonly ToldError[]));
    } else if (message.type === MessageType.Complete) this.#end(id, ({ completed }) => completed());
  }

  #lose(loss: Loss): void {
    const wasStable = this.#isReady && performance.now() - this.#readyAt >= STABLE_MS;
    const wasReady = this.#isReady;
    this.#socket = undefined;
    this.#isReady = false;
    this.#lastLoss = loss;
    if (wasStable) this.#attempt = 0;
    if (this.#streams.size > 0) {
      this.#options.onLost?.(loss, wasReady || this.#attempt === 0);
      this.#failHopeless(loss);
    }
    if (this.#streams.size === 0) this.#release();
    else this.#retry(wasReady);
  }

  #failHopeless(loss: Loss): void {
    if (loss.kind === 'refused' || loss.kind === 'fault') this.#failAll(loss);
    // What was never sent does not wait for something that is not there; what ran before may be in the middle of a restart.
    if (loss.kind === 'unsupported') this.#failAll(loss, ({ startTimer }) => startTimer !== undefined);
  }

  #retry(wasReady: boolean): void {
    if (wasReady) this.#watchOutage();
    this.#retryTimer = setTimeout(() => this.#connect(), backoffMs(this.#attempt++, this.#options.random));
    this.#retryTimer.unref();
  }

  #watchOutage(): void {
    this.#outageTimer ??= setTimeout(() => {
      this.#outageTimer = undefined;
      const failure = this.#failure('unreachable');
      for (const [id, { startTimer }] of [...this.#streams]) {
        if (!startTimer) this.#end(id, ({ failed }) => failed(failure));
      }
    }, this.#options.outageMs).unref();
  }

  #failAll(loss: Loss, fits: (stream: Stream) => boolean = () => true): void {
    const { subgraph } = this.#options;
    for (const [id, stream] of [...this.#streams]) {
      if (!fits(stream)) continue;
      this.#end(id, (listener) => {
        if (loss.kind === 'refused') listener.refused([callerRefused(subgraph)]);
        else listener.failed(this.#failure(loss.reason));
      });
    }
  }

  #failure(reason: Loss['reason']): SubgraphFailure {
    return new SubgraphFailure(this.#options.subgraph, reason, { cause: this.#lastLoss?.cause });
  }

  #end(id: string, tell: (listener: UpstreamListener) => void): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    clearTimeout(stream.startTimer);
    this.#streams.delete(id);
    if (this.#streams.size === 0) {
      this.#lingerTimer = setTimeout(() => this.#release(), this.#options.lingerMs ?? 3_000).unref();
    }
    tell(stream.listener);
  }

  #release(): void {
    clearTimeout(this.#lingerTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#outageTimer);
    this.#retryTimer = undefined;
    this.#outageTimer = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#isReady = false;
    socket?.close();
    this.#options.onIdle?.();
  }
}

// What a subgraph says by a close code, as the error that it would have said in words.
function callerRefused(subgraph: string): ToldError {
  return {
    message: `The subgraph ${subgraph} does not accept the caller: the token may have expired.`,
    extensions: { code: 'UNAUTHENTICATED' },
  };
}
