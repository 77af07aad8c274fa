/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Units of fixed length, in milliseconds. */
export const UNIT_MS: Readonly<Record<string, number>> = {
  week: 7 * DAY_MS,
  day: DAY_MS,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

/** Units of whole months. */
export const UNIT_MONTHS: Readonly<Record<string, number>> = { year: 12, quarter: 3, month: 1 };

/** Days since 1970-01-01 of a clock time. */
export function dayNumber(local: Date): number {
  return Math.floor(local.getTime() / DAY_MS);
}

/** Months since year 0 of a clock time. */
export function monthNumber(local: Date): number {
  return local.getUTCFullYear() * 12 + local.getUTCMonth();
}

/** 0 for Sunday to 6 for Saturday, from a name or its first three letters; -1 for anything else. */
export function weekdayNumber(name: string): number {
  return /^(?:sun(day)?|mon(day)?|tue(sday)?|wed(nesday)?|thu(rsday)?|fri(day)?|sat(urday)?)$/i.test(name)
    ? WEEKDAYS.indexOf(name.slice(0, 3).toLowerCase())
    : -1;
}

/** Weeks since the first one that starts on that weekday. 1970-01-01 was a Thursday. */
export function weekNumber(local: Date, startOfWeek: number): number {
  return Math.floor((dayNumber(local) + 4 - startOfWeek) / 7);
}

/** 1 to 366. */
export function dayOfYear(local: Date): number {
  return dayNumber(local) - Math.floor(Date.UTC(local.getUTCFullYear(), 0, 1) / DAY_MS) + 1;
}

/** 0 to 53: weeks begin on Sunday, and days before the first Sunday are in week 0. */
export function weekOfYear(local: Date): number {
  return Math.floor((dayOfYear(local) + 6 - local.getUTCDay()) / 7);
}

/** The ISO 8601 year and week: the week that holds the year's first Thursday is week 1. */
export function isoWeek(local: Date): { year: number; week: number } {
  const thursday = new Date(local.getTime() + (4 - (local.getUTCDay() || 7)) * DAY_MS);
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

/** The same clock time so many months later; a day that the month lacks becomes its last day. */
export function addMonths(local: Date, months: number): Date {
  const target = monthNumber(local) + months;
  const result = new Date(local.getTime());
  result.setUTCDate(1);
  result.setUTCFullYear(Math.floor(target / 12), target - Math.floor(target / 12) * 12);
  const lastDay = new Date(result.getTime());
  lastDay.setUTCMonth(lastDay.getUTCMonth() + 1, 0);
  result.setUTCDate(Math.min(local.getUTCDate(), lastDay.getUTCDate()));
  return result;
}
