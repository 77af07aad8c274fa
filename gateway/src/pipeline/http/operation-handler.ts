import type { OperationParams } from '../operation-params.js';
import type { OperationResult } from '../run-operation.js';
import type { HttpExchange } from './http-exchange.js';

/** Answers the operations of requests whose HTTP side is in order. */
export interface OperationHandler {
  /**
   * Runs one operation. `done` is called once with what to write, or never when the operation was handed to a stream, which
   * is allowed only where `mayStream`.
   */
  handle(
    exchange: HttpExchange,
    params: OperationParams,
    mayStream: boolean,
    done: (result: OperationResult) => void,
  ): void;
  /** Answers a browser that asks for a page without an operation; false leaves the request alone. */
  handlePage?(exchange: HttpExchange): boolean;
}
