/** How an answer is written. */
export interface ResponseType {
  readonly contentType: string;
  /** Whether the client named application/json itself: it then expects 200 for whatever GraphQL refuses. */
  readonly isPlainJson: boolean;
}

const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

const PLAIN: ResponseType = { contentType: `${JSON_TYPE}; charset=utf-8`, isPlainJson: true };
const BY_DEFAULT: ResponseType = { ...PLAIN, isPlainJson: false };
const GRAPHQL: ResponseType = { contentType: `${RESPONSE_TYPE}; charset=utf-8`, isPlainJson: false };

const MAX_KNOWN = 200; // Accept headers: clients have few

const known = new Map<string, ResponseType | undefined>();

/** What an answer is written as when nothing else was asked for. */
export const DEFAULT_RESPONSE_TYPE: ResponseType = BY_DEFAULT;

/**
 * The media type that an Accept header prefers (RFC 9110, 12.5.1), JSON when it leaves the choice; undefined when it takes
 * neither of the two that there are.
 */
export function responseTypeFor(accept: string | undefined): ResponseType | undefined {
  if (accept === undefined || accept === '' || accept === '*/*') return BY_DEFAULT;
  if (known.has(accept)) return known.get(accept);
  const type = negotiate(accept);
  if (known.size < MAX_KNOWN && accept.length < 500) known.set(accept, type);
  return type;
}

/** The type of a Content-Type header, in lower case and without parameters. */
export function essenceOf(contentType: string): string {
  if (contentType === JSON_TYPE) return JSON_TYPE;
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

interface Preference {
  readonly quality: number;
  /** 2 names the type, 1 its family, 0 anything. */
  readonly exactness: number;
  /** Its place in the header. */
  readonly place: number;
}

function negotiate(accept: string): ResponseType | undefined {
  const ranges = accept.split(',').map(readRange);
  const json = preferenceFor(JSON_TYPE, ranges);
  const graphql = preferenceFor(RESPONSE_TYPE, ranges);
  if (!json && !graphql) return undefined;
  if (graphql && (!json || isStronger(graphql, json))) return GRAPHQL;
  return json?.exactness === 2 ? PLAIN : BY_DEFAULT;
}

function readRange(text: string): { readonly range: string; readonly quality: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => /^q\s*=/.test(parameter));
  return { range, quality: quality === undefined ? 1 : Number(quality.split('=')[1]) || 0 };
}

function preferenceFor(
  type: string,
  ranges: readonly { readonly range: string; readonly quality: number }[],
): Preference | undefined {
  let best: Preference | undefined;
  for (const [place, { range, quality }] of ranges.entries()) {
    const exactness = range === type ? 2 : range === 'application/*' ? 1 : range === '*/*' ? 0 : -1;
    if (exactness > (best?.exactness ?? -1)) best = { quality, exactness, place };
  }
  return best && best.quality > 0 ? best : undefined;
}

function isStronger(one: Preference, other: Preference): boolean {
  if (one.quality !== other.quality) return one.quality > other.quality;
  if (one.exactness !== other.exactness) return one.exactness > other.exactness;
  return one.place < other.place;
}
