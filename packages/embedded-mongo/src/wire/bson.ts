import { BSONError, type DeserializeOptions, deserialize, serialize } from 'bson';
import { CommandError } from '../errors.js';
import type { Document } from '../types.js';

const DECODE: DeserializeOptions = {
  promoteValues: false,
  promoteBuffers: false,
  promoteLongs: false,
  bsonRegExp: true,
};

const DECODE_RAW_DOCUMENTS: DeserializeOptions = { ...DECODE, fieldsAsRaw: { documents: true } };

function decodeWith(bytes: Uint8Array, options: DeserializeOptions): Document {
  try {
    return deserialize(bytes, options);
  } catch (error) {
    const reason = error instanceof BSONError || error instanceof RangeError ? error.message : String(error);
    throw new CommandError('InvalidBSON', `invalid BSON: ${reason}`);
  }
}

/**
 * Bytes to a document whose numbers, binaries and regular expressions are the bson package's objects.
 * @throws CommandError InvalidBSON
 */
export function decode(bytes: Uint8Array): Document {
  return decodeWith(bytes, DECODE);
}

/** As {@link decode}, but the items of an array called `documents` stay bytes. */
export function decodeKeepingDocuments(bytes: Uint8Array): Document {
  return decodeWith(bytes, DECODE_RAW_DOCUMENTS);
}

export function encode(document: Document): Uint8Array {
  return serialize(document, { ignoreUndefined: true });
}
