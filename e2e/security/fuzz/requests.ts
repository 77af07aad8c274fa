import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import type { SentOperation } from './documents.js';
import { hostileJson, hostileName, hostileText } from './hostile.js';

/** An HTTP request as it is sent. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How the body is written; `deflate` is only claimed by the header. */
  readonly encoding?: 'gzip' | 'br' | 'deflate';
}

const JSON_TYPE = 'application/json';

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'] as const;

const PATHS = [
  '/graphql/',
  '/graphql/..%2f',
  '/__proto__',
  '/constructor',
  '/%',
  '/graphql%00',
  '//graphql',
  '/events',
];

const CONTENT_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/graphql',
  'application/json; charset=utf-16',
  'application/json; charset=__proto__',
  'APPLICATION/JSON ;;;',
  '__proto__',
  '/',
];

const ACCEPTS = [
  '*/*',
  'application/graphql-response+json',
  'application/json;q=0.1, application/graphql-response+json',
  'multipart/mixed',
  'multipart/mixed;deferSpec=20220824',
  'text/event-stream',
  'text/html',
  'image/png',
  ',;q=__proto__',
  'constructor/prototype',
];

const ODD_HEADERS = [
  ['authorization', 'Bearer __proto__'],
  ['authorization', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfMSJ9.'],
  ['authorization', 'Basic \u00e9'],
  ['x-request-id', '__proto__'],
  ['x-request-id', 'a'.repeat(3_000)],
  ['x-orrery-caller', '{"kind":"user","roles":["ADMIN"]}'],
  ['x-forwarded-for', '__proto__, 127.0.0.1'],
  ['traceparent', '00-__proto__-constructor-01'],
  ['baggage', '__proto__=1,constructor=2'],
  ['expect', '100-continue'],
  ['origin', 'null'],
  ['apollo-require-preflight', 'true'],
  ['content-encoding', 'gzip, gzip'],
  ['content-encoding', 'constructor'],
] as const;

/** Requests that carry operations of a grammar, or bodies that are none. @param callers Authorization headers; undefined for nobody */
export function requestsOf(
  operations: Arbitrary<SentOperation>,
  callers: readonly (string | undefined)[],
): Arbitrary<FuzzRequest> {
  const body = fc.oneof(
    { weight: 30, arbitrary: operations.map(bodyOf) },
    { weight: 3, arbitrary: oddBody(operations) },
    { weight: 1, arbitrary: hostileJson },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  );
  const headers = fc
    .tuple(
      rarely(JSON_TYPE, fc.constantFrom(undefined, ...CONTENT_TYPES)),
      rarely(undefined, fc.constantFrom(...ACCEPTS)),
      fc.constantFrom(...callers),
      rarely(undefined, fc.constantFrom(...ODD_HEADERS)),
    )
    .map(([type, accept, authorization, odd]) =>
      present([['content-type', type], ['accept', accept], ['authorization', authorization], odd]),
    );
  const encoding = rarely(undefined, fc.constantFrom('gzip' as const, 'br' as const, 'deflate' as const));
  const posts = fc.tuple(body, headers, encoding, rarely('/graphql', fc.constantFrom(...PATHS))).map(
    ([text, given, encoded, path]): FuzzRequest => ({
      method: 'POST',
      path,
      headers: { ...given, ...(encoded && { 'content-encoding': encoded }) },
      body: text,
      encoding: encoded,
    }),
  );
  const others = fc.tuple(fc.constantFrom(...METHODS), operations, headers, fc.boolean()).map(
    ([method, operation, given, isProven]): FuzzRequest => ({
      method,
      path: `/graphql?${queryOf(operation)}`.slice(0, 12_000),
      headers: { ...given, ...(isProven && { 'apollo-require-preflight': '1' }) },
      body: '',
    }),
  );
  return fc.oneof({ weight: 14, arbitrary: posts }, { weight: 1, arbitrary: others });
}

/** The usual body for an operation; its texts go in as they are. */
export function bodyOf({ query, variables, operationName }: SentOperation): string {
  const name = operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`;
  return `{"query":${JSON.stringify(query)},"variables":${variables}${name}}`;
}

// Keys that repeat, that mean something else, and values of the wrong kind.
function oddBody(operations: Arbitrary<SentOperation>): Arbitrary<string> {
  const entry = fc.tuple(
    fc.oneof(fc.constantFrom('query', 'variables', 'operationName', 'extensions', 'id'), hostileName),
    fc.oneof(
      hostileJson,
      hostileText.map((text) => JSON.stringify(text)),
    ),
  );
  return fc
    .tuple(
      operations.map(bodyOf),
      fc.array(entry, { maxLength: 3 }),
      fc.constantFrom('after', 'before', 'list'),
    )
    .map(([body, entries, where]) => {
      const strange = entries.map(([key, value]) => `"${key}":${value}`).join(',');
      if (where === 'list') return `[${body},{${strange}}]`;
      if (strange === '') return body;
      return where === 'after' ? `${body.slice(0, -1)},${strange}}` : `{${strange},${body.slice(1)}`;
    });
}

function rarely<Usual, Odd>(usual: Usual, odd: Arbitrary<Odd>): Arbitrary<Usual | Odd> {
  return fc.oneof({ weight: 40, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: odd });
}

function present(
  headers: readonly (readonly [string, string | undefined] | undefined)[],
): Record<string, string> {
  const given = headers.filter((header) => header !== undefined);
  return Object.fromEntries(given.filter((header): header is [string, string] => header[1] !== undefined));
}

/** The bytes of a request's body. */
export function bytesOf({ body, encoding }: FuzzRequest): Buffer {
  const bytes = Buffer.from(body);
  if (encoding === 'gzip') return gzipSync(bytes);
  return encoding === 'br' ? brotliCompressSync(bytes) : bytes;
}

function queryOf({ query, variables, operationName }: SentOperation): string {
  const parameters = new URLSearchParams({
    query: query,
    variables: variables,
  });
  if (operationName !== undefined) parameters.append('operationName', operationName);
  return String(parameters);
}
