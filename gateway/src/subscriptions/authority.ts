import { HEADER } from '@orrery/contracts';

/** On whose behalf operations run: everything about the caller that subgraphs can see. */
export interface Authority {
  /** Headers that may go on to subgraphs, by lower-case name; those that only trace a request are left out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Equal for two callers only when subgraphs cannot tell them apart. */
  readonly key: string;
  /** What subgraphs that write are told of the client's address and program. @default nothing */
  readonly client?: Readonly<Record<string, string>>;
}

/** Keeps of received headers those that may go on to a subgraph. */
export type KeepHeaders = (
  received: Readonly<Record<string, string | string[] | undefined>>,
) => Record<string, string>;

const TRACING = [HEADER.requestId, 'traceparent', 'tracestate'];

/**
 * The authority of a connection, from its request's headers and, for a WebSocket, the payload of connection_init: that may
 * hold headers by name, or in an object named `headers`, and wins over the request's. A browser can set no header on one.
 */
export function authorityOf(
  keep: KeepHeaders,
  received: Readonly<Record<string, string | string[] | undefined>>,
  payload: Readonly<Record<string, unknown>> = {},
): Authority {
  const headers = keep({ ...received, ...headersIn(payload.headers), ...headersIn(payload) });
  for (const name of TRACING) delete headers[name];
  const entries = Object.entries(headers).sort(([left], [right]) => (left < right ? -1 : 1));
  return { headers, key: JSON.stringify(entries) };
}

function headersIn(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(texts.map(([name, text]) => [name.toLowerCase(), text]));
}
