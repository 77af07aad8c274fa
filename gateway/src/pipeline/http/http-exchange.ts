import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { ANONYMOUS, callerId } from '@orrery/runtime';
import type { Identity } from '../../security/callers/callers.js';
import type { OperationSource } from '../../security/rate-limits/rate-limits.js';
import { formatErrors } from '../format-errors.js';
import type { Refusal } from '../refusal.js';
import type { RequestContext } from '../request-context.js';
import { DEFAULT_RESPONSE_TYPE, type ResponseType, responseTypeFor } from './media-types.js';

/** One HTTP request to the GraphQL endpoint, and its response. */
export class HttpExchange {
  /** How whole answers are written for this client. */
  readonly responseType: ResponseType;
  /** Whether the client takes a whole answer in one of the ways that there are. */
  readonly takesJson: boolean;
  /** Who sends the request, where tokens are verified; set before its operations are run. */
  identity?: Identity;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly context: RequestContext,
    /** Headers of every answer to this request. */
    readonly headers: Readonly<Record<string, string>>,
    readonly sourceOf: (request: IncomingMessage) => OperationSource,
  ) {
    const type = responseTypeFor(request.headers.accept);
    this.takesJson = type !== undefined;
    this.responseType = type ?? DEFAULT_RESPONSE_TYPE;
  }

  /** Whose limits its operations are counted under. */
  get source(): OperationSource {
    const source = this.sourceOf(this.request);
    const caller = callerId(this.context.caller ?? ANONYMOUS);
    return caller === undefined ? source : { ...source, caller };
  }

  /** Writes the whole response. */
  send(status: number, contentType: string, body: string, headers?: Readonly<Record<string, string>>): void {
    const bytes = Buffer.byteLength(body);
    // As long in bytes as in characters: ASCII, which is written at once, where UTF-8 has three times its length put by.
    const encoding = bytes === body.length ? 'latin1' : 'utf8';
    const head: OutgoingHttpHeaders = {
      'content-type': contentType,
      'content-length': bytes,
      'cache-control': 'no-store',
      ...this.headers,
    };
    this.response.writeHead(status, headers ? Object.assign(head, headers) : head).end(body, encoding);
  }

  /** Answers what nobody foresaw: it is masked and logged. What is written by half is broken off. */
  fail(error: unknown): void {
    const { errors } = formatErrors([error], this.context.log);
    if (this.response.headersSent) this.response.destroy();
    else this.refuse({ status: 500, errors });
  }

  /** Writes a refusal. */
  refuse({ status, errors, headers }: Refusal): void {
    this.send(status, this.responseType.contentType, JSON.stringify({ errors }), headers);
  }
}
