import { type Binary, type BSONSymbol, type Code, type ObjectId, type Timestamp } from 'bson';
import { type BsonNumber } from '../numbers/exact.js';
import { binaryBytes } from '../types.js';
import { regexParts } from './encode.js';
import { compareNumbers } from './number-key.js';
import { asDocument, Rank, rankOf } from './type-order.js';

const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;

/** UTF-16 order differs from UTF-8 order only where a surrogate meets a character above the surrogates. */
function utf8Order(unit: number): number {
  return unit >= FIRST_SURROGATE && unit <= LAST_SURROGATE ? unit + 0x10000 : unit;
}

/** Orders two strings by their UTF-8 bytes. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return utf8Order(left) < utf8Order(right) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

function compareObjects(a: unknown, b: unknown): number {
  const left = asDocument(a);
  const right = asDocument(b);
  const leftKeys = Object.keys(left);
  const rightKeys = Object.keys(right);
  const shorter = Math.min(leftKeys.length, rightKeys.length);
  for (let at = 0; at < shorter; at++) {
    const leftKey = leftKeys[at]!;
    const rightKey = rightKeys[at]!;
    const leftValue: unknown = left[leftKey];
    const rightValue: unknown = right[rightKey];
    const order =
      rankOf(leftValue) - rankOf(rightValue) ||
      compareStrings(leftKey, rightKey) ||
      compareValues(leftValue, rightValue);
    if (order !== 0) return order < 0 ? -1 : 1;
  }
  return Math.sign(leftKeys.length - rightKeys.length);
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const order = compareValues(a[at], b[at]);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

function compareBinaries(a: Binary, b: Binary): number {
  const left = binaryBytes(a);
  const right = binaryBytes(b);
  return (
    Math.sign(left.length - right.length) || Math.sign(a.sub_type - b.sub_type) || Buffer.compare(left, right)
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (value as BSONSymbol).value;
}

function compareSameRank(rank: Rank, a: unknown, b: unknown): number {
  switch (rank) {
    case Rank.Number:
      return compareNumbers(a as BsonNumber, b as BsonNumber);
    case Rank.String:
      return compareStrings(textOf(a), textOf(b));
    case Rank.Object:
      return compareObjects(a, b);
    case Rank.Array:
      return compareArrays(a as unknown[], b as unknown[]);
    case Rank.Binary:
      return compareBinaries(a as Binary, b as Binary);
    case Rank.ObjectId:
      return Buffer.compare((a as ObjectId).id, (b as ObjectId).id);
    case Rank.Boolean:
      return Number(a) - Number(b);
    case Rank.Date:
      return Math.sign((a as Date).getTime() - (b as Date).getTime());
    case Rank.Timestamp:
      return (a as Timestamp).compare(b as Timestamp);
    case Rank.RegExp: {
      const left = regexParts(a);
      const right = regexParts(b);
      return compareStrings(left.pattern, right.pattern) || compareStrings(left.options, right.options);
    }
    case Rank.Code:
      return compareStrings((a as Code).code, (b as Code).code);
    case Rank.CodeWithScope:
      return (
        compareStrings((a as Code).code, (b as Code).code) ||
        compareObjects((a as Code).scope, (b as Code).scope)
      );
    default:
      return 0;
  }
}

/** -1, 0 or 1: the order of two values as MongoDB sorts them, equal to the byte order of their keys. */
export function compareValues(a: unknown, b: unknown): number {
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference < 0 ? -1 : 1;
  return compareSameRank(rank, a, b);
}

/** True when two values are the same to MongoDB: 1, 1.0 and NumberDecimal("1.00") are. */
export function equalValues(a: unknown, b: unknown): boolean {
  return compareValues(a, b) === 0;
}
