import { fromLocal } from './timezone.js';

const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** The parts of a date as read from text; the month from 1. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** The clock time as a UTC date; undefined for a day or time that does not exist. */
export function localDate(parts: DateParts): Date | undefined {
  const date = new Date(0);
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  date.setUTCHours(parts.hour, parts.minute, parts.second, parts.millisecond);
  const same = date.getUTCMonth() === parts.month - 1 && date.getUTCDate() === parts.day;
  return same && parts.hour < 24 && parts.minute < 60 && parts.second < 60 ? date : undefined;
}

/** Reads an ISO 8601 date; `zone` counts when the text has no offset of its own. */
export function parseDate(text: string, zone?: string): Date | undefined {
  const match = ISO.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const local = localDate({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: Number((fraction ?? '0').padEnd(3, '0').slice(0, 3)),
  });
  return local && fromLocal(local, offset?.toUpperCase() ?? zone);
}
