import type { IncomingMessage } from 'node:http';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type Refusal, refuse } from '../refusal.js';

type Decompress = (
  body: Buffer,
  options: { readonly maxOutputLength: number },
  done: (error: Error | null, text: Buffer) => void,
) => void;

const DECOMPRESSORS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', brotliDecompress],
]);

const TOO_LARGE = refuse(413, 'PAYLOAD_TOO_LARGE', 'The body is larger than this server accepts.');
const UNKNOWN_ENCODING = refuse(
  415,
  'BAD_REQUEST',
  'The body is compressed in a way that is not known here: gzip, deflate and br are.',
  { 'accept-encoding': 'gzip, deflate, br' },
);
const NOT_COMPRESSED = refuse(400, 'BAD_REQUEST', 'The body is not what its content-encoding says.');
const NOT_JSON = refuse(400, 'BAD_REQUEST', 'The body is not valid JSON.');

/**
 * Reads a request's body as JSON; `limit` is in bytes, and holds before and after decompression. `done` is called once, or
 * never when the client goes away before the body's end. What is left of a body that is too large is read and dropped.
 */
export function readJson(
  request: IncomingMessage,
  limit: number,
  done: (body: { readonly json: unknown } | Refusal) => void,
): void {
  const encoding = request.headers['content-encoding'];
  const isPlain = encoding === undefined || encoding === 'identity' || encoding === '';
  const decompress = isPlain ? undefined : DECOMPRESSORS.get(encoding.toLowerCase());
  if (!isPlain && !decompress) {
    done(UNKNOWN_ENCODING);
    return;
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    done(TOO_LARGE);
    return;
  }
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let length = 0;
  const onData = (chunk: Buffer) => {
    length += chunk.length;
    if (length > limit) {
      request.off('data', onData).off('end', onEnd);
      request.resume();
      done(TOO_LARGE);
    } else if (!first) first = chunk;
    else if (more) more.push(chunk);
    else more = [chunk];
  };
  const onEnd = () => {
    const body = more && first ? Buffer.concat([first, ...more], length) : first;
    if (!body) done(NOT_JSON);
    else if (decompress) decompressed(body, decompress, limit, done);
    else done(parsed(body));
  };
  request.on('data', onData).on('end', onEnd);
}

function decompressed(
  body: Buffer,
  decompress: Decompress,
  maxOutputLength: number,
  done: (body: { readonly json: unknown } | Refusal) => void,
): void {
  decompress(body, { maxOutputLength }, (error, text) => {
    if (!error) done(parsed(text));
    else done((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? TOO_LARGE : NOT_COMPRESSED);
  });
}

function parsed(body: Buffer): { readonly json: unknown } | Refusal {
  try {
    return { json: JSON.parse(body.toString('utf8')) };
  } catch {
    return NOT_JSON;
  }
}
