import { type Case, d, date, dec, expr, exprError, l, pipeline, update } from './case.js';

// The inputs and results that the pages print for their examples, cut down to the fields that matter.
const A = 'reference/operator/aggregation/';

const rounded: Case[] = (
  [
    [124.5, 124.5, 124, 120],
    [125.5, 125.5, 126, 130],
    [12.5, 12.5, 12, 10],
    [2.25, 2.2, 2, 0],
    [2.45, 2.5, 2, 0],
    [19.25, 19.2, 19, undefined],
    [28.73, 28.7, 29, undefined],
    [34.32, 34.3, 34, undefined],
    [-45.39, -45.4, -45, undefined],
  ] as const
).flatMap(([value, ...results]) =>
  results.flatMap((result, at) =>
    result === undefined ? [] : [expr(`${A}round/`, { $round: [d(value), 1 - at] }, d(result))],
  ),
);

const numbers: Case[] = [
  ...rounded,
  ...[25, 25, 20].map((result, at) => expr(`${A}round/`, { $round: [25, 1 - at] }, result)),
  expr(`${A}round/`, { $round: [1234.5678, 2] }, 1234.57),
  expr(`${A}round/`, { $round: [1234.5678, -2] }, d(1200)),
  expr(`${A}round/`, { $round: [1234.5678, -4] }, d(0)),
  expr(`${A}round/`, { $round: [d(Number.NaN), 1] }, d(Number.NaN)),
  expr(`${A}round/`, { $round: [null, 1] }, null),
  expr(`${A}round/`, { $round: [d(Number.POSITIVE_INFINITY), 1] }, d(Number.POSITIVE_INFINITY)),
  update('reference/operator/update/bit/', { x: 13 }, { $bit: { x: { and: 10 } } }, { x: 8 }),
  update('reference/operator/update/bit/', { x: l(3) }, { $bit: { x: { or: 5 } } }, { x: l(7) }),
  update('reference/operator/update/bit/', { x: l(1) }, { $bit: { x: { xor: 5 } } }, { x: l(4) }),
];

const arrays: Case[] = [
  expr(`${A}slice/`, { $slice: [[1, 2, 3], 1, 1] }, [2]),
  expr(`${A}slice/`, { $slice: [[1, 2, 3], -2] }, [2, 3]),
  expr(`${A}slice/`, { $slice: [[1, 2, 3], 15, 2] }, []),
  expr(`${A}slice/`, { $slice: [[1, 2, 3], -15, 2] }, [1, 2]),
  ...(
    [
      [[['a', 'abc'], 'a'], 0],
      [[['a', 'abc', 'de', ['de']], ['de']], 3],
      [[[1, 2], 5], -1],
      [
        [
          [1, 2, 3],
          [1, 2],
        ],
        -1,
      ],
      [[[10, 9, 9, 8, 9], 9, 3], 4],
      [[['a', 'abc', 'b'], 'b', 0, 1], -1],
      [[['a', 'abc', 'b'], 'b', 1, 0], -1],
      [[['a', 'abc', 'b'], 'b', 20], -1],
      [[[null, null, null], null], 0],
      [[null, 'foo'], null],
    ] as const
  ).map(([$indexOfArray, found]) => expr(`${A}indexOfArray/`, { $indexOfArray }, found)),
  exprError(`${A}indexOfArray/`, { $indexOfArray: ['foo', 'foo'] }, 40090),
  expr(`${A}sortArray/`, { $sortArray: { input: [1, 4, 1, 6, 12, 5], sortBy: 1 } }, [1, 1, 4, 5, 6, 12]),
  expr(
    `${A}sortArray/`,
    {
      $sortArray: {
        input: [
          20,
          4,
          { a: 'Free' },
          6,
          21,
          5,
          'Gratis',
          { a: null },
          { a: { sale: true, price: 19 } },
          dec('10.23'),
          { a: 'On sale' },
        ],
        sortBy: 1,
      },
    },
    [
      4,
      5,
      6,
      dec('10.23'),
      20,
      21,
      'Gratis',
      { a: null },
      { a: 'Free' },
      { a: 'On sale' },
      { a: { sale: true, price: 19 } },
    ],
  ),
  ...(
    [
      [
        ['June-15-2013', '-'],
        ['June', '15', '2013'],
      ],
      [
        ['banana split', 'a'],
        ['b', 'n', 'n', ' split'],
      ],
      [
        ['Hello World', ' '],
        ['Hello', 'World'],
      ],
      [
        ['astronomical', 'astro'],
        ['', 'nomical'],
      ],
      [['pea green boat', 'owl'], ['pea green boat']],
    ] as const
  ).map(([$split, parts]) => expr(`${A}split/`, { $split }, parts)),
  exprError(`${A}split/`, { $split: ['headphone jack', d(7)] }, 40086),
];

const parts: Case[] = (
  [
    [{ year: 2017, month: 14, day: 1, hour: 12 }, '2018-02-01T12:00:00Z'],
    [{ year: 2017, month: 0, day: 1, hour: 12 }, '2016-12-01T12:00:00Z'],
    [{ year: 2017, month: 2, day: 8, hour: 12 }, '2017-02-08T12:00:00Z'],
    [{ isoWeekYear: 2017, isoWeek: 6, isoDayOfWeek: 3, hour: 12 }, '2017-02-08T12:00:00Z'],
    [
      { year: 2016, month: 12, day: 31, hour: 23, minute: 46, second: 12, timezone: 'America/New_York' },
      '2017-01-01T04:46:12Z',
    ],
  ] as const
).map(([$dateFromParts, text]) => expr(`${A}dateFromParts/`, { $dateFromParts }, date(text)));

const SIZES = [
  { _id: 1, price: dec('80'), s: ['S', 'M', 'L'] },
  { _id: 2, price: dec('120'), s: [] },
  { _id: 3, price: dec('160'), s: 'M' },
  { _id: 4, price: dec('10') },
  { _id: 5, price: dec('5.75'), s: null },
];
const unwound = (options: object) => [{ $unwind: { path: '$s', ...options } }, { $unset: 'price' }];

const unwinding: Case[] = [
  pipeline(`${A}unwind/`, SIZES, unwound({}), [
    { _id: 1, s: 'S' },
    { _id: 1, s: 'M' },
    { _id: 1, s: 'L' },
    { _id: 3, s: 'M' },
  ]),
  pipeline(`${A}unwind/`, SIZES, unwound({ includeArrayIndex: 'at' }), [
    { _id: 1, s: 'S', at: l(0) },
    { _id: 1, s: 'M', at: l(1) },
    { _id: 1, s: 'L', at: l(2) },
    { _id: 3, s: 'M', at: null },
  ]),
  pipeline(`${A}unwind/`, SIZES, unwound({ preserveNullAndEmptyArrays: true }), [
    { _id: 1, s: 'S' },
    { _id: 1, s: 'M' },
    { _id: 1, s: 'L' },
    { _id: 2 },
    { _id: 3, s: 'M' },
    { _id: 4 },
    { _id: 5, s: null },
  ]),
  pipeline(
    `${A}unwind/`,
    SIZES,
    [
      { $unwind: { path: '$s', preserveNullAndEmptyArrays: true } },
      { $group: { _id: '$s', mean: { $avg: '$price' } } },
      { $sort: { mean: -1, _id: 1 } },
    ],
    [
      { _id: 'M', mean: dec('120') },
      { _id: 'L', mean: dec('80') },
      { _id: 'S', mean: dec('80') },
      { _id: null, mean: dec('45.25') },
    ],
  ),
];

const CAKES = [
  { _id: 0, at: date('2020-05-18T14:10:30Z'), state: 'CA', price: 13, n: 120 },
  { _id: 1, at: date('2021-03-20T11:30:05Z'), state: 'WA', price: 14, n: 140 },
  { _id: 2, at: date('2021-01-11T06:31:15Z'), state: 'CA', price: 12, n: 145 },
  { _id: 3, at: date('2020-02-08T13:13:23Z'), state: 'WA', price: 13, n: 104 },
  { _id: 4, at: date('2019-05-18T16:09:01Z'), state: 'CA', price: 41, n: 162 },
  { _id: 5, at: date('2019-01-08T06:12:03Z'), state: 'WA', price: 43, n: 134 },
];
const cakes = (partitionBy: unknown, sortBy: object, x: object, results: readonly unknown[]): Case =>
  pipeline(
    `${A}setWindowFields/`,
    CAKES,
    [
      { $setWindowFields: { partitionBy, sortBy, output: { x } } },
      { $sort: { _id: 1 } },
      { $project: { _id: 0, x: 1 } },
    ],
    results.map((result) => ({ x: result })),
  );
const recent = (upper: number) => ({
  $push: '$_id',
  window: { range: ['unbounded', upper], unit: 'month' },
});

const windows: Case[] = [
  cakes(
    { $year: '$at' },
    { at: 1 },
    { $avg: '$n', window: { documents: [-1, 0] } },
    [112, 142.5, 145, 104, 148, 134].map(d),
  ),
  cakes(
    { $year: '$at' },
    { at: 1 },
    { $max: '$n', window: { documents: ['unbounded', 'unbounded'] } },
    [120, 145, 145, 120, 162, 162],
  ),
  cakes('$state', { price: 1 }, { $sum: '$n', window: { range: [-10, 10] } }, [265, 244, 265, 244, 162, 134]),
  cakes('$state', { at: 1 }, recent(10), [[4, 0, 2], [5, 3, 1], [4, 0, 2], [5, 3], [4], [5]]),
  cakes('$state', { at: 1 }, recent(-10), [[4], [5, 3], [4], [5], [], []]),
];

/** The manual's own examples of expressions on values, of unwinding and of windows. */
export const cases: Case[] = [...numbers, ...arrays, ...parts, ...unwinding, ...windows];
