import { createHash } from 'node:crypto';
import { RequestError } from '@orrery/runtime';

/** What a cursor holds: the order it belongs to, and the sort key of the row it points at. */
export interface CursorPosition {
  readonly order: string;
  readonly key: readonly CursorValue[];
}

/** A sort key's part. */
export type CursorValue = string | number | boolean | Date;

const CHECKSUM_LENGTH = 8; // characters of base64url: 48 bits, against mistakes and idle tampering

/** An opaque cursor for a row. It carries a checksum, and no secret: the key's values are the row's own public fields. */
export function encodeCursor(position: CursorPosition): string {
  const key = position.key.map((value) => (value instanceof Date ? { t: value.getTime() } : value));
  const body = JSON.stringify([position.order, key]);
  return Buffer.from(checksum(body) + body).toString('base64url');
}

/**
 * The position of a cursor made for `order`.
 * @throws RequestError BAD_USER_INPUT when the cursor was altered, or belongs to another order.
 */
export function decodeCursor(cursor: string, order: string, argument = 'after'): CursorPosition {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const body = text.slice(CHECKSUM_LENGTH);
  // Decoding passes over bits and characters that mean nothing: only what encoding makes is a cursor.
  const canonical = Buffer.from(text).toString('base64url') === cursor;
  if (!canonical || text.slice(0, CHECKSUM_LENGTH) !== checksum(body))
    throw refused('is not a cursor of this graph', argument);
  const [madeFor, key] = JSON.parse(body) as [string, (CursorValue | { t: number })[]];
  if (madeFor !== order) throw refused('belongs to a list in another order', argument);
  return {
    order,
    key: key.map((part) => (typeof part === 'object' ? new Date((part as { t: number }).t) : part)),
  };
}

function checksum(body: string): string {
  return createHash('sha256').update(`orrery-cursor:${body}`).digest('base64url').slice(0, CHECKSUM_LENGTH);
}

function refused(reason: string, argument: string): RequestError {
  const message = `${argument} ${reason}: use an endCursor that the same list returned.`;
  return new RequestError('BAD_USER_INPUT', message, [{ path: argument, message }]);
}
