import { BSONRegExp } from 'bson';
import { CommandError } from '../errors.js';

/** PCRE syntax that JavaScript lacks or reads differently; refused rather than matched wrongly. */
const LACKING: readonly [RegExp, string][] = [
  [/(?<!\\)(?:\\\\)*\\[AZzGQEhHRKX]/, 'escape'],
  [/\(\?[>|&#(]/, 'group'],
  [/\[:\^?\w+:\]/, 'POSIX class'],
  [/[^\\(][*+?}]\+/, 'possessive quantifier'],
];

const INLINE_FLAGS = /^\(\?([imsx]+)\)/;
const EXTENDED_TOKEN = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\s+|#[^\n]*/g;

/** The x flag: white space and comments outside of character classes do not count. */
function stripExtended(pattern: string): string {
  return pattern.replace(EXTENDED_TOKEN, (token) => (/^[\s#]/.test(token) ? '' : token));
}

function compile(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    return new RegExp(pattern, flags); // unicode mode refuses harmless escapes such as \- and \_
  }
}

/** Options as the driver or `$options` gives them; code 51108 on an unknown letter. */
export function checkOptions(options: string): void {
  const unknown = /[^imsxu]/.exec(options);
  if (unknown) {
    throw new CommandError('Location51108', `invalid flag in regex options: ${unknown[0]}`);
  }
}

/** A JavaScript expression that finds what MongoDB's would; code 51091 where JavaScript has no such syntax. */
export function toRegExp(source: string, options: string): RegExp {
  checkOptions(options);
  const inline = INLINE_FLAGS.exec(source);
  const letters = new Set(`${options}${inline?.[1] ?? ''}`);
  let pattern = inline ? source.slice(inline[0].length) : source;
  if (letters.has('x')) pattern = stripExtended(pattern);
  for (const [syntax, name] of LACKING) {
    if (syntax.test(pattern)) {
      throw new CommandError('Location51091', `Regular expression is invalid: ${name} is not supported here`);
    }
  }
  try {
    return compile(pattern, [...'ims'].filter((flag) => letters.has(flag)).join(''));
  } catch (error) {
    throw new CommandError('Location51091', `Regular expression is invalid: ${(error as Error).message}`);
  }
}

/** True for a regular expression value. */
export function isRegex(value: unknown): value is BSONRegExp | RegExp {
  return value instanceof BSONRegExp || value instanceof RegExp;
}

/** The string that every match of an anchored, case-sensitive expression starts with; '' when there is none. */
export function literalPrefix(source: string, options: string): string {
  if (!source.startsWith('^') || /[imx]/.test(options) || source.includes('|')) return '';
  const literal = /^[A-Za-z0-9_ \-:/@,;<>=!"'&%~`#]*/.exec(source.slice(1))?.[0] ?? '';
  // a quantifier behind the last character makes that character optional
  return /^[*?{]/.test(source.slice(1 + literal.length)) ? literal.slice(0, -1) : literal;
}
