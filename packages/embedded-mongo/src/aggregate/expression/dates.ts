import { Int32, Long, ObjectId, Timestamp } from 'bson';
import { CommandError } from '../../errors.js';
import { typeName } from '../../matcher/type-names.js';
import { isDocument } from '../../types.js';
import {
  addMonths,
  dayNumber,
  dayOfYear,
  isoWeek,
  monthNumber,
  UNIT_MONTHS,
  UNIT_MS,
  weekdayNumber,
  weekNumber,
  weekOfYear,
} from './calendar.js';
import { formatDate, readDate } from './date-format.js';
import { parseDate } from './date-parse.js';
import { named, needInteger, needString, nullish, type Operator, type OperatorTable } from './operator.js';
import { fromLocal, toLocal, zoneOffsetMs } from './timezone.js';

function needDate(value: unknown, name: string): Date {
  if (value instanceof Date) return value;
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (value instanceof ObjectId) return value.getTimestamp();
  throw new CommandError('Location16006', `${name}: can't convert from BSON type ${typeName(value)} to Date`);
}

function zoneOf(value: unknown, name: string): string | undefined {
  return value === undefined ? undefined : needString(value, name);
}

/** `$year: date` or `$year: { date, timezone }`. */
function part(
  read: (local: Date) => number,
  make: (value: number) => unknown = (value) => new Int32(value),
): Operator {
  const byFields = named(['date'], ['timezone'], ({ date, timezone }, _scope, name) =>
    nullish(date) || timezone === null
      ? null
      : make(read(toLocal(needDate(date, name), zoneOf(timezone, name)))),
  );
  return (operand, compile, name) => {
    if (isDocument(operand) && Object.hasOwn(operand, 'date')) return byFields(operand, compile, name);
    return byFields(
      { date: Array.isArray(operand) && operand.length === 1 ? operand[0] : operand },
      compile,
      name,
    );
  };
}

const DEFAULT_FORMAT = '%Y-%m-%dT%H:%M:%S.%L';

function toText(values: Record<string, unknown>, _scope: unknown, name: string): unknown {
  const { date, format, timezone, onNull } = values;
  if (nullish(date)) return Object.hasOwn(values, 'onNull') ? onNull : null;
  if (timezone === null || format === null) return null;
  const instant = needDate(date, name);
  const zone = zoneOf(timezone, name);
  const pattern =
    format === undefined ? `${DEFAULT_FORMAT}${zone === undefined ? 'Z' : ''}` : needString(format, name);
  return formatDate(toLocal(instant, zone), pattern, zoneOffsetMs(zone, instant.getTime()));
}

function fromText(values: Record<string, unknown>, _scope: unknown, name: string): unknown {
  const { dateString, format, timezone, onNull } = values;
  if (nullish(dateString)) return Object.hasOwn(values, 'onNull') ? onNull : null;
  const zone = zoneOf(timezone ?? undefined, name);
  if (typeof dateString === 'string') {
    const date = nullish(format)
      ? parseDate(dateString, zone)
      : readDate(dateString, needString(format, name), zone);
    if (date) return date;
  }
  if (Object.hasOwn(values, 'onError')) return values.onError;
  throw new CommandError('ConversionFailure', `Error parsing date string '${String(dateString)}'`);
}

function fromParts(values: Record<string, unknown>, _scope: unknown, name: string): unknown {
  const { timezone, ...given } = values;
  if (Object.values(given).some(nullish) || timezone === null) return null;
  const number = (key: string, fallback: number) =>
    given[key] === undefined ? fallback : needInteger(given[key], name);
  const zone = zoneOf(timezone, name);
  const local = new Date(0);
  if (Object.hasOwn(given, 'isoWeekYear')) {
    const fourth = new Date(Date.UTC(number('isoWeekYear', 1970), 0, 4));
    const monday = dayNumber(fourth) - ((fourth.getUTCDay() || 7) - 1);
    local.setTime((monday + (number('isoWeek', 1) - 1) * 7 + number('isoDayOfWeek', 1) - 1) * UNIT_MS.day!);
  } else local.setUTCFullYear(number('year', 1970), number('month', 1) - 1, number('day', 1));
  local.setUTCHours(number('hour', 0), number('minute', 0), number('second', 0), number('millisecond', 0));
  return fromLocal(local, zone);
}

function toParts(
  { date, timezone, iso8601 }: Record<string, unknown>,
  _scope: unknown,
  name: string,
): unknown {
  if (nullish(date) || timezone === null) return null;
  const local = toLocal(needDate(date, name), zoneOf(timezone, name));
  const iso = isoWeek(local);
  const days =
    iso8601 === true
      ? { isoWeekYear: iso.year, isoWeek: iso.week, isoDayOfWeek: local.getUTCDay() || 7 }
      : { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
  const all = {
    ...days,
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
  };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, new Int32(value)]));
}

function unitOf(value: unknown, name: string): string {
  const unit = needString(value, name);
  if (Object.hasOwn(UNIT_MS, unit) || Object.hasOwn(UNIT_MONTHS, unit)) return unit;
  throw new CommandError('Location5439013', `${name}: unknown time unit value: ${unit}`);
}

function shift(sign: 1 | -1): Operator {
  return named(['startDate', 'unit', 'amount'], ['timezone'], (values, _scope, name) => {
    const { startDate, amount, timezone } = values;
    if (nullish(startDate) || nullish(values.unit) || nullish(amount) || timezone === null) return null;
    const date = needDate(startDate, name);
    const unit = unitOf(values.unit, name);
    const zone = zoneOf(timezone, name);
    const count = needInteger(amount, name) * sign;
    const months = UNIT_MONTHS[unit];
    if (months !== undefined) return fromLocal(addMonths(toLocal(date, zone), count * months), zone);
    if (unit !== 'day' && unit !== 'week') return new Date(date.getTime() + count * UNIT_MS[unit]!);
    // a day is a day on the calendar, also when the clocks change in it
    return fromLocal(new Date(toLocal(date, zone).getTime() + count * UNIT_MS[unit]!), zone);
  });
}

function weekStart(value: unknown, name: string): number {
  if (nullish(value)) return 0;
  const day = weekdayNumber(needString(value, name));
  if (day < 0)
    throw new CommandError('Location5439015', `${name} parameter 'startOfWeek' value cannot be recognized`);
  return day;
}

function difference(values: Record<string, unknown>, _scope: unknown, name: string): unknown {
  const { startDate, endDate, timezone } = values;
  if (nullish(startDate) || nullish(endDate) || nullish(values.unit) || timezone === null) return null;
  const unit = unitOf(values.unit, name);
  const zone = zoneOf(timezone, name);
  const [from, to] = [toLocal(needDate(startDate, name), zone), toLocal(needDate(endDate, name), zone)];
  const months = UNIT_MONTHS[unit];
  const index = (local: Date): number => {
    if (months !== undefined) return Math.floor(monthNumber(local) / months);
    if (unit === 'week') return weekNumber(local, weekStart(values.startOfWeek, name));
    return Math.floor(local.getTime() / UNIT_MS[unit]!);
  };
  return Long.fromNumber(index(to) - index(from));
}

/** Bins are counted from this clock time. */
const REFERENCE = Date.UTC(2000, 0, 1);

function floorTo(value: number, reference: number, size: number): number {
  return reference + Math.floor((value - reference) / size) * size;
}

function truncateLocal(local: Date, unit: string, size: number, startOfWeek: number): Date {
  const months = UNIT_MONTHS[unit];
  if (months !== undefined) {
    const month = floorTo(monthNumber(local), 2000 * 12, months * size);
    return new Date(Date.UTC(Math.floor(month / 12), month - Math.floor(month / 12) * 12, 1));
  }
  if (unit === 'week') {
    const week = floorTo(
      weekNumber(local, startOfWeek),
      weekNumber(new Date(REFERENCE + 6 * UNIT_MS.day!), startOfWeek),
      size,
    );
    return new Date((week * 7 - 4 + startOfWeek) * UNIT_MS.day!);
  }
  return new Date(floorTo(local.getTime(), REFERENCE, size * UNIT_MS[unit]!));
}

function truncate(values: Record<string, unknown>, _scope: unknown, name: string): unknown {
  const { date, binSize, timezone, startOfWeek } = values;
  if (nullish(date) || nullish(values.unit) || binSize === null || timezone === null) return null;
  const instant = needDate(date, name);
  const unit = unitOf(values.unit, name);
  const zone = zoneOf(timezone, name);
  const size = binSize === undefined ? 1 : needInteger(binSize, name);
  if (size <= 0) throw new CommandError('Location5439018', `${name} requires 'binSize' to be greater than 0`);
  return fromLocal(truncateLocal(toLocal(instant, zone), unit, size, weekStart(startOfWeek, name)), zone);
}

/** Dates, in UTC unless a time zone is given. */
export const DATES: OperatorTable = {
  $year: part((local) => local.getUTCFullYear()),
  $month: part((local) => local.getUTCMonth() + 1),
  $dayOfMonth: part((local) => local.getUTCDate()),
  $hour: part((local) => local.getUTCHours()),
  $minute: part((local) => local.getUTCMinutes()),
  $second: part((local) => local.getUTCSeconds()),
  $millisecond: part((local) => local.getUTCMilliseconds()),
  $dayOfWeek: part((local) => local.getUTCDay() + 1),
  $dayOfYear: part(dayOfYear),
  $week: part(weekOfYear),
  $isoDayOfWeek: part((local) => local.getUTCDay() || 7),
  $isoWeek: part((local) => isoWeek(local).week),
  $isoWeekYear: part(
    (local) => isoWeek(local).year,
    (year) => Long.fromNumber(year),
  ),
  $dateToString: named(['date'], ['format', 'timezone', 'onNull'], toText),
  $dateFromString: named(['dateString'], ['format', 'timezone', 'onError', 'onNull'], fromText),
  $dateToParts: named(['date'], ['timezone', 'iso8601'], toParts),
  $dateFromParts: named(
    [],
    [
      'year',
      'month',
      'day',
      'isoWeekYear',
      'isoWeek',
      'isoDayOfWeek',
      'hour',
      'minute',
      'second',
      'millisecond',
      'timezone',
    ],
    fromParts,
  ),
  $dateAdd: shift(1),
  $dateSubtract: shift(-1),
  $dateDiff: named(['startDate', 'endDate', 'unit'], ['timezone', 'startOfWeek'], difference),
  $dateTrunc: named(['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], truncate),
};
