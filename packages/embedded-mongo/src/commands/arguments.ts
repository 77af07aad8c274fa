import { isSimpleCollation } from '../engine/index-spec.js';
import { CommandError } from '../errors.js';
import { isNumber, toDouble, toInteger } from '../numbers/exact.js';
import { type Document, isDocument } from '../types.js';

function typeMismatch(name: string, expected: string): CommandError {
  return new CommandError(
    'TypeMismatch',
    `BSON field '${name}' is the wrong type, expected type '${expected}'`,
  );
}

/** Readers of a command's arguments: each throws CommandError TypeMismatch for a value of the wrong type. */
export function stringArg(body: Document, name: string): string {
  const value: unknown = body[name];
  if (typeof value !== 'string') throw typeMismatch(name, 'string');
  return value;
}

export function documentArg(body: Document, name: string): Document | undefined {
  const value: unknown = body[name];
  if (value === undefined || value === null) return undefined;
  if (!isDocument(value)) throw typeMismatch(name, 'object');
  return value;
}

export function booleanArg(body: Document, name: string): boolean {
  const value: unknown = body[name];
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (isNumber(value)) return toDouble(value) !== 0;
  throw typeMismatch(name, 'bool');
}

/** A whole number that is not negative; `absent` when there is none. */
export function countArg(body: Document, name: string, absent = 0): number {
  const value: unknown = body[name];
  if (value === undefined || value === null) return absent;
  if (!isNumber(value)) throw typeMismatch(name, 'long');
  const count = toInteger(value);
  if (count === undefined)
    throw new CommandError('FailedToParse', `BSON field '${name}' must be a whole number`);
  if (count < 0n) {
    throw new CommandError(
      'Location51024',
      `BSON field '${name}' value must be >= 0, actual value '${count}'`,
    );
  }
  return Number(count);
}

export function arrayArg(body: Document, name: string): unknown[] | undefined {
  const value: unknown = body[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw typeMismatch(name, 'array');
  return value as unknown[];
}

export function documentsArg(body: Document, name: string): Document[] | undefined {
  const values = arrayArg(body, name);
  if (values && !values.every(isDocument)) throw typeMismatch(`${name}.0`, 'object');
  return values as Document[] | undefined;
}

/** @throws CommandError for every collation but the simple one */
export function refuseCollation(body: Document): void {
  if (body.collation === undefined || isSimpleCollation(body.collation)) return;
  throw new CommandError(
    'CommandNotSupported',
    'collation is not supported by this server: it compares strings byte by byte',
  );
}
