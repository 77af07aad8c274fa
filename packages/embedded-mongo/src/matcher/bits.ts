import { CommandError } from '../errors.js';
import { isNumber, toInteger } from '../numbers/exact.js';
import { binaryBytes, isBinary } from '../types.js';
import type { ValueTest } from './value-test.js';

const INT64_MAX = 2n ** 63n - 1n;

function positionsOfBytes(bytes: Uint8Array): number[] {
  const positions: number[] = [];
  bytes.forEach((byte, at) => {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) positions.push(at * 8 + bit);
  });
  return positions;
}

function positionsOf(name: string, operand: unknown): number[] {
  if (isBinary(operand)) return positionsOfBytes(binaryBytes(operand));
  if (Array.isArray(operand)) return operand.map((position) => listedPosition(name, position));
  const mask = isNumber(operand) ? toInteger(operand) : undefined;
  if (mask === undefined) {
    throw new CommandError(
      'BadValue',
      `${name} takes an Array, a number, or a BinData but received something else`,
    );
  }
  if (mask < 0n || mask > INT64_MAX) {
    throw new CommandError('FailedToParse', `Expected a non-negative number in: ${name}: ${mask}`);
  }
  return Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => (mask >> BigInt(bit)) & 1n);
}

function listedPosition(name: string, position: unknown): number {
  const bit = isNumber(position) ? toInteger(position) : undefined;
  if (bit === undefined || bit < 0n) {
    throw new CommandError('FailedToParse', `bit positions must be an integer >= 0 in: ${name}`);
  }
  return Number(bit);
}

/** Reads one bit of a 64-bit integer (its sign goes on for ever) or of binary data; undefined for other values. */
function bitReader(value: unknown): ((position: number) => boolean) | undefined {
  if (isBinary(value)) {
    const bytes = binaryBytes(value);
    return (position) => ((bytes[position >> 3] ?? 0) & (1 << (position & 7))) !== 0;
  }
  const integer = isNumber(value) ? toInteger(value) : undefined;
  if (integer === undefined || integer > INT64_MAX || integer < -INT64_MAX - 1n) return undefined;
  return (position) => ((integer >> BigInt(Math.min(position, 63))) & 1n) === 1n;
}

/** `$bitsAllSet`, `$bitsAllClear`, `$bitsAnySet` and `$bitsAnyClear`. */
export function bitTest(name: string, operand: unknown): ValueTest {
  const positions = positionsOf(name, operand);
  const wanted = name.endsWith('Set');
  const all = name.startsWith('$bitsAll');
  return (value) => {
    const read = bitReader(value);
    if (!read) return false;
    return all
      ? positions.every((position) => read(position) === wanted)
      : positions.some((position) => read(position) === wanted);
  };
}
