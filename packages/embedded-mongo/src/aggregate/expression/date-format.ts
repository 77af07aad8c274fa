import { CommandError } from '../../errors.js';
import { dayOfYear, isoWeek, weekOfYear } from './calendar.js';
import { type DateParts, localDate } from './date-parse.js';
import { fromLocal } from './timezone.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const MINUTE_MS = 60_000;

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

function offsetText(offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / MINUTE_MS;
  return `${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${pad(minutes % 60, 2)}`;
}

const PRINTERS: Readonly<Record<string, (local: Date, offsetMs: number) => string>> = {
  '%': () => '%',
  Y: (local) => pad(local.getUTCFullYear(), 4),
  m: (local) => pad(local.getUTCMonth() + 1, 2),
  d: (local) => pad(local.getUTCDate(), 2),
  H: (local) => pad(local.getUTCHours(), 2),
  M: (local) => pad(local.getUTCMinutes(), 2),
  S: (local) => pad(local.getUTCSeconds(), 2),
  L: (local) => pad(local.getUTCMilliseconds(), 3),
  j: (local) => pad(dayOfYear(local), 3),
  w: (local) => String(local.getUTCDay() + 1),
  u: (local) => String(local.getUTCDay() || 7),
  U: (local) => pad(weekOfYear(local), 2),
  V: (local) => pad(isoWeek(local).week, 2),
  G: (local) => pad(isoWeek(local).year, 4),
  b: (local) => MONTHS[local.getUTCMonth()]!.slice(0, 3),
  B: (local) => MONTHS[local.getUTCMonth()]!,
  z: (_local, offsetMs) => offsetText(offsetMs),
  Z: (_local, offsetMs) => String(offsetMs / MINUTE_MS),
};

/** Prints a clock time by a format such as `%Y-%m-%d`. */
export function formatDate(local: Date, format: string, offsetMs: number): string {
  return format.replace(/%(.?)/gsu, (_whole, letter: string) => {
    const print = Object.hasOwn(PRINTERS, letter) ? PRINTERS[letter] : undefined;
    if (!print)
      throw new CommandError('Location18536', `Invalid format character '%${letter}' in format string`);
    return print(local, offsetMs);
  });
}

const PATTERNS: Readonly<Record<string, string>> = {
  Y: '(?<year>\\d{4})',
  m: '(?<month>\\d{1,2})',
  d: '(?<day>\\d{1,2})',
  H: '(?<hour>\\d{1,2})',
  M: '(?<minute>\\d{1,2})',
  S: '(?<second>\\d{1,2})',
  L: '(?<millisecond>\\d{1,3})',
  b: `(?<monthName>${MONTHS.map((name) => name.slice(0, 3)).join('|')})`,
  B: `(?<monthName>${MONTHS.join('|')})`,
  z: '(?<offset>Z|[+-]\\d{2}:?\\d{2})',
  '%': '%',
};

function patternOf(format: string): RegExp {
  const source = format.replace(/%(.?)|[\\^$.*+?()[\]{}|/-]/gsu, (whole, letter: string | undefined) => {
    if (letter === undefined) return `\\${whole}`;
    const pattern = Object.hasOwn(PATTERNS, letter) ? PATTERNS[letter] : undefined;
    if (pattern) return pattern;
    throw new CommandError('Location18536', `Invalid format character '%${letter}' in format string`);
  });
  return new RegExp(`^${source}$`, 'i');
}

function partsOf(groups: Record<string, string | undefined>): DateParts | undefined {
  const named = groups.monthName?.slice(0, 3).toLowerCase();
  const month = named
    ? MONTHS.findIndex((name) => name.toLowerCase().startsWith(named)) + 1
    : Number(groups.month);
  if (groups.year === undefined || !(month > 0) || groups.day === undefined) return undefined;
  return {
    year: Number(groups.year),
    month,
    day: Number(groups.day),
    hour: Number(groups.hour ?? 0),
    minute: Number(groups.minute ?? 0),
    second: Number(groups.second ?? 0),
    millisecond: Number(groups.millisecond ?? 0),
  };
}

/** Reads a date by a format; undefined when the text does not follow it. */
export function readDate(text: string, format: string, zone: string | undefined): Date | undefined {
  const groups = patternOf(format).exec(text)?.groups;
  const parts = groups && partsOf(groups);
  const local = parts && localDate(parts);
  return local && fromLocal(local, groups?.offset?.toUpperCase() ?? zone);
}
