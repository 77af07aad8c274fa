import { Timestamp } from 'bson';
import { CommandError } from '../errors.js';
import { type Document, isDocument } from '../types.js';

/** What a resume token stands for: an event, the end of what was read, or the invalidation after an event. */
export type TokenKind = 'event' | 'mark' | 'invalidate';

export interface ResumeToken {
  readonly time: Timestamp;
  readonly kind: TokenKind;
}

const KINDS: readonly TokenKind[] = ['event', 'mark', 'invalidate'];

/** A token as clients keep it: `{ _data: '<18 hex digits>' }`, in the order of the events. */
export function encodeToken({ time, kind }: ResumeToken): Document {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt32BE(time.t, 0);
  bytes.writeUInt32BE(time.i, 4);
  bytes[8] = KINDS.indexOf(kind);
  return { _data: bytes.toString('hex') };
}

/** @throws CommandError InvalidResumeToken */
export function decodeToken(token: unknown): ResumeToken {
  const data: unknown = isDocument(token) ? token._data : undefined;
  const bytes = typeof data === 'string' ? Buffer.from(data, 'hex') : Buffer.alloc(0);
  const kind = KINDS[bytes[8] ?? -1];
  if (bytes.length !== 9 || !kind)
    throw new CommandError('InvalidResumeToken', 'the resume token is not one of this server');
  return { time: new Timestamp({ t: bytes.readUInt32BE(0), i: bytes.readUInt32BE(4) }), kind };
}
