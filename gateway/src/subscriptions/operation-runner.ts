import type { GraphQLFormattedError } from 'graphql';
import type { OperationParams } from '../pipeline/operation-params.js';
import type { Resolution } from '../pipeline/operation-resolver.js';
import type { Refusal } from '../pipeline/refusal.js';
import type { RequestContext } from '../pipeline/request-context.js';
import { type OperationResult, runOperation } from '../pipeline/run-operation.js';
import type { Authority } from './authority.js';
import type { Subscriber } from './subscriber.js';
import type { SubscriptionHub } from './subscription-hub.js';

/** An operation that ended, or that its client left. */
export interface EndedOperation {
  readonly requestId: string;
  readonly resolution: Resolution;
  /** How many answers were told. */
  readonly answers: number;
  /** The errors of the answers, and those that it ended with. */
  readonly errors: readonly GraphQLFormattedError[];
  readonly seconds: number;
}

/** What operations of streams and sockets are run with. */
export interface OperationRunnerOptions {
  readonly hub: Pick<SubscriptionHub, 'subscribe'>;
  /** Takes a request through the guards. */
  readonly resolve: (params: OperationParams) => Resolution | Refusal;
  /** Makes the context of a query or a mutation, with a deadline that begins now. */
  readonly contextFor: (authority: Authority) => RequestContext;
  /** Told of each operation once. */
  readonly onEnded: (operation: EndedOperation) => void;
}

const MOST_ERRORS_KEPT = 100; // of one operation, to be counted by their codes

/** Runs operations of any type, with answers told as they come. */
export class OperationRunner {
  readonly #options: OperationRunnerOptions;

  constructor(options: OperationRunnerOptions) {
    this.#options = options;
  }

  /** Takes a request through the guards. */
  resolve(params: OperationParams): Resolution | Refusal {
    return this.#options.resolve(params);
  }

  /** Starts an operation; the returned function stops it. Whatever goes wrong is told to the subscriber. */
  start(
    resolution: Resolution,
    params: OperationParams,
    authority: Authority,
    subscriber: Subscriber,
  ): () => void {
    const context = this.#options.contextFor(authority);
    const watched = new WatchedSubscriber(subscriber, (end) => {
      context.deadline.end();
      this.#options.onEnded({ requestId: context.requestId, resolution, ...end });
    });
    const { resolved } = resolution;
    const { variables } = params;
    if (resolved.operation.operation === 'subscription') {
      const leave = this.#options.hub.subscribe({ resolved, variables, authority }, watched);
      return () => {
        leave();
        watched.leave();
      };
    }
    runOperation({ resolution, params, context, takesParts: false, watch: undefined }, (result) =>
      tell(result, watched),
    );
    return () => {
      context.deadline.leave();
      watched.leave();
    };
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
