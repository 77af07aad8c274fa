import {
  type Binary,
  type BSONRegExp,
  type BSONSymbol,
  type Code,
  type Long,
  ObjectId,
  type Timestamp,
} from 'bson';
import type { BsonNumber } from '../numbers/exact.js';
import { binaryBytes } from '../types.js';
import { ByteWriter } from './byte-writer.js';
import { writeNumber } from './number-key.js';
import { asDocument, Rank, rankOf } from './type-order.js';

const SIGN_BIT = 1n << 63n;

function writeObject(writer: ByteWriter, value: object): void {
  const document = asDocument(value);
  for (const key of Object.keys(document)) {
    const field: unknown = document[key];
    writer.byte(rankOf(field));
    writer.text(key);
    writeValue(writer, field);
  }
  writer.byte(0);
}

function writeBinary(writer: ByteWriter, value: Binary): void {
  const bytes = binaryBytes(value);
  writer.uint32(bytes.length);
  writer.byte(value.sub_type);
  writer.raw(bytes);
}

function writeBody(writer: ByteWriter, rank: Rank, value: unknown): void {
  switch (rank) {
    case Rank.Number:
      writeNumber(writer, value as BsonNumber);
      break;
    case Rank.String:
      writer.text(typeof value === 'string' ? value : (value as BSONSymbol).value);
      break;
    case Rank.Object:
      writeObject(writer, value as object);
      break;
    case Rank.Array:
      for (const item of value as unknown[]) writeValue(writer, item);
      writer.byte(0);
      break;
    case Rank.Binary:
      writeBinary(writer, value as Binary);
      break;
    case Rank.ObjectId:
      writer.raw((value as ObjectId).id);
      break;
    case Rank.Boolean:
      writer.byte(value ? 1 : 0);
      break;
    case Rank.Date:
      writer.uint64(BigInt((value as Date).getTime()) ^ SIGN_BIT);
      break;
    case Rank.Timestamp:
      writer.uint64((value as Timestamp as unknown as Long).toBigInt());
      break;
    case Rank.RegExp:
      writer.text(regexParts(value).pattern);
      writer.text(regexParts(value).options);
      break;
    case Rank.Code:
      writer.text((value as Code).code);
      break;
    case Rank.CodeWithScope:
      writer.text((value as Code).code);
      writeObject(writer, (value as Code).scope ?? {});
      break;
    default:
      break; // MinKey, MaxKey, null and missing are their rank alone
  }
}

/** A regular expression's pattern and its options in alphabetical order. */
export function regexParts(value: unknown): { pattern: string; options: string } {
  if (value instanceof RegExp) return { pattern: value.source, options: value.flags.replace(/[^imsx]/g, '') };
  const regex = value as BSONRegExp;
  return { pattern: regex.pattern, options: regex.options };
}

function writeValue(writer: ByteWriter, value: unknown): void {
  const rank = rankOf(value);
  writer.byte(rank);
  writeBody(writer, rank, value);
}

const shared = new ByteWriter();

/**
 * The bytes of one value: `memcmp` order is MongoDB's comparison order, equal values give equal bytes, and
 * no value's bytes are a prefix of another's, so that encoded values can be joined. `undefined` stands for
 * a missing field and sorts just before null; an index encodes a missing field as null.
 */
export function encodeValue(value: unknown): Uint8Array {
  writeValue(shared, value);
  return shared.take();
}

/** The joined bytes of several values; those of a -1 direction are inverted, which reverses their order. */
export function encodeCompound(values: readonly unknown[], directions: readonly (1 | -1)[]): Uint8Array {
  values.forEach((value, index) => {
    const start = shared.position();
    writeValue(shared, value);
    if (directions[index] === -1) shared.invertFrom(start);
  });
  return shared.take();
}

/** Every encoded value is above MIN_KEY and below MAX_KEY, also after inversion. */
export const MIN_KEY: Uint8Array = Uint8Array.of(0);
export const MAX_KEY: Uint8Array = Uint8Array.of(0xff);

/**
 * Bytes below and above all encoded values of the type bracket of `value`, and on the far side of all other
 * brackets' values; inverting them keeps that true (no rank stands right beside another but MinKey and missing).
 */
export function bracketBounds(value: unknown): { lower: Uint8Array; upper: Uint8Array } {
  const rank = rankOf(value);
  return { lower: Uint8Array.of(rank - 1, 0xff), upper: Uint8Array.of(rank + 1, 0) };
}
