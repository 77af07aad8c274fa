import { BSONRegExp, Int32 } from 'bson';
import { compareStrings } from '../../bsonkey/index.js';
import { CommandError } from '../../errors.js';
import { isRegex, toRegExp } from '../../matcher/regex.js';
import { typeName } from '../../matcher/type-names.js';
import { isNumber } from '../../numbers/exact.js';
import {
  args,
  named,
  needInteger,
  needString,
  nullBinary,
  nullish,
  nullUnary,
  type Operator,
  type OperatorTable,
  unary,
} from './operator.js';
import { textOf } from './text.js';

const DEFAULT_TRIM = new Set(
  '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
);

function trim(left: boolean, right: boolean): Operator {
  return named(['input'], ['chars'], ({ input, chars }, _scope, name) => {
    if (nullish(input) || chars === null) return null;
    const letters = [...needString(input, name)];
    const cut = chars === undefined ? DEFAULT_TRIM : new Set(needString(chars, name));
    let start = 0;
    let end = letters.length;
    while (left && start < end && cut.has(letters[start]!)) start++;
    while (right && end > start && cut.has(letters[end - 1]!)) end--;
    return letters.slice(start, end).join('');
  });
}

function search(
  split: (text: string) => ArrayLike<unknown>,
  find: (text: string, part: string, from: number, to: number) => number,
): Operator {
  return args(2, 4, ([value, part, start, end], _scope, name) => {
    if (nullish(value)) return null;
    const text = needString(value, name);
    const from = start === undefined ? 0 : needInteger(start, name);
    const to = end === undefined ? split(text).length : Math.min(split(text).length, needInteger(end, name));
    return new Int32(find(text, needString(part, name, name === '$indexOfCP' ? 40094 : 40092), from, to));
  });
}

function findCodePoints(text: string, part: string, from: number, to: number): number {
  const [letters, wanted] = [[...text], [...part]];
  for (let at = from; at + wanted.length <= to; at++) {
    if (wanted.every((letter, offset) => letters[at + offset] === letter)) return at;
  }
  return -1;
}

function findBytes(text: string, part: string, from: number, to: number): number {
  if (from > to) return -1;
  return Buffer.from(text).subarray(0, to).indexOf(part, from, 'utf8');
}

function substringBytes([value, start, length]: unknown[], _scope: unknown, name: string): unknown {
  const bytes = Buffer.from(textOf(value, name));
  const from = needInteger(start, name);
  const count = needInteger(length, name);
  if (from < 0)
    throw new CommandError('Location50752', `${name}: starting index must be non-negative (got: ${from})`);
  const part = bytes.subarray(from, count < 0 ? bytes.length : from + count);
  const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
  if (isContinuation(part[0]) || isContinuation(bytes[from + part.length])) {
    throw new CommandError(
      'Location28656',
      `${name}: Invalid range, starting or ending in the middle of a UTF-8 character.`,
    );
  }
  return part.toString();
}

function substringCodePoints([value, start, length]: unknown[], _scope: unknown, name: string): unknown {
  const from = needInteger(start, name);
  const count = needInteger(length, name);
  if (from < 0 || count < 0) {
    throw new CommandError(
      'Location34455',
      `${name}: the starting index and the length must be non-negative`,
    );
  }
  return [...textOf(value, name)].slice(from, from + count).join('');
}

function splitText(value: unknown, separator: unknown, name: string): unknown {
  if (separator === '') throw new CommandError('Location40087', '$split requires a non-empty separator');
  return needString(value, name).split(needString(separator, name, 40086));
}

function replace(everywhere: boolean): Operator {
  return named(['input', 'find', 'replacement'], [], ({ input, find, replacement }, _scope, name) => {
    if (nullish(input) || nullish(find) || nullish(replacement)) return null;
    const [text, part, instead] = [
      needString(input, name),
      needString(find, name),
      needString(replacement, name),
    ];
    return everywhere ? text.replaceAll(part, () => instead) : text.replace(part, () => instead);
  });
}

function regexOf(regex: unknown, options: unknown, name: string): RegExp {
  const given = nullish(options) ? '' : needString(options, name);
  if (!isRegex(regex)) return toRegExp(needString(regex, name), given);
  const own =
    regex instanceof BSONRegExp ? regex : new BSONRegExp(regex.source, regex.flags.replace(/[dguvy]/g, ''));
  if (own.options && given)
    throw new CommandError('Location51107', `${name}: found regex options in both places`);
  return toRegExp(own.pattern, own.options || given);
}

function regexOperator(none: unknown, find: (text: string, regex: RegExp) => unknown): Operator {
  return named(['input', 'regex'], ['options'], ({ input, regex, options }, _scope, name) => {
    if (nullish(input) || nullish(regex)) return none;
    return find(needString(input, name), regexOf(regex, options, name));
  });
}

function found(text: string, match: RegExpMatchArray): unknown {
  return {
    match: match[0],
    idx: new Int32([...text.slice(0, match.index)].length),
    captures: match.slice(1).map((capture) => capture ?? null),
  };
}

function globally(regex: RegExp): RegExp {
  return new RegExp(regex.source, `${regex.flags}g`);
}

/** Only ASCII letters change their case. */
function asciiCase(change: 'toLowerCase' | 'toUpperCase'): Operator {
  return unary((value, name) => textOf(value, name).replace(/[A-Za-z]/g, (letter) => letter[change]()));
}

function concat(values: unknown[], _scope: unknown, name: string): unknown {
  if (values.some(nullish)) return null;
  const wrong = values.find((value) => typeof value !== 'string');
  if (wrong !== undefined) {
    throw new CommandError(
      'Location16702',
      `${name} only supports strings, not ${isNumber(wrong) ? typeName(wrong) : typeName(wrong)}`,
    );
  }
  return values.join('');
}

/** Strings: CP operators count code points, byte operators UTF-8 bytes. */
export const STRINGS: OperatorTable = {
  $concat: args(0, Number.POSITIVE_INFINITY, concat),
  $indexOfCP: search((text) => [...text], findCodePoints),
  $indexOfBytes: search((text) => Buffer.from(text), findBytes),
  $trim: trim(true, true),
  $ltrim: trim(true, false),
  $rtrim: trim(false, true),
  $split: nullBinary(splitText),
  $strLenCP: unary((value, name) => new Int32([...needString(value, name)].length)),
  $strLenBytes: unary((value, name) => new Int32(Buffer.byteLength(needString(value, name)))),
  $strcasecmp: args(2, 2, ([a, b], _scope, name) => {
    const upper = (value: unknown) => textOf(value, name).replace(/[a-z]/g, (letter) => letter.toUpperCase());
    return new Int32(compareStrings(upper(a), upper(b)));
  }),
  $substr: args(3, 3, substringBytes),
  $substrBytes: args(3, 3, substringBytes),
  $substrCP: args(3, 3, substringCodePoints),
  $toLower: asciiCase('toLowerCase'),
  $toUpper: asciiCase('toUpperCase'),
  $replaceOne: replace(false),
  $replaceAll: replace(true),
  $regexMatch: regexOperator(false, (text, regex) => regex.test(text)),
  $regexFind: regexOperator(null, (text, regex) => {
    const match = text.match(regex);
    return match ? found(text, match) : null;
  }),
  $regexFindAll: regexOperator([], (text, regex) =>
    [...text.matchAll(globally(regex))].map((match) => found(text, match)),
  ),
  $binarySize: nullUnary((value, name) => {
    if (typeof value === 'string') return new Int32(Buffer.byteLength(value));
    throw new CommandError(
      'Location51276',
      `${name} requires a string or BinData argument, found: ${typeName(value)}`,
    );
  }),
};
