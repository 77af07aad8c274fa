import { type AnsweredOperation, codesOf } from '../observability/operation-record.js';
import { planFormatOf } from '../observability/shown-plan.js';
import type { HttpExchange } from './http/http-exchange.js';
import { statusFor } from './http/legacy-status.js';
import type { OperationHandler } from './http/operation-handler.js';
import type { StreamTransport } from './http/stream-transport.js';
import { deferFormatFor } from './incremental-delivery.js';
import type { OperationObserver, OperationWatch } from './operation-observer.js';
import type { OperationParams } from './operation-params.js';
import type { Resolution } from './operation-resolver.js';
import type { LimitedResolve } from './rate-limited.js';
import { isRefusal, type Refusal } from './refusal.js';
import { type OperationResult, refused, runOperation } from './run-operation.js';
import { unanswerable } from './unanswerable.js';

/** What operations are handled with. */
export interface HandlerOptions {
  readonly resolve: LimitedResolve;
  /** Told of each operation that was answered. */
  readonly record: (operation: AnsweredOperation) => void;
  /** @default none */
  readonly streams?: readonly StreamTransport[];
  /** @default nobody */
  readonly observer?: OperationObserver;
  /** Whether a client that asks by a header is shown the plan. @default false */
  readonly showsPlans?: boolean;
}

/** One operation on its way. */
interface Handling {
  readonly exchange: HttpExchange;
  readonly params: OperationParams;
  readonly mayStream: boolean;
  readonly done: (result: OperationResult) => void;
  readonly startedAt: number;
  readonly watch: OperationWatch | undefined;
}

/** The pipeline's own handler: what was seen before is parsed, validated and planned already. */
export class OwnHandler implements OperationHandler {
  readonly #options: HandlerOptions;

  constructor(options: HandlerOptions) {
    this.#options = options;
  }

  handle(
    exchange: HttpExchange,
    params: OperationParams,
    mayStream: boolean,
    done: (result: OperationResult) => void,
  ): void {
    const { resolve, observer } = this.#options;
    const startedAt = performance.now();
    const watch = observer?.begin(exchange.request, exchange.context);
    resolve(
      params,
      () => exchange.source,
      (outcome) => this.#answer({ exchange, params, mayStream, done, startedAt, watch }, outcome),
      (error) => exchange.fail(error),
    );
  }

  #answer(
    { exchange, params, mayStream, done, startedAt, watch }: Handling,
    outcome: Resolution | Refusal,
  ): void {
    const { streams } = this.#options;
    const { request, context } = exchange;
    watch?.resolved?.(outcome);
    const end = (resolution: Resolution | undefined, written: OperationResult) => {
      const result = { ...written, status: statusFor(written.status, written.errors, exchange.responseType) };
      this.#record(exchange, resolution, result, startedAt, watch);
      done(result);
    };
    if (isRefusal(outcome)) {
      end(undefined, refused(outcome));
      return;
    }
    const stream = mayStream ? streams?.find((one) => one.takes(exchange, outcome)) : undefined;
    if (stream) {
      stream.serve(exchange, outcome, params, watch);
      return;
    }
    const refusal = unanswerable(outcome, request.method);
    if (refusal) {
      end(outcome, refused(refusal));
      return;
    }
    const takesParts = mayStream && deferFormatFor(request.headers.accept) !== undefined;
    const planFormat = this.#options.showsPlans ? planFormatOf(request.headers) : undefined;
    runOperation({ resolution: outcome, params, context, takesParts, planFormat, watch }, (result) =>
      end(outcome, result),
    );
  }

  #record(
    { context: { requestId } }: HttpExchange,
    resolution: Resolution | undefined,
    { status, errors }: OperationResult,
    startedAt: number,
    watch: OperationWatch | undefined,
  ): void {
    const operation = resolution?.resolved.operation;
    const name = operation?.name?.value;
    const type = operation?.operation ?? 'invalid';
    const codes = codesOf(errors);
    const seconds = (performance.now() - startedAt) / 1_000;
    this.#options.record({ requestId, name, type, status, seconds, codes });
    watch?.ended({ name, type, status, codes });
  }
}
