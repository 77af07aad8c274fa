import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type Refusal, refuse } from './refusal.js';

/** What a client sends in `extensions.persistedQuery`, of which only the hash is needed here. */
export interface PersistedQueryExtension {
  readonly sha256Hash: string;
}

// A cache between client and gateway must not keep these: the next request may well be answered.
const NOT_KEPT = { 'cache-control': 'private, no-cache, must-revalidate' };

/**
 * Automatic persisted queries: a client sends the hash of a text, and the text itself only when it is not known here yet.
 * https://www.apollographql.com/docs/apollo-server/performance/apq
 */
export class PersistedQueries {
  readonly #texts: LRUCache<string, string>;

  /** @param maxBytes Most memory for texts. */
  constructor(maxBytes: number) {
    this.#texts = new LRUCache({ maxSize: maxBytes, sizeCalculation: (text) => 200 + 2 * text.length });
  }

  /** The text of a request that carries a hash. */
  textOf({ sha256Hash }: PersistedQueryExtension, query: string | undefined): string | Refusal {
    if (query === undefined) return this.#texts.get(sha256Hash) ?? notFound();
    if (hashOf(query) === sha256Hash) return query;
    return refuse(400, 'BAD_REQUEST', 'The hash of the persisted query is not that of the query.');
  }

  /** Keeps the text of an operation that turned out to be valid. */
  register({ sha256Hash }: PersistedQueryExtension, text: string): void {
    if (!this.#texts.has(sha256Hash)) this.#texts.set(sha256Hash, text);
  }
}

/** Reads the extension; undefined when the request has none. */
export function persistedQueryOf(
  extensions: Readonly<Record<string, unknown>>,
): PersistedQueryExtension | Refusal | undefined {
  const { persistedQuery } = extensions;
  if (!persistedQuery) return undefined;
  const { version, sha256Hash } = persistedQuery as { version?: unknown; sha256Hash?: unknown };
  if (version !== 1) return refuse(400, 'BAD_REQUEST', 'Only version 1 of persisted queries is known here.');
  if (typeof sha256Hash !== 'string') {
    return refuse(400, 'BAD_REQUEST', 'A persisted query needs its sha256Hash, a string.');
  }
  return { sha256Hash };
}

/** The refusal of a gateway on which automatic persisted queries are off; clients send whole texts from then on. */
export function notSupported(): Refusal {
  return refuse(200, 'PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported', NOT_KEPT);
}

function notFound(): Refusal {
  return refuse(200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', NOT_KEPT);
}

/** Hexadecimal SHA-256 of an operation's text. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
