import { type Case, choice, d, date, expr, l, match, matchError, pipeline } from './case.js';

// The inputs and results that the pages print for their examples, cut down to the fields that matter.
const A = 'reference/operator/aggregation/';
const Q = 'reference/operator/query/';

const found = (text: string, at: number, ...captures: (string | null)[]) => ({
  match: text,
  idx: at,
  captures,
});

const texts: Case[] = [
  ...(
    [
      ['Carol', /(C(ar)*)ol/, [found('Carol', 0, 'Car', 'ar')]],
      ['Daryl', /(C(ar)*)ol/, []],
      ['Colleen', /(C(ar)*)ol/, [found('Col', 0, 'C', null)]],
      ['718-555-0113', /^(718).*|^(212).*|^(917).*/, [found('718-555-0113', 0, '718', null, null)]],
      ['212-555-8832', /^(718).*|^(212).*|^(917).*/, [found('212-555-8832', 0, null, '212', null)]],
      ['208-555-1932', /^(718).*|^(212).*|^(917).*/, []],
      ['First lines\nsecond line', /line/, [found('line', 6), found('line', 19)]],
      ['First lines\nsecond line', /lin(e|k)/, [found('line', 6, 'e'), found('line', 19, 'e')]],
      ['anchors, links and hyperlinks', /lin(e|k)/, [found('link', 9, 'k'), found('link', 24, 'k')]],
      ['métier work vocation', /tier/, [found('tier', 2)]],
      ['Single LINE description.', /line/, []],
      ['Single LINE description.', /line/i, [found('LINE', 7)]],
    ] as const
  ).map(([input, regex, results]) => expr(`${A}regexFindAll/`, { $regexFindAll: { input, regex } }, results)),
  expr(
    `${A}regexFindAll/`,
    { $regexFindAll: { input: 'Single LINE description.', regex: 'line', options: 'i' } },
    [found('LINE', 7)],
  ),
  expr(`${A}trim/`, { $trim: { input: '  \n good  bye \t  ' } }, 'good  bye'),
  expr(`${A}trim/`, { $trim: { input: ' ggggoodbyeeeee', chars: 'ge' } }, ' ggggoodby'),
  expr(`${A}trim/`, { $trim: { input: '    ggggoodbyeeeee', chars: ' ge' } }, 'oodby'),
  expr(`${A}trim/`, { $trim: { input: null } }, null),
];

const arrays: Case[] = [
  expr(`${A}zip/`, { $zip: { inputs: [['a'], ['b'], ['c']] } }, [['a', 'b', 'c']]),
  expr(`${A}zip/`, { $zip: { inputs: [['a'], ['b', 'c']] } }, [['a', 'b']]),
  expr(`${A}zip/`, { $zip: { inputs: [[1], [2, 3]], useLongestLength: true } }, [
    [1, 2],
    [null, 3],
  ]),
  expr(
    `${A}zip/`,
    { $zip: { inputs: [[1], [2, 3], [4]], useLongestLength: true, defaults: ['a', 'b', 'c'] } },
    [
      [1, 2, 4],
      ['a', 3, 'c'],
    ],
  ),
  expr(`${A}range/`, { $range: [0, 10, 2] }, [0, 2, 4, 6, 8]),
  expr(`${A}range/`, { $range: [10, 0, -2] }, [10, 8, 6, 4, 2]),
  expr(`${A}range/`, { $range: [0, 10, -2] }, []),
  expr(`${A}range/`, { $range: [0, 5] }, [0, 1, 2, 3, 4]),
  expr(
    `${A}reduce/`,
    { $reduce: { input: ['a', 'b', 'c'], initialValue: '', in: { $concat: ['$$value', '$$this'] } } },
    'abc',
  ),
  expr(
    `${A}reduce/`,
    {
      $reduce: {
        input: [1, 2, 3, 4],
        initialValue: { sum: 5, product: 2 },
        in: {
          sum: { $add: ['$$value.sum', '$$this'] },
          product: { $multiply: ['$$value.product', '$$this'] },
        },
      },
    },
    { sum: 15, product: 48 },
  ),
  expr(
    `${A}reduce/`,
    {
      $reduce: {
        input: [
          [3, 4],
          [5, 6],
        ],
        initialValue: [1, 2],
        in: { $concatArrays: ['$$value', '$$this'] },
      },
    },
    [1, 2, 3, 4, 5, 6],
  ),
  ...(
    [
      [20, [0.5, 0.1], d(9)],
      [40, [0.25, 0.15, 0.05], 24.224999999999998],
      [25, [0.3], 17.5],
      [80, [0.1, 0.25], d(54)],
    ] as const
  ).map(([initialValue, input, price]) =>
    expr(
      `${A}reduce/`,
      { $reduce: { input, initialValue, in: { $multiply: ['$$value', { $subtract: [1, '$$this'] }] } } },
      price,
    ),
  ),
  ...(
    [
      [[{ a: 1 }, null], { a: 1 }],
      [[null, null], {}],
      [[{ a: 1 }, { a: 2, b: 2 }, { a: 3, c: 3 }], { a: 3, b: 2, c: 3 }],
      [[{ a: 1 }, { a: 2, b: 2 }, { a: 3, b: null, c: 3 }], { a: 3, b: null, c: 3 }],
    ] as const
  ).map(([$mergeObjects, merged]) => expr(`${A}mergeObjects/`, { $mergeObjects }, merged)),
  ...(
    [
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      [
        [12, 90, 7, 89, 8],
        [12, 90, 7],
      ],
      [[null], [null]],
      [[], []],
      [
        [1293, null, 3489, 9],
        [1293, null, 3489],
      ],
    ] as const
  ).map(([input, first]) => expr(`${A}firstN/`, { $firstN: { n: 3, input } }, first)),
];

const SCORES = [
  { p: 'A', g: 'G1', s: 31 },
  { p: 'B', g: 'G1', s: 33 },
  { p: 'C', g: 'G1', s: 99 },
  { p: 'D', g: 'G1', s: 1 },
  { p: 'A', g: 'G2', s: 10 },
  { p: 'B', g: 'G2', s: 14 },
  { p: 'C', g: 'G2', s: 66 },
  { p: 'D', g: 'G2', s: 80 },
];
const byId = { $sort: { _id: 1 } };

const groups: Case[] = [
  pipeline(
    `${A}firstN/`,
    [{ s: 1 }, { s: 2 }, { s: 3 }, {}, { s: null }],
    [{ $group: { _id: 'G1', x: { $firstN: { input: '$s', n: 5 } } } }],
    [{ _id: 'G1', x: [1, 2, 3, null, null] }],
  ),
  pipeline(
    `${A}firstN/`,
    SCORES,
    [{ $sort: { s: -1 } }, { $group: { _id: '$g', x: { $firstN: { input: ['$p', '$s'], n: 3 } } } }, byId],
    [
      {
        _id: 'G1',
        x: [
          ['C', 99],
          ['B', 33],
          ['A', 31],
        ],
      },
      {
        _id: 'G2',
        x: [
          ['D', 80],
          ['C', 66],
          ['B', 14],
        ],
      },
    ],
  ),
  pipeline(
    `${A}firstN/`,
    SCORES,
    [
      {
        $group: {
          _id: { g: '$g' },
          x: { $firstN: { input: '$s', n: { $cond: choice({ $eq: ['$g', 'G2'] }, 1, 3) } } },
        },
      },
      byId,
    ],
    [
      { _id: { g: 'G1' }, x: [31, 33, 99] },
      { _id: { g: 'G2' }, x: [10] },
    ],
  ),
  pipeline(
    `${A}mergeObjects/`,
    [
      { i: 'A', q: { a: 500, b: 500 } },
      { i: 'A', q: { c: 400, d: 300, e: 0, f: 0 } },
      { i: 'B', q: { a: 300 } },
      { i: 'B', q: { e: 100, f: 250 } },
    ],
    [{ $group: { _id: '$i', x: { $mergeObjects: '$q' } } }, byId],
    [
      { _id: 'A', x: { a: 500, b: 500, c: 400, d: 300, e: 0, f: 0 } },
      { _id: 'B', x: { a: 300, e: 100, f: 250 } },
    ],
  ),
];

const partsOf = (hours: number) => ({ hour: hours, minute: 29, second: 9, millisecond: 123 });
const AT = date('2017-01-01T01:29:09.123Z');
const added = (startDate: string, unit: string, amount: number, result: string, timezone?: string): Case =>
  expr(
    `${A}dateAdd/`,
    { $dateAdd: { startDate: date(startDate), unit, amount, ...(timezone && { timezone }) } },
    date(result),
  );

const dates: Case[] = [
  expr(`${A}dateToParts/`, { $dateToParts: { date: AT } }, { year: 2017, month: 1, day: 1, ...partsOf(1) }),
  expr(
    `${A}dateToParts/`,
    { $dateToParts: { date: AT, iso8601: true } },
    { isoWeekYear: 2016, isoWeek: 52, isoDayOfWeek: 7, ...partsOf(1) },
  ),
  expr(
    `${A}dateToParts/`,
    { $dateToParts: { date: AT, timezone: 'America/New_York' } },
    { year: 2016, month: 12, day: 31, ...partsOf(20) },
  ),
  added('2020-10-31T12:10:05Z', 'month', 1, '2020-11-30T12:10:05Z'),
  added('2020-12-31', 'day', 3, '2021-01-03'),
  added('2021-02-28', 'day', 3, '2021-03-03'),
  added('2021-02-26', 'day', 3, '2021-03-01'),
  added('2021-03-13T15:00:00Z', 'day', 1, '2021-03-14T14:00:00Z', 'America/New_York'),
  added('2021-03-13T15:00:00Z', 'hour', 24, '2021-03-14T15:00:00Z', 'America/New_York'),
  added('2021-03-13T10:00:00Z', 'day', 1, '2021-03-14T10:00:00Z', 'America/Mexico_City'),
];

const [ZERO, FIVE, TWELVE] = [{ q: 0 }, { q: 5 }, { q: 12 }];
const STOCK = [
  [
    { size: 'S', n: 10, color: 'blue' },
    { size: 'M', n: 45, color: 'blue' },
    { size: 'L', n: 100, color: 'green' },
  ],
  [
    { size: '6', n: 100, color: 'green' },
    { size: '6', n: 50, color: 'blue' },
    { size: '8', n: 100, color: 'brown' },
  ],
  [
    { size: 'S', n: 10, color: 'blue' },
    { size: 'M', n: 100, color: 'blue' },
    { size: 'L', n: 100, color: 'green' },
  ],
  [{ size: 'M', n: 100, color: 'green' }],
].map((qty) => ({ qty }));

const queries: Case[] = [
  ...[d(4), 4.5, 4.99, -4].map((divisor) =>
    match(`${Q}mod/`, { q: { $mod: [divisor, 0] } }, [ZERO, TWELVE], [FIVE]),
  ),
  ...[[4], [], [4, 1, 2, 3], [d(Number.NaN), 0], [d(Number.POSITIVE_INFINITY), 0]].map(($mod) =>
    matchError(`${Q}mod/`, { q: { $mod } }, 2),
  ),
  match(
    `${Q}all/`,
    { t: { $all: ['appliance', 'school', 'book'] } },
    [{ t: ['school', 'book', 'bag', 'headphone', 'appliance'] }, { t: ['appliance', 'school', 'book'] }],
    [{ t: ['school', 'book'] }, { t: ['electronics', 'school'] }],
  ),
  match(
    `${Q}all/`,
    {
      qty: {
        $all: [{ $elemMatch: { size: 'M', n: { $gt: 50 } } }, { $elemMatch: { n: 100, color: 'green' } }],
      },
    },
    STOCK.slice(2),
    STOCK.slice(0, 2),
  ),
  expr(`${A}trunc/`, { $trunc: 7.8 }, d(7)),
  expr(`${A}trunc/`, { $trunc: -2.3 }, d(-2)),
  expr(`${A}trunc/`, { $trunc: l(0) }, l(0)),
];

/** The manual's own examples of further expressions, accumulators and queries. */
export const cases: Case[] = [...texts, ...arrays, ...groups, ...dates, ...queries];
