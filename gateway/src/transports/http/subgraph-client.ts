import { HEADER } from '@orrery/contracts';
import { Agent, type Dispatcher, errors as undiciErrors } from 'undici';
import { type FailureReason, SubgraphFailure } from './subgraph-failure.js';
import { parseSubgraphResponse, type SubgraphResponse } from './subgraph-response.js';

/** One fetch of a plan. */
export interface SubgraphRequest {
  readonly query: string;
  readonly operationName?: string;
  /** Whether it must not be sent twice. @default true */
  readonly isMutation?: boolean;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Headers to send beside the content type and the timeout. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that the whole operation has left. @default the subgraph's own timeout */
  readonly remainingMs?: number;
}

/** Sends one fetch to a subgraph by its name. @throws SubgraphFailure when there is no usable answer. */
export type FetchSubgraph = (
  subgraph: string,
  request: SubgraphRequest,
  signal?: AbortSignal,
) => Promise<SubgraphResponse>;

/** Limits of the connections to subgraphs. */
export interface SubgraphClientOptions {
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly responseLimitBytes: number;
  /** Most sockets to one subgraph. */
  readonly connections: number;
}

/** Pooled keep-alive connections to subgraphs, shared by all supergraphs that a process loads one after the other. */
export class SubgraphClient {
  readonly #agent: Agent;
  readonly #timeoutMs: number;

  constructor(options: SubgraphClientOptions) {
    this.#timeoutMs = options.timeoutMs;
    this.#agent = new Agent({
      connections: options.connections,
      connect: { timeout: options.connectTimeoutMs },
      // The abort signal is the timeout; these would end a longer one early.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: options.responseLimitBytes,
    });
  }

  /** A fetch over `urls`, an address for each subgraph's name. */
  fetchVia(urls: ReadonlyMap<string, string>): FetchSubgraph {
    return async (subgraph, request, signal) => {
      const url = urls.get(subgraph);
      if (url === undefined) throw new Error(`the plan fetches from ${subgraph}, which has no address`);
      const timeoutMs = Math.max(
        1,
        Math.min(this.#timeoutMs, Math.ceil(request.remainingMs ?? this.#timeoutMs)),
      );
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const response = await this.#send(
          url,
          request,
          timeoutMs,
          signal ? AbortSignal.any([signal, timeout]) : timeout,
        );
        const body = await response.body.text();
        return parseSubgraphResponse(subgraph, response.statusCode, body);
      } catch (error) {
        if (error instanceof SubgraphFailure) throw error;
        throw new SubgraphFailure(subgraph, reasonOf(error, timeout, signal), { cause: error });
      }
    };
  }

  /** Closes the connections after the fetches in flight. */
  async close(): Promise<void> {
    await this.#agent.close();
  }

  #send(
    url: string,
    request: SubgraphRequest,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const { query, operationName, variables } = request;
    const target = new URL(url);
    return this.#agent.request({
      origin: target.origin,
      path: target.pathname + target.search,
      method: 'POST',
      headers: {
        ...request.headers,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        [HEADER.timeoutMs]: String(timeoutMs),
      },
      body: JSON.stringify({ query, operationName, variables }),
      signal,
    });
  }
}

function reasonOf(error: unknown, timeout: AbortSignal, signal: AbortSignal | undefined): FailureReason {
  if (error instanceof undiciErrors.ResponseExceededMaxSizeError) return 'too large';
  if (timeout.aborted || error instanceof undiciErrors.ConnectTimeoutError) return 'timeout';
  if (signal?.aborted) return isTimeout(signal.reason) ? 'timeout' : 'cancelled';
  return 'unreachable';
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}
