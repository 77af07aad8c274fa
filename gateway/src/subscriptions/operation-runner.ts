import type { IncomingHttpHeaders } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import { codesOf } from '../observability/operation-record.js';
import { formatErrors } from '../pipeline/format-errors.js';
import type { OperationObserver, OperationWatch } from '../pipeline/operation-observer.js';
import type { OperationParams } from '../pipeline/operation-params.js';
import type { Resolution } from '../pipeline/operation-resolver.js';
import { OVERLOADED } from '../pipeline/overloaded.js';
import type { LimitedResolve } from '../pipeline/rate-limited.js';
import { isRefusal, type Refusal } from '../pipeline/refusal.js';
import type { RequestContext } from '../pipeline/request-context.js';
import { type OperationResult, runOperation } from '../pipeline/run-operation.js';
import type { OperationSource } from '../security/rate-limits/rate-limits.js';
import type { Authority } from './authority.js';
import type { Subscriber } from './subscriber.js';
import type { SubscriptionHub } from './subscription-hub.js';

/** An operation that ended, was refused, or that its client left. */
export interface EndedOperation {
  readonly requestId: string;
  /** Undefined for one that the guards refused. */
  readonly resolution: Resolution | undefined;
  /** The HTTP status that it would have. */
  readonly status: number;
  /** How many answers were told. */
  readonly answers: number;
  /** The errors of the answers, and those that it ended with. */
  readonly errors: readonly GraphQLFormattedError[];
  readonly seconds: number;
}

/** A request that came over a WebSocket. */
export interface OperationRequest {
  readonly params: OperationParams;
  readonly authority: Authority;
  /** Where the trace of its client is looked for. */
  readonly headers: IncomingHttpHeaders;
  /** Whose limits it is counted under. */
  readonly source: OperationSource;
}

/** A request that passed the guards. */
export interface OperationStart {
  readonly resolution: Resolution;
  readonly params: OperationParams;
  readonly authority: Authority;
  readonly context: RequestContext;
  readonly watch: OperationWatch | undefined;
}

/**
 * Calls one of the two, at once or later: `enter` with what tells the end of the work, or `shed`. Returns what takes an operation
 * out that waits.
 */
export type Admit = (enter: (release: () => void) => void, shed: () => void) => (() => void) | undefined;

/** What operations of streams and sockets are run with. */
export interface OperationRunnerOptions {
  readonly hub: Pick<SubscriptionHub, 'subscribe'>;
  readonly admit: Admit;
  /** Takes a request through the guards. */
  readonly resolve: LimitedResolve;
  /** Makes the context of an operation, with a deadline that begins now. */
  readonly contextFor: (authority: Authority) => RequestContext;
  /** @default nobody */
  readonly observer?: OperationObserver;
  /** Told of each operation once, but not of those that are shed. */
  readonly onEnded: (operation: EndedOperation) => void;
}

const MOST_ERRORS_KEPT = 100; // of one operation, to be counted by their codes
const NOTHING = () => {};

/** Runs operations of any type, with answers told as they come. */
export class OperationRunner {
  readonly #options: OperationRunnerOptions;

  constructor(options: OperationRunnerOptions) {
    this.#options = options;
  }

  /**
   * Runs a request once it is admitted, and if it passes the guards; the returned function stops it. Whatever goes wrong is told
   * to the subscriber.
   */
  run(request: OperationRequest, subscriber: Subscriber): () => void {
    let stop = NOTHING;
    const leave = this.#options.admit(
      (release) => {
        stop = this.#guarded(request, subscriber, release);
      },
      () => subscriber.end(OVERLOADED.errors),
    );
    return () => {
      leave?.();
      stop();
    };
  }

  /** Starts what was admitted and passed the guards; the returned function stops it. Whatever goes wrong is told to the subscriber. */
  start(
    { resolution, params, authority, context, watch }: OperationStart,
    subscriber: Subscriber,
    release = NOTHING,
  ): () => void {
    const { resolved } = resolution;
    const { operation: type, name } = resolved.operation;
    const isSubscription = type === 'subscription';
    const watched = new WatchedSubscriber(subscriber, (end) => {
      context.deadline.end();
      const status = end.answers > 0 ? 200 : 400;
      this.#options.onEnded({ requestId: context.requestId, resolution, status, ...end });
      if (isSubscription) return;
      watch?.ended({ name: name?.value, type, status, codes: codesOf(end.errors) });
      release();
    });
    if (isSubscription) {
      const { variables } = params;
      const leave = this.#options.hub.subscribe({ resolved, variables, authority }, watched);
      // It may live for days: what it does from now on is counted, and traced, for each event.
      watch?.ended({ name: name?.value, type, status: 200, codes: [] });
      release();
      return () => {
        leave();
        watched.leave();
      };
    }
    runOperation({ resolution, params, context, takesParts: false, watch }, (result) =>
      tell(result, watched),
    );
    return () => {
      context.deadline.leave();
      watched.leave();
    };
  }

  // An exception would end the process where the operation had to wait: nothing above this catches it then.
  #guarded(request: OperationRequest, subscriber: Subscriber, release: () => void): () => void {
    const { observer, resolve } = this.#options;
    const { params, authority, headers, source } = request;
    const context = this.#options.contextFor(authority);
    const startedAt = performance.now();
    let stop: (() => void) | undefined;
    let isLeft = false;
    const fail = (error: unknown) => {
      context.deadline.end();
      release();
      subscriber.end(formatErrors([error], context.log).errors);
    };
    try {
      const watch = observer?.begin({ headers }, context);
      const begin = (outcome: Resolution | Refusal) => {
        watch?.resolved?.(outcome);
        if (isRefusal(outcome)) this.#refuse(outcome, { context, startedAt, watch }, subscriber, release);
        else
          stop = this.start({ resolution: outcome, params, authority, context, watch }, subscriber, release);
        if (isLeft) stop?.(); // while it was counted
      };
      resolve(params, () => source, begin, fail);
    } catch (error) {
      fail(error);
    }
    return () => {
      isLeft = true;
      stop?.();
    };
  }

  #refuse(
    { status, errors }: Refusal,
    { context, startedAt, watch }: Pick<OperationStart, 'context' | 'watch'> & { readonly startedAt: number },
    subscriber: Subscriber,
    release: () => void,
  ): void {
    const { requestId, deadline } = context;
    const seconds = (performance.now() - startedAt) / 1_000;
    deadline.end();
    this.#options.onEnded({ requestId, resolution: undefined, status, answers: 0, errors, seconds });
    watch?.ended({ name: undefined, type: 'invalid', status, codes: codesOf(errors) });
    release();
    subscriber.end(errors);
  }
}

function tell({ data, errors, extensions }: OperationResult, subscriber: Subscriber): void {
  if (data === undefined) {
    subscriber.end(errors ?? []);
    return;
  }
  subscriber.next({ ...(errors && { errors }), data, ...(extensions && { extensions }) });
  subscriber.end();
}

type End = Pick<EndedOperation, 'answers' | 'errors' | 'seconds'>;

// Passes everything on, until the end or until the client leaves, and takes account.
class WatchedSubscriber implements Subscriber {
  readonly #startedAt = performance.now();
  readonly #errors: GraphQLFormattedError[] = [];
  #answers = 0;
  #isOver = false;

  constructor(
    private readonly subscriber: Subscriber,
    private readonly onEnded: (end: End) => void,
  ) {}

  next(answer: Parameters<Subscriber['next']>[0]): void {
    if (this.#isOver) return;
    this.#answers++;
    this.#count(answer.errors);
    this.subscriber.next(answer);
  }

  end(errors?: readonly GraphQLFormattedError[]): void {
    if (this.#isOver) return;
    this.#count(errors);
    this.leave();
    this.subscriber.end(errors);
  }

  leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const seconds = (performance.now() - this.#startedAt) / 1_000;
    this.onEnded({ answers: this.#answers, errors: this.#errors, seconds });
  }

  #count(errors: readonly GraphQLFormattedError[] = []): void {
    this.#errors.push(...errors.slice(0, MOST_ERRORS_KEPT - this.#errors.length));
  }
}
