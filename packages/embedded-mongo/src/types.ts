import { Binary, type Document as BsonDocument } from 'bson';

/**
 * A decoded BSON document: numbers are Int32, Double, Long or Decimal128 objects, binary is Binary,
 * regular expressions are BSONRegExp. Plain JS numbers may appear in computed values only.
 * Fields may be called `__proto__` or `constructor`: read them with {@link own}, write them with {@link put}.
 */
export type Document = BsonDocument;

/** True for a sub-document (not for arrays, dates and the classes of the bson package). */
export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A value's own field, undefined when there is none; never an inherited property. */
export function own(document: object, key: string): unknown {
  return Object.hasOwn(document, key) ? (document as Record<string, unknown>)[key] : undefined;
}

/** Sets an own field, also when it is called `__proto__`. */
export function put(document: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(document, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    (document as Record<string, unknown>)[key] = value;
  }
}

/** The bytes of a Binary value without the spare room behind them. */
export function binaryBytes(value: Binary): Uint8Array {
  return value.buffer.subarray(0, value.position);
}

/** True for BSON binary values, UUIDs among them. */
export function isBinary(value: unknown): value is Binary {
  return value instanceof Binary;
}
