import { CommandError } from '../errors.js';

/** Where a top-level element of a document lies: [start, end) with type byte and name, value from valueStart. */
export interface RawElement {
  readonly type: number;
  readonly name: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

const FIXED_SIZE: Readonly<Record<number, number>> = {
  1: 8, // double
  6: 0, // undefined
  7: 12, // ObjectId
  8: 1, // boolean
  9: 8, // date
  10: 0, // null
  16: 4, // int32
  17: 8, // timestamp
  18: 8, // int64
  19: 16, // decimal128
  255: 0, // MinKey
  127: 0, // MaxKey
};

function invalid(reason: string): CommandError {
  return new CommandError('InvalidBSON', `invalid BSON: ${reason}`);
}

function readInt32(bytes: Buffer, at: number): number {
  if (at + 4 > bytes.length) throw invalid('an element runs past the end of its document');
  return bytes.readInt32LE(at);
}

function endOfCString(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(0, from);
  if (end === -1) throw invalid('a name has no end');
  return end + 1;
}

function endOfValue(bytes: Buffer, type: number, at: number): number {
  const fixed = FIXED_SIZE[type];
  if (fixed !== undefined) return at + fixed;
  switch (type) {
    case 2: // string
    case 13: // code
    case 14: // symbol
      return at + 4 + readInt32(bytes, at);
    case 3: // document
    case 4: // array
    case 15: // code with scope
      return at + readInt32(bytes, at);
    case 5: // binary
      return at + 5 + readInt32(bytes, at);
    case 11: // regular expression
      return endOfCString(bytes, endOfCString(bytes, at));
    case 12: // DBPointer
      return at + 4 + readInt32(bytes, at) + 12;
    default:
      throw invalid(`unknown type ${type}`);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The top-level elements of a document, without decoding their values. */
export function* rawElements(document: Uint8Array): Iterable<RawElement> {
  const bytes = asBuffer(document);
  const end = bytes.length - 1;
  let at = 4;
  while (at < end) {
    const valueStart = endOfCString(bytes, at + 1);
    const type = bytes[at]!;
    const valueEnd = endOfValue(bytes, type, valueStart);
    if (valueEnd <= at || valueEnd > end) throw invalid('an element runs past the end of its document');
    yield {
      type,
      name: bytes.toString('utf8', at + 1, valueStart - 1),
      start: at,
      valueStart,
      end: valueEnd,
    };
    at = valueEnd;
  }
}

/** The name of the first element: a command's name. */
export function firstName(document: Uint8Array): string {
  for (const element of rawElements(document)) return element.name;
  return '';
}

/** Puts `_id` first, as MongoDB stores it; `generated` is the element to add when there is none. */
export function withIdFirst(document: Uint8Array, generated: () => Uint8Array): Uint8Array {
  let found: RawElement | undefined;
  for (const element of rawElements(document)) {
    if (element.name !== '_id') continue;
    if (element.start === 4) return document;
    found = element;
    break;
  }
  const bytes = asBuffer(document);
  const id = found ? bytes.subarray(found.start, found.end) : generated();
  const before = bytes.subarray(4, found ? found.start : bytes.length - 1);
  const after = found ? bytes.subarray(found.end, bytes.length - 1) : Buffer.alloc(0);
  const joined = Buffer.concat([Buffer.alloc(4), id, before, after, Buffer.alloc(1)]);
  joined.writeInt32LE(joined.length, 0);
  return joined;
}

/** Adds one element to the end of an encoded document. */
export function appendElement(document: Uint8Array, type: number, name: string, value: Uint8Array): Buffer {
  const header = Buffer.from(`${String.fromCharCode(type)}${name}\0`, 'latin1');
  const body = document.subarray(4, document.length - 1);
  const joined = Buffer.concat([Buffer.alloc(4), body, header, value, Buffer.alloc(1)]);
  joined.writeInt32LE(joined.length, 0);
  return joined;
}
