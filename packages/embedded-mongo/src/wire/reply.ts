import type { Document } from '../types.js';
import { encode } from './bson.js';
import { HEADER_BYTES, OpCode } from './message.js';
import { appendElement } from './raw-document.js';

/** The documents of a cursor's answer, as bytes. */
export interface Batch {
  readonly field: 'firstBatch' | 'nextBatch';
  readonly documents: readonly Uint8Array[];
  /** The other fields of `cursor`: id, ns, postBatchResumeToken, ... */
  readonly cursor: Document;
}

/** A command's answer; `batch` becomes its `cursor` field without decoding the documents. */
export interface Reply {
  readonly body: Document;
  readonly batch?: Batch;
}

const INDEX_TEXT: Buffer[] = [];

/** The element header of item `index` in an array of documents: type 3 and the index as a name. */
function itemHeader(index: number): Buffer {
  INDEX_TEXT[index] ??= Buffer.from(`\x03${index}\0`, 'latin1');
  return INDEX_TEXT[index];
}

function encodeBatch(documents: readonly Uint8Array[]): Buffer {
  let size = 5;
  for (let index = 0; index < documents.length; index++) {
    size += itemHeader(index).length + documents[index]!.length;
  }
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.writeInt32LE(size, 0);
  for (let index = 0; index < documents.length; index++) {
    const header = itemHeader(index);
    bytes.set(header, at);
    bytes.set(documents[index]!, at + header.length);
    at += header.length + documents[index]!.length;
  }
  bytes[at] = 0;
  return bytes;
}

function encodeReply(reply: Reply): Uint8Array {
  const body = encode(reply.body);
  if (!reply.batch) return body;
  const { field, documents, cursor } = reply.batch;
  const withBatch = appendElement(encode(cursor), 4, field, encodeBatch(documents));
  return appendElement(body, 3, 'cursor', withBatch);
}

let lastRequestId = 0;

function header(length: number, responseTo: number, opCode: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES);
  lastRequestId = (lastRequestId + 1) & 0x7fffffff;
  bytes.writeInt32LE(length, 0);
  bytes.writeInt32LE(lastRequestId, 4);
  bytes.writeInt32LE(responseTo, 8);
  bytes.writeInt32LE(opCode, 12);
  return bytes;
}

/** The frame that answers a request, in the operation that the request came in. */
export function encodeFrame(reply: Reply, responseTo: number, requestOpCode: number): Buffer {
  const body = encodeReply(reply);
  // an OP_REPLY has flags, a cursor id, a starting position and a count; an OP_MSG has flags and a kind
  const legacy = requestOpCode === OpCode.Query;
  const preamble = Buffer.alloc(legacy ? 20 : 5);
  if (legacy) preamble.writeInt32LE(1, 16);
  const length = HEADER_BYTES + preamble.length + body.length;
  const head = header(length, responseTo, legacy ? OpCode.Reply : OpCode.Message);
  return Buffer.concat([head, preamble, body], length);
}
