import { BSONRegExp } from 'bson';
import { type Case, date, expr, exprError, l } from './case.js';

const A = 'reference/operator/aggregation/';
const D = { date: date('2014-01-01T08:15:39.736Z') };
const SUMMER = date('2024-07-04T15:30:45.678Z');

const strings: Case[] = [
  expr(`${A}concat/`, { $concat: ['$item', ' - ', 'x'] }, 'ABC1 - x', { item: 'ABC1' }),
  expr(`${A}concat/`, { $concat: ['a', null] }, null),
  exprError(`${A}concat/`, { $concat: ['a', 5] }, 16702),
  expr(`${A}indexOfBytes/`, { $indexOfBytes: ['cafétéria', 'é'] }, 3),
  expr(`${A}indexOfBytes/`, { $indexOfBytes: ['cafétéria', 't'] }, 5),
  expr(`${A}indexOfCP/`, { $indexOfCP: ['cafeteria', 'e'] }, 3),
  expr(`${A}indexOfCP/`, { $indexOfCP: ['vanilla', 'll', 0, 2] }, -1),
  expr(`${A}trim/`, { $trim: { input: '  hello  ' } }, 'hello'),
  expr(`${A}trim/`, { $trim: { input: 'ggggoodbyeeeee', chars: 'ge' } }, 'oodby'),
  expr(`${A}ltrim/`, { $ltrim: { input: ' xy ' } }, 'xy '),
  expr(`${A}rtrim/`, { $rtrim: { input: ' xy ' } }, ' xy'),
  expr(`${A}split/`, { $split: ['June-15-2013', '-'] }, ['June', '15', '2013']),
  expr(`${A}split/`, { $split: ['banana split', 'a'] }, ['b', 'n', 'n', ' split']),
  exprError(`${A}split/`, { $split: ['x', ''] }, 40087),
  expr(`${A}strLenCP/`, { $strLenCP: 'cafétéria' }, 9),
  expr(`${A}strLenBytes/`, { $strLenBytes: 'cafétéria' }, 11),
  expr(`${A}strcasecmp/`, { $strcasecmp: ['13q1', '13Q4'] }, -1),
  expr(`${A}strcasecmp/`, { $strcasecmp: ['abc', 'ABC'] }, 0),
  expr(`${A}substrBytes/`, { $substrBytes: ['apple', 0, 3] }, 'app'),
  expr(`${A}substrBytes/`, { $substrBytes: ['apple', 1, -1] }, 'pple'),
  exprError(`${A}substrBytes/`, { $substrBytes: ['cafétéria', 7, 3] }, 28656),
  expr(`${A}substrCP/`, { $substrCP: ['cafétéria', 3, 2] }, 'ét'),
  expr(`${A}toLower/`, { $toLower: 'PRODUCT 1' }, 'product 1'),
  expr(`${A}toUpper/`, { $toUpper: null }, ''),
  expr(
    `${A}replaceOne/`,
    { $replaceOne: { input: 'blue paint blue', find: 'blue paint', replacement: 'red paint' } },
    'red paint blue',
  ),
  expr(
    `${A}replaceAll/`,
    { $replaceAll: { input: 'a$b$c', find: { $literal: '$' }, replacement: { $literal: '$&' } } },
    'a$&b$&c',
  ),
  expr(`${A}regexMatch/`, { $regexMatch: { input: '$d', regex: new BSONRegExp('line') } }, true, {
    d: 'Many\nlines',
  }),
  expr(`${A}regexMatch/`, { $regexMatch: { input: 'LINE', regex: 'line', options: 'i' } }, true),
  expr(`${A}regexMatch/`, { $regexMatch: { input: null, regex: 'x' } }, false),
  expr(
    `${A}regexFind/`,
    { $regexFind: { input: 'Simple Example', regex: '(m(p))' } },
    { match: 'mp', idx: 2, captures: ['mp', 'p'] },
  ),
  expr(`${A}regexFind/`, { $regexFind: { input: 'x', regex: 'y' } }, null),
  expr(`${A}regexFindAll/`, { $regexFindAll: { input: 'éa ab', regex: 'a(b)?' } }, [
    { match: 'a', idx: 1, captures: [null] },
    { match: 'ab', idx: 3, captures: ['b'] },
  ]),
];

const dates: Case[] = [
  expr(`${A}year/`, { $year: '$date' }, 2014, D),
  expr(`${A}month/`, { $month: '$date' }, 1, D),
  expr(`${A}dayOfMonth/`, { $dayOfMonth: '$date' }, 1, D),
  expr(`${A}hour/`, { $hour: '$date' }, 8, D),
  expr(`${A}hour/`, { $hour: { date: '$date', timezone: '-0500' } }, 3, D),
  expr(`${A}minute/`, { $minute: '$date' }, 15, D),
  expr(`${A}second/`, { $second: '$date' }, 39, D),
  expr(`${A}millisecond/`, { $millisecond: '$date' }, 736, D),
  expr(`${A}dayOfYear/`, { $dayOfYear: '$date' }, 1, D),
  expr(`${A}dayOfWeek/`, { $dayOfWeek: '$date' }, 4, D),
  expr(
    `${A}dayOfWeek/`,
    { $dayOfWeek: { date: date('2016-08-28T00:00:00Z'), timezone: 'America/Chicago' } },
    7,
  ),
  expr(`${A}week/`, { $week: '$date' }, 0, D),
  expr(`${A}isoDayOfWeek/`, { $isoDayOfWeek: date('2016-01-03') }, 7),
  expr(`${A}isoWeek/`, { $isoWeek: date('2016-01-01') }, 53),
  expr(`${A}isoWeekYear/`, { $isoWeekYear: date('2016-01-01') }, l(2015)),
  expr(`${A}year/`, { $year: null }, null),
  expr(`${A}dateToString/`, { $dateToString: { date: '$date' } }, '2014-01-01T08:15:39.736Z', D),
  expr(`${A}dateToString/`, { $dateToString: { format: '%Y-%m-%d', date: '$date' } }, '2014-01-01', D),
  expr(
    `${A}dateToString/`,
    { $dateToString: { format: '%H:%M:%S:%L%z', date: '$date', timezone: 'America/New_York' } },
    '03:15:39:736-0500',
    D,
  ),
  expr(
    `${A}dateToString/`,
    { $dateToString: { format: '%j %u %w %V %G %U', date: '$date' } },
    '001 3 4 01 2014 00',
    D,
  ),
  expr(`${A}dateToString/`, { $dateToString: { format: '%b %B %d', date: SUMMER } }, 'Jul July 04'),
  expr(`${A}dateToString/`, { $dateToString: { date: '$missing', onNull: 'none' } }, 'none'),
  exprError(`${A}dateToString/`, { $dateToString: { format: '%q', date: '$date' } }, 18536, D),
  expr(
    `${A}dateFromString/`,
    { $dateFromString: { dateString: '2017-02-08T12:10:40.787Z' } },
    date('2017-02-08T12:10:40.787Z'),
  ),
  expr(
    `${A}dateFromString/`,
    { $dateFromString: { dateString: '2017-02-08', timezone: 'America/New_York' } },
    date('2017-02-08T05:00:00Z'),
  ),
  expr(
    `${A}dateFromString/`,
    { $dateFromString: { dateString: '06-15-2018', format: '%m-%d-%Y' } },
    date('2018-06-15'),
  ),
  expr(`${A}dateFromString/`, { $dateFromString: { dateString: 'xx', onError: 'bad' } }, 'bad'),
  exprError(`${A}dateFromString/`, { $dateFromString: { dateString: 'xx' } }, 241),
  expr(
    `${A}dateFromParts/`,
    { $dateFromParts: { year: 2017, month: 2, day: 8, hour: 12 } },
    date('2017-02-08T12:00:00Z'),
  ),
  expr(`${A}dateFromParts/`, { $dateFromParts: { year: 2017, month: 14, day: 1 } }, date('2018-02-01')),
  expr(
    `${A}dateFromParts/`,
    { $dateFromParts: { isoWeekYear: 2017, isoWeek: 6, isoDayOfWeek: 3, hour: 12 } },
    date('2017-02-08T12:00:00Z'),
  ),
  expr(
    `${A}dateFromParts/`,
    { $dateFromParts: { year: 2016, month: 12, day: 31, hour: 23, timezone: 'America/New_York' } },
    date('2017-01-01T04:00:00Z'),
  ),
  expr(
    `${A}dateToParts/`,
    { $dateToParts: { date: date('2017-01-01T01:29:09.123Z') } },
    { year: 2017, month: 1, day: 1, hour: 1, minute: 29, second: 9, millisecond: 123 },
  ),
  expr(
    `${A}dateToParts/`,
    { $dateToParts: { date: date('2017-01-01T01:29:09.123Z'), iso8601: true } },
    { isoWeekYear: 2016, isoWeek: 52, isoDayOfWeek: 7, hour: 1, minute: 29, second: 9, millisecond: 123 },
  ),
  expr(
    `${A}dateAdd/`,
    { $dateAdd: { startDate: date('2020-10-31'), unit: 'month', amount: 1 } },
    date('2020-11-30'),
  ),
  expr(
    `${A}dateAdd/`,
    { $dateAdd: { startDate: date('2020-11-30T12:10:00Z'), unit: 'day', amount: 3 } },
    date('2020-12-03T12:10:00Z'),
  ),
  expr(
    `${A}dateAdd/`,
    {
      $dateAdd: {
        startDate: date('2024-03-09T20:00:00Z'),
        unit: 'day',
        amount: 1,
        timezone: 'America/New_York',
      },
    },
    date('2024-03-10T19:00:00Z'),
  ),
  expr(
    `${A}dateSubtract/`,
    { $dateSubtract: { startDate: date('2021-03-31'), unit: 'month', amount: 1 } },
    date('2021-02-28'),
  ),
  expr(
    `${A}dateDiff/`,
    { $dateDiff: { startDate: date('2020-12-31T23:59:59Z'), endDate: date('2021-01-01'), unit: 'year' } },
    l(1),
  ),
  expr(
    `${A}dateDiff/`,
    { $dateDiff: { startDate: date('2021-01-01'), endDate: date('2021-01-31'), unit: 'month' } },
    l(0),
  ),
  expr(
    `${A}dateDiff/`,
    {
      $dateDiff: {
        startDate: date('2021-01-24'),
        endDate: date('2021-01-25'),
        unit: 'week',
        startOfWeek: 'monday',
      },
    },
    l(1),
  ),
  expr(
    `${A}dateDiff/`,
    { $dateDiff: { startDate: date('2021-01-24'), endDate: date('2021-01-25'), unit: 'week' } },
    l(0),
  ),
  expr(
    `${A}dateDiff/`,
    {
      $dateDiff: {
        startDate: date('2021-01-01T00:59:00Z'),
        endDate: date('2021-01-01T01:01:00Z'),
        unit: 'hour',
      },
    },
    l(1),
  ),
  expr(
    `${A}dateTrunc/`,
    { $dateTrunc: { date: date('2021-03-20T11:30:05Z'), unit: 'hour' } },
    date('2021-03-20T11:00:00Z'),
  ),
  expr(
    `${A}dateTrunc/`,
    { $dateTrunc: { date: date('2021-03-20T11:30:05Z'), unit: 'week', startOfWeek: 'Monday' } },
    date('2021-03-15'),
  ),
  expr(
    `${A}dateTrunc/`,
    { $dateTrunc: { date: date('2021-03-20T11:30:05Z'), unit: 'quarter' } },
    date('2021-01-01'),
  ),
  expr(
    `${A}dateTrunc/`,
    { $dateTrunc: { date: date('2021-03-20T11:30:05Z'), unit: 'month', binSize: 6 } },
    date('2021-01-01'),
  ),
  expr(
    `${A}dateTrunc/`,
    { $dateTrunc: { date: date('2021-03-20T03:30:05Z'), unit: 'day', timezone: 'America/Los_Angeles' } },
    date('2021-03-19T07:00:00Z'),
  ),
];

export const cases: Case[] = [...strings, ...dates];
