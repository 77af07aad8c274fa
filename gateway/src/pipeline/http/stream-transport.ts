import type { OperationWatch } from '../operation-observer.js';
import type { OperationParams } from '../operation-params.js';
import type { Resolution } from '../operation-resolver.js';
import type { HttpExchange } from './http-exchange.js';

/** Serves operations as a stream of answers over HTTP: by server-sent events, or in parts of a multipart body. */
export interface StreamTransport {
  /** Whether it serves an operation that passed the guards, from what the client accepts. */
  takes(exchange: HttpExchange, resolution: Resolution): boolean;
  /** Writes the whole response, and ends it; `watch` is told of the end. */
  serve(
    exchange: HttpExchange,
    resolution: Resolution,
    params: OperationParams,
    watch: OperationWatch | undefined,
  ): void;
}
