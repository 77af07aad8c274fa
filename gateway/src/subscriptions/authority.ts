import { HEADER } from '@orrery/contracts';
import { type Caller, callerKey } from '@orrery/runtime';

/** On whose behalf operations run: everything about the caller that subgraphs can see. */
export interface Authority {
  /** Headers that may go on to subgraphs, by lower-case name; those that only trace a request are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Equal for two callers only when subgraphs cannot tell them apart. */
  readonly key: string;
  /** What subgraphs that write are told of the client's address and program. @default nothing */
  readonly client?: Readonly<Record<string, string>>;
  /** Who it is, where tokens are verified. @default nobody in particular */
  readonly caller?: Caller;
}

type Received = Readonly<Record<string, string | string[] | undefined>>;

/** Keeps of received headers those that may go on to a subgraph. */
export type KeepHeaders = (received: Received) => Record<string, string>;

const TRACING = [HEADER.requestId, 'traceparent', 'tracestate'];

/**
 * The authority of a connection, from its request's headers and, for a WebSocket, the payload of connection_init: that may
 * hold headers by name, or in an object named `headers`, and wins over the request's. A browser can set no header on one.
 * @param caller Whose token it came with, where tokens are verified.
 */
export function authorityOf(
  keep: KeepHeaders,
  received: Received,
  payload: Readonly<Record<string, unknown>> = {},
  caller?: Caller,
): Authority {
  const headers = keep(withPayload(received, payload));
  for (const name of TRACING) delete headers[name];
  const entries = Object.entries(headers).sort(([left], [right]) => (left < right ? -1 : 1));
  if (!caller) return { headers, key: JSON.stringify(entries) };
  return { headers, key: JSON.stringify([callerKey(caller), entries]), caller };
}

/** The Authorization header of a connection, found as {@link authorityOf} finds headers. */
export function authorizationOf(
  received: Received,
  payload: Readonly<Record<string, unknown>> = {},
): string | undefined {
  const { authorization } = withPayload(received, payload);
  return typeof authorization === 'string' ? authorization : undefined;
}

function withPayload(received: Received, payload: Readonly<Record<string, unknown>>): Received {
  return { ...received, ...headersIn(payload.headers), ...headersIn(payload) };
}

function headersIn(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts.map(([name, text]) => [name.toLowerCase(), text]));
}
