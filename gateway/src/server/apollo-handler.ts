import type { IncomingMessage } from 'node:http';
import {
  type ApolloServer,
  HeaderMap,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import { type AnsweredOperation, codesOf } from '../observability/operation-record.js';
import type { HttpExchange } from '../pipeline/http/http-exchange.js';
import { statusFor } from '../pipeline/http/legacy-status.js';
import type { OperationHandler } from '../pipeline/http/operation-handler.js';
import type { StreamTransport } from '../pipeline/http/stream-transport.js';
import type { OperationObserver } from '../pipeline/operation-observer.js';
import type { OperationParams } from '../pipeline/operation-params.js';
import type { Resolution } from '../pipeline/operation-resolver.js';
import type { LimitedResolve } from '../pipeline/rate-limited.js';
import { isRefusal, type Refusal } from '../pipeline/refusal.js';
import { failed, type OperationResult, refused } from '../pipeline/run-operation.js';
import { unanswerable } from '../pipeline/unanswerable.js';
import type { ApolloContext } from './apollo-server.js';

/** What operations are handled with. */
export interface ApolloHandlerOptions {
  /** It is started. */
  readonly apollo: ApolloServer<ApolloContext>;
  readonly resolve: LimitedResolve;
  /** Told of each operation that did not get as far as Apollo Server. */
  readonly record: (operation: AnsweredOperation) => void;
  /** Whether a plugin may have a page for browsers. */
  readonly hasPages: boolean;
  /** @default none */
  readonly streams?: readonly StreamTransport[];
  /** Watches what streams serve; Apollo Server's plugins see the others. @default nobody */
  readonly observer?: OperationObserver;
}

// Apollo Server's plugins are to hear of what GraphQL refuses: it parses and validates on its own once more.
const TOLD_BY_APOLLO = new Set<unknown>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);

/** Runs operations through Apollo Server and its plugins, once they passed the same guards as on the gateway's own path. */
export class ApolloHandler implements OperationHandler {
  readonly #options: ApolloHandlerOptions;

  constructor(options: ApolloHandlerOptions) {
    this.#options = options;
  }

  handle(
    exchange: HttpExchange,
    params: OperationParams,
    mayStream: boolean,
    done: (result: OperationResult) => void,
  ): void {
    this.#options.resolve(
      params,
      () => exchange.source,
      (outcome) => this.#answer(exchange, params, mayStream, done, outcome),
      (error) => exchange.fail(error),
    );
  }

  #answer(
    exchange: HttpExchange,
    params: OperationParams,
    mayStream: boolean,
    done: (result: OperationResult) => void,
    outcome: Resolution | Refusal,
  ): void {
    const { streams } = this.#options;
    if (isRefusal(outcome)) {
      const isKnown = !outcome.isOurs && TOLD_BY_APOLLO.has(outcome.errors[0]?.extensions?.code);
      const isTold = isKnown && params.query !== undefined;
      // Apollo Server has nothing to say to a client that takes streams only.
      if (!isTold || !exchange.takesJson) {
        this.#refuse(exchange, outcome, done);
        return;
      }
      this.#run(exchange, params, params.query, done);
      return;
    }
    const stream = mayStream ? streams?.find((one) => one.takes(exchange, outcome)) : undefined;
    if (stream) {
      const watch = this.#options.observer?.begin(exchange.request, exchange.context);
      watch?.resolved?.(outcome);
      stream.serve(exchange, outcome, params, watch);
      return;
    }
    const refusal = unanswerable(outcome, exchange.request.method);
    if (refusal) {
      this.#refuse(exchange, refusal, done);
      return;
    }
    this.#run(exchange, params, outcome.resolved.document.loc?.source.body, done);
  }

  handlePage(exchange: HttpExchange): boolean {
    if (!this.#options.hasPages) return false;
    const request: HTTPGraphQLRequest = { ...headOf(exchange.request), search: '', body: undefined };
    this.#ask(exchange, request)
      .then(({ status, headers, text }) =>
        exchange.send(status, headers?.['content-type'] ?? exchange.responseType.contentType, text),
      )
      .catch((error: unknown) => exchange.fail(error));
    return true;
  }

  #refuse(exchange: HttpExchange, refusal: Refusal, done: (result: OperationResult) => void): void {
    const { requestId } = exchange.context;
    const status = statusFor(refusal.status, refusal.errors, exchange.responseType);
    this.#options.record({
      requestId,
      name: undefined,
      type: 'invalid',
      status,
      seconds: 0,
      codes: codesOf(refusal.errors),
    });
    done({ ...refused(refusal), status });
  }

  #run(
    exchange: HttpExchange,
    { operationName, variables, extensions }: OperationParams,
    query: string | undefined,
    done: (result: OperationResult) => void,
  ): void {
    const { persistedQuery, ...others } = extensions; // resolved already
    const body = {
      query,
      variables,
      extensions: others,
      ...(operationName !== undefined && { operationName }),
    };
    const head = headOf(exchange.request);
    const request: HTTPGraphQLRequest =
      head.method === 'GET'
        ? { ...head, search: searchOf(body), body: undefined }
        : { ...head, search: '', body };
    this.#ask(exchange, request).then(done, (error: unknown) => done(failed(error, exchange.context)));
  }

  async #ask(
    exchange: HttpExchange,
    httpGraphQLRequest: HTTPGraphQLRequest,
  ): Promise<OperationResult & { readonly text: string }> {
    const { context, responseType } = exchange;
    const { requestId, deadline, forwardedHeaders, caller, claims, log } = context;
    const response = await this.#options.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      context: async () => ({ requestId, deadline, forwardedHeaders, caller, claims, log, responseType }),
    });
    return resultOf(response);
  }
}

function headOf({
  method = 'GET',
  headers,
}: IncomingMessage): Pick<HTTPGraphQLRequest, 'method' | 'headers'> {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return { method, headers: map };
}

function searchOf(body: {
  readonly query: string | undefined;
  readonly operationName?: string;
  readonly variables: object;
  readonly extensions: object;
}): string {
  const search = new URLSearchParams({
    query: body.query ?? '',
    variables: JSON.stringify(body.variables),
    extensions: JSON.stringify(body.extensions),
  });
  if (body.operationName !== undefined) search.set('operationName', body.operationName);
  return search.toString();
}

async function resultOf({
  status = 200,
  headers,
  body,
}: HTTPGraphQLResponse): Promise<OperationResult & { readonly text: string }> {
  let text = '';
  if (body.kind === 'complete') text = body.string;
  else for await (const chunk of body.asyncIterator) text += chunk;
  return { status, headers: Object.fromEntries(headers), text };
}
