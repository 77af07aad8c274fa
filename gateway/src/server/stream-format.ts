import type { GraphQLFormattedError } from 'graphql';
import type { ClientAnswer } from '../subscriptions/subscriber.js';

/** How answers are written into the body of one HTTP response. */
export interface StreamFormat {
  readonly kind: 'sse' | 'multipart';
  readonly contentType: string;
  /** Written at once, so that clients see that they are connected. */
  readonly opening: string;
  readonly heartbeat: string;
  next(answer: ClientAnswer): string;
  /** The end of a stream that broke. */
  broken(errors: readonly GraphQLFormattedError[]): string;
  /** The end of a stream that came to its end. */
  readonly completed: string;
}

/**
 * Server-sent events of graphql-sse, in its mode of distinct connections;
 * https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md#distinct-connections-mode
 */
export const SSE_FORMAT: StreamFormat = {
  kind: 'sse',
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  heartbeat: ':\n\n',
  next: (answer) => `event: next\ndata: ${JSON.stringify(answer)}\n\n`,
  broken: (errors) => `event: next\ndata: ${JSON.stringify({ errors })}\n\nevent: complete\ndata:\n\n`,
  completed: 'event: complete\ndata:\n\n',
};

const PART = '\r\ncontent-type: application/json; charset=utf-8\r\n\r\n';
const DELIMITER = '\r\n--graphql';

/**
 * Apollo's protocol of subscriptions over HTTP, in version 1.0. A part's delimiter is written right behind it: clients know
 * by it that the part is whole. https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol
 */
export const MULTIPART_FORMAT: StreamFormat = {
  kind: 'multipart',
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  opening: `${DELIMITER}${PART}{}${DELIMITER}`,
  heartbeat: `${PART}{}${DELIMITER}`,
  next: (payload) => `${PART}${JSON.stringify({ payload })}${DELIMITER}`,
  broken: (errors) => `${PART}${JSON.stringify({ payload: null, errors })}${DELIMITER}--\r\n`,
  completed: '--\r\n',
};

/** The format that a client's Accept header asks for by name. */
export function streamFormatFor(accept: string | undefined): StreamFormat | undefined {
  for (const range of accept?.split(',') ?? []) {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    if (parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter))) continue;
    if (type === 'text/event-stream') return SSE_FORMAT;
    const isSubscription = parameters.some((parameter) =>
      /^subscriptionspec\s*=\s*"?1\.0"?$/.test(parameter),
    );
    if (type === 'multipart/mixed' && isSubscription) return MULTIPART_FORMAT;
  }
  return undefined;
}
