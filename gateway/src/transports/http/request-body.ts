import { oneByte } from './one-byte.js';
import type { SubgraphRequest } from './subgraph-request.js';

const MAX_KNOWN = 1_000;
const known = new Map<string, { operationName: string | undefined; start: string }>();

/**
 * The JSON text of a request. A plan's operations are sent again and again: their part of the text is kept, for 1,000
 * operations at most.
 */
export function bodyOf({ query, operationName, variables }: SubgraphRequest): string {
  let entry = known.get(query);
  if (!entry || entry.operationName !== operationName) {
    const named = operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`;
    entry = { operationName, start: oneByte(`{"query":${JSON.stringify(query)}${named}`) };
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(query, entry);
  }
  return variables === undefined
    ? `${entry.start}}`
    : `${entry.start},"variables":${JSON.stringify(variables)}}`;
}
