import { CommandError } from '../errors.js';
import type { Document } from '../types.js';
import { decode, decodeKeepingDocuments } from './bson.js';
import { firstName } from './raw-document.js';

/** https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
export const OpCode = { Reply: 1, Query: 2004, Compressed: 2012, Message: 2013 } as const;

export const HEADER_BYTES = 16;
export const MAX_MESSAGE_BYTES = 48_000_000;
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Bits 0 to 15 must be understood; the others may be ignored. */
const REQUIRED_BITS = 0xffff;

/** A request whose frame makes no sense: the connection is closed, as MongoDB does. */
export class WireError extends Error {}

/** One command as it came in. */
export interface Request {
  readonly requestId: number;
  readonly opCode: number;
  /** The client does not read an answer (unacknowledged writes). */
  readonly moreToCome: boolean;
  readonly body: Document;
  /** Document sequences and, for inserts, the documents of the body: by field name, as bytes. */
  readonly sequences: ReadonlyMap<string, Uint8Array[]>;
}

export interface Header {
  readonly length: number;
  readonly requestId: number;
  readonly opCode: number;
}

export function readHeader(frame: Buffer): Header {
  return {
    length: frame.readInt32LE(0),
    requestId: frame.readInt32LE(4),
    opCode: frame.readInt32LE(12),
  };
}

function documentAt(frame: Buffer, at: number, end: number): Buffer {
  if (at + 5 > end) throw new WireError('a document is cut off');
  const length = frame.readInt32LE(at);
  if (length < 5 || at + length > end) throw new WireError(`a document claims ${length} bytes`);
  if (frame[at + length - 1] !== 0) throw new WireError('a document has no end');
  return frame.subarray(at, at + length);
}

function decodeBody(bytes: Uint8Array, sequences: Map<string, Uint8Array[]>): Document {
  if (firstName(bytes) !== 'insert') return decode(bytes);
  const body = decodeKeepingDocuments(bytes);
  const documents: unknown = body.documents;
  if (Array.isArray(documents) && documents.every((one) => one instanceof Uint8Array)) {
    sequences.set('documents', documents as Uint8Array[]);
    delete body.documents;
  }
  return body;
}

function readSequence(frame: Buffer, at: number, end: number, sequences: Map<string, Uint8Array[]>): number {
  if (at + 4 > end) throw new WireError('a document sequence is cut off');
  const sectionEnd = at + frame.readInt32LE(at);
  const nameEnd = frame.indexOf(0, at + 4);
  if (sectionEnd > end || nameEnd === -1 || nameEnd >= sectionEnd) {
    throw new WireError('a document sequence is cut off');
  }
  const name = frame.toString('utf8', at + 4, nameEnd);
  if (sequences.has(name)) throw new WireError(`two document sequences are called ${name}`);
  const documents: Uint8Array[] = [];
  let position = nameEnd + 1;
  while (position < sectionEnd) {
    const document = documentAt(frame, position, sectionEnd);
    documents.push(document);
    position += document.length;
  }
  sequences.set(name, documents);
  return sectionEnd;
}

function readMessage(frame: Buffer, header: Header): Request {
  if (frame.length < HEADER_BYTES + 4) throw new WireError('a message is cut off');
  const flags = frame.readUInt32LE(HEADER_BYTES);
  const unknown = flags & REQUIRED_BITS & ~(CHECKSUM_PRESENT | MORE_TO_COME);
  if (unknown !== 0) throw new WireError(`unknown flag bits ${flags}`);
  const end = frame.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const sequences = new Map<string, Uint8Array[]>();
  let body: Buffer | undefined;
  let at = HEADER_BYTES + 4;
  while (at < end) {
    const kind = frame[at++];
    if (kind === 0) {
      if (body) throw new WireError('a message has two bodies');
      body = documentAt(frame, at, end);
      at += body.length;
    } else if (kind === 1) at = readSequence(frame, at, end, sequences);
    else throw new WireError(`unknown section kind ${kind}`);
  }
  if (!body) throw new WireError('a message has no body');
  return {
    requestId: header.requestId,
    opCode: header.opCode,
    moreToCome: (flags & MORE_TO_COME) !== 0,
    body: decodeBody(body, sequences),
    sequences,
  };
}

/** The legacy query that some clients still greet with: only commands on a `$cmd` collection. */
function readQuery(frame: Buffer, header: Header): Request {
  const nameEnd = frame.indexOf(0, HEADER_BYTES + 4);
  if (nameEnd === -1) throw new WireError('a query is cut off');
  const namespace = frame.toString('utf8', HEADER_BYTES + 4, nameEnd);
  if (!namespace.endsWith('.$cmd')) throw new WireError('legacy queries are not supported');
  const body = decode(documentAt(frame, nameEnd + 9, frame.length));
  const command = (body.$query ?? body) as Document;
  return {
    requestId: header.requestId,
    opCode: header.opCode,
    moreToCome: false,
    body: { ...command, $db: namespace.slice(0, -'.$cmd'.length) },
    sequences: new Map(),
  };
}

/**
 * Reads one whole frame.
 * @throws WireError when the frame is malformed: the connection must be closed
 * @throws CommandError when only the BSON in it is: an answer can be given
 */
export function readRequest(frame: Buffer): Request {
  const header = readHeader(frame);
  switch (header.opCode) {
    case OpCode.Message:
      return readMessage(frame, header);
    case OpCode.Query:
      return readQuery(frame, header);
    case OpCode.Compressed:
      throw new WireError('compression was not negotiated');
    default:
      throw new WireError(`unknown operation ${header.opCode}`);
  }
}

/** True for an error that can be answered rather than end the connection. */
export function isAnswerable(error: unknown): error is CommandError {
  return error instanceof CommandError;
}
