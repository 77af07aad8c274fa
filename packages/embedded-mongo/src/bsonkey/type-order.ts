import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { type Document, isDocument, put } from '../types.js';

/**
 * Where a type stands among the others, in MongoDB's comparison order.
 * Each rank is also the first byte of an encoded value, so no rank is 0 or 255.
 * https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
 */
export const Rank = {
  MinKey: 1,
  Missing: 2,
  Null: 5,
  Number: 10,
  String: 15,
  Object: 20,
  Array: 25,
  Binary: 30,
  ObjectId: 35,
  Boolean: 40,
  Date: 45,
  Timestamp: 47,
  RegExp: 50,
  Code: 60,
  CodeWithScope: 65,
  MaxKey: 127,
} as const;

export type Rank = (typeof Rank)[keyof typeof Rank];

function classRank(value: object): Rank {
  if (value instanceof Int32 || value instanceof Double || value instanceof Decimal128) return Rank.Number;
  if (value instanceof ObjectId) return Rank.ObjectId;
  if (value instanceof Date) return Rank.Date;
  if (value instanceof Timestamp) return Rank.Timestamp; // a Timestamp is also a Long: ask first
  if (value instanceof Long) return Rank.Number;
  if (value instanceof Binary) return Rank.Binary;
  if (value instanceof BSONRegExp || value instanceof RegExp) return Rank.RegExp;
  if (value instanceof BSONSymbol) return Rank.String;
  if (value instanceof Code) return value.scope ? Rank.CodeWithScope : Rank.Code;
  if (value instanceof MinKey) return Rank.MinKey;
  if (value instanceof MaxKey) return Rank.MaxKey;
  return Rank.Object;
}

/** The rank of a value; `undefined` (a missing field) stands just before null. */
export function rankOf(value: unknown): Rank {
  switch (typeof value) {
    case 'string':
      return Rank.String;
    case 'number':
    case 'bigint':
      return Rank.Number;
    case 'boolean':
      return Rank.Boolean;
    case 'object':
      if (value === null) return Rank.Null;
      if (Array.isArray(value)) return Rank.Array;
      return isDocument(value) ? Rank.Object : classRank(value);
    default:
      return Rank.Missing;
  }
}

/** A sub-document as a plain object; a DBRef becomes `{ $ref, $id, $db?, ...fields }`. */
export function asDocument(value: unknown): Document {
  if (!(value instanceof DBRef)) return value as Document;
  const plain: Document = { $ref: value.collection, $id: value.oid };
  if (value.db) plain.$db = value.db;
  for (const [key, field] of Object.entries(value.fields)) put(plain, key, field);
  return plain;
}
