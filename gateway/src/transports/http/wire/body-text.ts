import { isAscii } from 'node:buffer';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { tooLarge } from './body-bytes.js';
import { WireFailure } from './wire-failure.js';

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECOMPRESS: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip) as Decompress,
  'x-gzip': promisify(gunzip) as Decompress,
  deflate: promisify(inflate) as Decompress,
  br: promisify(brotliDecompress) as Decompress,
};

/** The codings that {@link decompressed} knows, as Accept-Encoding lists them. */
export const KNOWN_CODINGS = 'br, gzip, deflate';

/** The text of UTF-8 bytes, a byte order mark left out. One byte a character in memory where it is ASCII. */
export function textOf(bytes: Buffer): string {
  // Copying is several times faster than decoding, and most answers are ASCII.
  if (isAscii(bytes)) return bytes.toString('latin1');
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0);
}

/** Undoes a content coding. @throws WireFailure `too large` past `limit` bytes, `not HTTP` for what cannot be undone */
export async function decompressed(bytes: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const decompress = Object.hasOwn(DECOMPRESS, encoding) ? DECOMPRESS[encoding] : undefined;
  if (!decompress) throw new WireFailure('not HTTP', 'the body has a coding that is not known');
  try {
    return await decompress(bytes, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    throw new WireFailure('not HTTP', 'the body is not in the coding that it names', error);
  }
}
