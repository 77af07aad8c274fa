import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { HEADER } from '@orrery/contracts';
import { isRequestId, type Logger, timeoutFromHeader } from '@orrery/runtime';
import type { OperationSource } from '../../security/rate-limits/rate-limits.js';
import { clientFacts } from '../client-facts.js';
import type { IdentifyCaller } from '../identify-caller.js';
import { type OperationParams, paramsOf, paramsOfSearch } from '../operation-params.js';
import { isRefusal, type Refusal, refuse } from '../refusal.js';
import { RequestContext } from '../request-context.js';
import { RequestDeadline } from '../request-deadline.js';
import { answerBatch } from './answer-batch.js';
import { refuseForgery } from './csrf.js';
import { HttpExchange } from './http-exchange.js';
import { essenceOf } from './media-types.js';
import type { OperationHandler } from './operation-handler.js';
import { readJson } from './read-body.js';
import { writeResult } from './write-result.js';

/** What the endpoint is made with. */
export interface EndpointOptions {
  readonly handler: OperationHandler;
  readonly log: Logger;
  /** The longest that one request may take, body included. */
  readonly requestTimeoutMs: number;
  /** Largest accepted body, before and after decompression. */
  readonly bodyLimitBytes: number;
  /** Most operations in one request; 0 refuses batches. */
  readonly batchLimit: number;
  /** The headers of a request that its operations keep for their fetches. */
  readonly keep: (headers: IncomingMessage['headers']) => Record<string, string>;
  /** Headers of every answer to a request, beside its id. */
  readonly headersFor: (request: IncomingMessage) => Readonly<Record<string, string>> | undefined;
  /** Whether a request is not for GraphQL but for the page that lives at the same path. */
  readonly isForPage: (request: IncomingMessage) => boolean;
  /** Whose limits the operations of a request are counted under. */
  readonly sourceOf: (request: IncomingMessage) => OperationSource;
  /** Who sends a request, by its token. @default nobody asks: tokens are for subgraphs */
  readonly identify?: IdentifyCaller;
  /** Whether the server takes its leave: connections end with their answers. */
  readonly isClosing: () => boolean;
}

const PATH = '/graphql';
const METHODS = 'GET, POST, OPTIONS';

const NOT_JSON = refuse(
  415,
  'BAD_REQUEST',
  'Send the operation as JSON, with Content-Type: application/json.',
  {
    accept: 'application/json',
  },
);
const NOT_ACCEPTABLE = refuse(
  406,
  'BAD_REQUEST',
  'The Accept header takes neither application/json nor application/graphql-response+json.',
);

/** Serves GraphQL over HTTP at `/graphql`, on node's own objects; every other request goes on to `next`. */
export function graphqlEndpoint(options: EndpointOptions, next: RequestListener): RequestListener {
  return (request, response) => {
    const { url = '', method } = request;
    const search = searchOf(url);
    const isOurs = search !== undefined && !isPreflight(request) && !options.isForPage(request);
    if (!isOurs) return next(request, response);
    const exchange = open(request, response, options);
    if (method === 'POST') post(exchange, options);
    else if (method === 'GET') get(exchange, search, options);
    else otherMethod(exchange);
  };
}

// The part after the question mark; undefined for another path.
function searchOf(url: string): string | undefined {
  if (!url.startsWith(PATH)) return undefined;
  if (url.length === PATH.length) return '';
  return url[PATH.length] === '?' ? url.slice(PATH.length + 1) : undefined;
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function open(request: IncomingMessage, response: ServerResponse, options: EndpointOptions): HttpExchange {
  const { headers } = request;
  const sent = headers[HEADER.requestId];
  const requestId = isRequestId(sent) ? sent : randomUUID();
  const deadline = new RequestDeadline(
    timeoutFromHeader(headers[HEADER.timeoutMs], options.requestTimeoutMs),
  );
  response.once('close', () => {
    if (response.writableFinished) deadline.end();
    else deadline.leave();
  });
  const forwarded = Object.assign(options.keep(headers), clientFacts(request, options.sourceOf(request)));
  forwarded[HEADER.requestId] = requestId;
  const ownHeaders: Record<string, string> = { [HEADER.requestId]: requestId };
  if (options.isClosing()) ownHeaders.connection = 'close';
  const more = options.headersFor(request);
  return new HttpExchange(
    request,
    response,
    new RequestContext(requestId, deadline, forwarded, options.log),
    more ? { ...ownHeaders, ...more } : ownHeaders,
    options.sourceOf,
  );
}

function post(exchange: HttpExchange, options: EndpointOptions): void {
  const { headers } = exchange.request;
  const refusal =
    refuseForgery(headers) ??
    (essenceOf(headers['content-type'] ?? '') === 'application/json' ? undefined : NOT_JSON);
  if (refusal) {
    exchange.refuse(refusal);
    return;
  }
  identified(exchange, options, () =>
    readJson(exchange.request, options.bodyLimitBytes, (body) => {
      if (isRefusal(body)) exchange.refuse(body);
      else guarded(exchange, () => run(exchange, body.json, options));
    }),
  );
}

function run(exchange: HttpExchange, body: unknown, { handler, batchLimit }: EndpointOptions): void {
  if (Array.isArray(body)) answerBatch(exchange, body, handler, batchLimit);
  else answer(exchange, paramsOf(body), handler);
}

// Before the body is read: nothing is done for a token that is not valid.
function identified(exchange: HttpExchange, { identify }: EndpointOptions, goOn: () => void): void {
  if (!identify) {
    goOn();
    return;
  }
  identify(
    exchange.request.headers.authorization,
    (identity) => {
      if (isRefusal(identity)) {
        exchange.refuse(identity);
        return;
      }
      exchange.identity = identity;
      exchange.context.caller = identity.caller;
      goOn();
    },
    (error) => exchange.fail(error),
  );
}

// An exception here would end the process: nothing above this catches it.
function guarded(exchange: HttpExchange, work: () => void): void {
  try {
    work();
  } catch (error) {
    exchange.fail(error);
  }
}

function get(exchange: HttpExchange, search: string, options: EndpointOptions): void {
  const { headers } = exchange.request;
  const contentType = headers['content-type'];
  const isPage = headers.accept?.includes('text/html') && !new URLSearchParams(search).has('query');
  if (isPage && options.handler.handlePage?.(exchange)) return;
  const refusal =
    refuseForgery(headers) ??
    (contentType === undefined || essenceOf(contentType) === 'application/json' ? undefined : NOT_JSON);
  if (refusal) {
    exchange.refuse(refusal);
    return;
  }
  identified(exchange, options, () =>
    guarded(exchange, () => answer(exchange, paramsOfSearch(search), options.handler)),
  );
}

function answer(exchange: HttpExchange, params: OperationParams | Refusal, handler: OperationHandler): void {
  if (isRefusal(params)) {
    exchange.refuse(params);
    return;
  }
  const accept = exchange.request.headers.accept ?? '';
  const mayStream = accept.includes('multipart/mixed') || accept.includes('text/event-stream');
  if (!exchange.takesJson && !mayStream) {
    exchange.refuse(NOT_ACCEPTABLE);
    return;
  }
  handler.handle(exchange, params, mayStream, (result) => writeResult(exchange, result));
}

function otherMethod(exchange: HttpExchange): void {
  if (exchange.request.method === 'OPTIONS') {
    exchange.response.writeHead(204, { ...exchange.headers, allow: METHODS }).end();
    return;
  }
  exchange.refuse(refuse(405, 'BAD_REQUEST', 'GraphQL is served by POST and GET.', { allow: METHODS }));
}
