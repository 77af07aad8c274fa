import { type Case, d, date, dec, l, pipeline } from './case.js';

// The inputs and results that the pages print for their examples, cut down to the fields that matter.
const A = 'reference/operator/aggregation/';
const byId = { $sort: { _id: 1 } };

const CAKES = [
  { _id: 0, at: date('2020-05-18T14:10:30Z'), state: 'CA', n: 120 },
  { _id: 1, at: date('2021-03-20T11:30:05Z'), state: 'WA', n: 140 },
  { _id: 2, at: date('2021-01-11T06:31:15Z'), state: 'CA', n: 145 },
  { _id: 3, at: date('2020-02-08T13:13:23Z'), state: 'WA', n: 104 },
  { _id: 4, at: date('2019-05-18T16:09:01Z'), state: 'CA', n: 162 },
  { _id: 5, at: date('2019-01-08T06:12:03Z'), state: 'WA', n: 134 },
];

const windowOf = (output: object, partitionBy: unknown) => [
  { $setWindowFields: { partitionBy, sortBy: { at: 1 }, output: { x: output } } },
  { $project: { x: 1 } },
  byId,
];

const ids = (...values: readonly unknown[]) => values.map((x, _id) => ({ _id, x }));

const windows: Case[] = [
  pipeline(
    `${A}setWindowFields/`,
    CAKES,
    windowOf({ $sum: '$n', window: { documents: ['unbounded', 'current'] } }, '$state'),
    ids(282, 378, 427, 238, 162, 134),
  ),
  pipeline(
    `${A}setWindowFields/`,
    CAKES,
    windowOf({ $sum: '$n', window: { documents: ['unbounded', 'current'] } }, { $year: '$at' }),
    ids(224, 285, 145, 104, 296, 134),
  ),
];

const truncated = (spec: object) => [{ $project: { x: { $dateTrunc: { date: '$at', ...spec } } } }];

const dates: Case[] = [
  pipeline(
    `${A}dateTrunc/`,
    CAKES,
    truncated({ unit: 'week', binSize: 2, timezone: 'America/Los_Angeles', startOfWeek: 'Monday' }),
    ids(
      date('2020-05-11T07:00:00Z'),
      date('2021-03-15T07:00:00Z'),
      date('2021-01-04T08:00:00Z'),
      date('2020-02-03T08:00:00Z'),
      date('2019-05-13T07:00:00Z'),
      date('2019-01-07T08:00:00Z'),
    ),
  ),
  pipeline(
    `${A}dateTrunc/`,
    CAKES,
    [
      {
        $group: {
          _id: { $dateTrunc: { date: '$at', unit: 'month', binSize: 6 } },
          sum: { $sum: '$n' },
        },
      },
      byId,
    ],
    [
      { _id: date('2019-01-01T00:00:00Z'), sum: 296 },
      { _id: date('2020-01-01T00:00:00Z'), sum: 224 },
      { _id: date('2021-01-01T00:00:00Z'), sum: 285 },
    ],
  ),
  pipeline(
    `${A}dateDiff/`,
    [
      { from: date('2020-12-31'), to: date('2021-01-05') },
      { from: date('2021-02-28'), to: date('2021-03-07') },
      { from: date('2021-02-16'), to: date('2021-02-18') },
    ],
    [
      {
        $group: {
          _id: null,
          mean: { $avg: { $dateDiff: { startDate: '$from', endDate: '$to', unit: 'day' } } },
        },
      },
      { $project: { _id: 0, days: { $trunc: ['$mean', 1] } } },
    ],
    [{ days: 4.6 }],
  ),
  ...(
    [
      ['2010-01-01', '2011-01-01', 1, 12, 365],
      ['2010-01-01', '2011-07-01', 1, 18, 546],
      ['2010-03-01', '2010-04-30', 0, 1, 60],
    ] as const
  ).map(([from, to, year, month, day]) =>
    pipeline(
      `${A}dateDiff/`,
      [{ from: date(from), to: date(to) }],
      [
        {
          $project: Object.fromEntries(
            ['year', 'month', 'day'].map((unit) => [
              unit,
              { $dateDiff: { startDate: '$from', endDate: '$to', unit } },
            ]),
          ),
        },
      ],
      [{ year: l(year), month: l(month), day: l(day) }],
    ),
  ),
  ...(
    [
      ['2021-01-01', '2021-01-31', 5, 4, 4],
      ['2021-02-01', '2021-02-28', 4, 3, 4],
      ['2021-03-01', '2021-03-31', 4, 4, 4],
    ] as const
  ).map(([from, to, sunday, monday, friday]) =>
    pipeline(
      `${A}dateDiff/`,
      [{ from: date(from), to: date(to) }],
      [
        {
          $project: {
            sunday: { $dateDiff: { startDate: '$from', endDate: '$to', unit: 'week' } },
            monday: {
              $dateDiff: { startDate: '$from', endDate: '$to', unit: 'week', startOfWeek: 'Monday' },
            },
            friday: { $dateDiff: { startDate: '$from', endDate: '$to', unit: 'week', startOfWeek: 'fri' } },
          },
        },
      ],
      [{ sunday: l(sunday), monday: l(monday), friday: l(friday) }],
    ),
  ),
  ...(
    [
      ['%Y-%m-%d', undefined, '2014-01-01'],
      ['%H:%M:%S:%L%z', 'America/New_York', '03:15:39:736-0500'],
      ['%H:%M:%S:%L%z', '+04:30', '12:45:39:736+0430'],
      ['%Z', 'America/New_York', '-300'],
      ['%Z', '+04:30', '270'],
    ] as const
  ).map(([format, timezone, text]) =>
    pipeline(
      `${A}dateToString/`,
      [{ _id: 1, at: date('2014-01-01T08:15:39.736Z') }],
      [{ $project: { x: { $dateToString: { format, date: '$at', ...(timezone && { timezone }) } } } }],
      [{ _id: 1, x: text }],
    ),
  ),
  ...(
    [
      [{ dateString: '2017-02-08T12:10:40.787' }, '2017-02-08T12:10:40.787Z'],
      [{ dateString: '2017-02-08T12:10:40.787', timezone: 'America/New_York' }, '2017-02-08T17:10:40.787Z'],
      [{ dateString: '2017-02-08' }, '2017-02-08T00:00:00Z'],
      [{ dateString: '06-15-2018', format: '%m-%d-%Y' }, '2018-06-15T00:00:00Z'],
      [{ dateString: '15-06-2018', format: '%d-%m-%Y' }, '2018-06-15T00:00:00Z'],
      [{ dateString: '2017-02-08', timezone: '-05:00' }, '2017-02-08T05:00:00Z'],
      [{ dateString: '2017-02-09', timezone: 'Europe/London' }, '2017-02-09T00:00:00Z'],
      [{ dateString: '2017-02-09T03:35:02.055', timezone: '+0530' }, '2017-02-08T22:05:02.055Z'],
      [{ dateString: null, onNull: new Date(0) }, '1970-01-01T00:00:00Z'],
    ] as const
  ).map(([spec, text]) =>
    pipeline(
      `${A}dateFromString/`,
      [{}],
      [{ $project: { x: { $dateFromString: spec } } }],
      [{ x: date(text) }],
    ),
  ),
  pipeline(
    `${A}dateFromString/`,
    [{ s: '20177-02-09T03:35:02.055' }, {}],
    [
      {
        $project: {
          x: { $dateFromString: { dateString: '$s', timezone: 'America/New_York', onError: '$s' } },
        },
      },
    ],
    [{ x: '20177-02-09T03:35:02.055' }, { x: null }],
  ),
];

const ARTISTS = [
  { _id: 1, name: 'Bernard', born: 1868 },
  { _id: 2, name: 'Rippl-Ronai', born: 1861 },
  { _id: 3, name: 'Ostroumova', born: 1871 },
  { _id: 4, name: 'Van Gogh', born: 1853 },
  { _id: 5, name: 'Maurer', born: 1868 },
  { _id: 6, name: 'Munch', born: 1863 },
  { _id: 7, name: 'Redon', born: 1840 },
  { _id: 8, name: 'Diriks', born: 1855 },
];
const ART = [
  { _id: 1, year: 1926, price: dec('199.99'), area: 819 },
  { _id: 2, year: 1902, price: dec('280.00'), area: 1568 },
  { _id: 3, year: 1925, price: dec('76.04'), area: 500 },
  { _id: 4, price: dec('167.30'), area: 864 },
  { _id: 5, year: 1931, price: dec('483.00'), area: 480 },
  { _id: 6, year: 1913, price: dec('385.00'), area: 1380 },
  { _id: 7, price: dec('159.00'), area: 432 },
  { _id: 8, year: 1918, price: dec('118.42'), area: 480 },
];

const buckets: Case[] = [
  pipeline(
    `${A}bucket/`,
    ARTISTS,
    [
      {
        $bucket: {
          groupBy: '$born',
          boundaries: [1840, 1850, 1860, 1870, 1880],
          default: 'Other',
          output: { count: { $sum: 1 }, names: { $push: '$name' } },
        },
      },
    ],
    [
      { _id: 1840, count: 1, names: ['Redon'] },
      { _id: 1850, count: 2, names: ['Van Gogh', 'Diriks'] },
      { _id: 1860, count: 4, names: ['Bernard', 'Rippl-Ronai', 'Maurer', 'Munch'] },
      { _id: 1870, count: 1, names: ['Ostroumova'] },
    ],
  ),
  pipeline(
    `${A}bucketAuto/`,
    ART,
    [{ $bucketAuto: { groupBy: '$price', buckets: 4 } }],
    [
      { _id: { min: dec('76.04'), max: dec('159.00') }, count: 2 },
      { _id: { min: dec('159.00'), max: dec('199.99') }, count: 2 },
      { _id: { min: dec('199.99'), max: dec('385.00') }, count: 2 },
      { _id: { min: dec('385.00'), max: dec('483.00') }, count: 2 },
    ],
  ),
  pipeline(
    `${A}bucketAuto/`,
    ART,
    [{ $bucketAuto: { groupBy: '$area', buckets: 4, output: { ids: { $push: '$_id' } } } }],
    [
      { _id: { min: 432, max: 500 }, ids: [7, 5, 8] },
      { _id: { min: 500, max: 864 }, ids: [3, 1] },
      { _id: { min: 864, max: 1568 }, ids: [4, 6] },
      { _id: { min: 1568, max: 1568 }, ids: [2] },
    ],
  ),
  pipeline(
    `${A}bucketAuto/`,
    Array.from({ length: 100 }, (_, _id) => ({ _id })),
    [{ $bucketAuto: { groupBy: '$_id', buckets: 5 } }],
    [0, 20, 40, 60, 80].map((min) => ({ _id: { min, max: Math.min(min + 20, 99) }, count: 20 })),
  ),
];

const STAFF = [
  { _id: 1, name: 'Dev' },
  { _id: 2, name: 'Eliot', boss: 'Dev' },
  { _id: 3, name: 'Ron', boss: 'Eliot' },
  { _id: 4, name: 'Andrew', boss: 'Eliot' },
  { _id: 5, name: 'Asya', boss: 'Ron' },
  { _id: 6, name: 'Dan', boss: 'Andrew' },
];
const AIRPORTS = [
  { _id: 0, code: 'JFK', to: ['BOS', 'ORD'] },
  { _id: 1, code: 'BOS', to: ['JFK', 'PWM'] },
  { _id: 2, code: 'ORD', to: ['JFK'] },
  { _id: 3, code: 'PWM', to: ['BOS', 'LHR'] },
  { _id: 4, code: 'LHR', to: ['PWM'] },
];
const sorted = (input: unknown) => ({ $sortArray: { input, sortBy: 1 } });
const depths = { $map: { input: '$reached', in: ['$$this._id', '$$this.depth'] } };

const graphs: Case[] = [
  pipeline(
    `${A}graphLookup/`,
    STAFF,
    [
      {
        $graphLookup: {
          from: 'staff',
          startWith: '$boss',
          connectFromField: 'boss',
          connectToField: 'name',
          as: 'above',
        },
      },
      { $project: { x: sorted('$above._id') } },
    ],
    [[], [1], [1, 2], [1, 2], [1, 2, 3], [1, 2, 4]].map((x, at) => ({ _id: at + 1, x })),
    { staff: STAFF },
  ),
  ...(
    [
      [
        'JFK',
        [
          [0, 0],
          [1, 1],
          [2, 1],
          [3, 2],
        ],
      ],
      [
        'BOS',
        [
          [0, 1],
          [1, 0],
          [2, 2],
          [3, 1],
          [4, 2],
        ],
      ],
    ] as const
  ).map(([near, reached]) =>
    pipeline(
      `${A}graphLookup/`,
      [{ _id: 1, near }],
      [
        {
          $graphLookup: {
            from: 'airports',
            startWith: '$near',
            connectFromField: 'to',
            connectToField: 'code',
            maxDepth: 2,
            depthField: 'depth',
            as: 'reached',
          },
        },
        { $project: { x: sorted(depths) } },
      ],
      [{ _id: 1, x: reached.map(([id, depth]) => [id, l(depth)]) }],
      { airports: AIRPORTS },
    ),
  ),
];

const converted: readonly (readonly [unknown, string, unknown])[] = [
  [true, 'bool', true],
  [false, 'bool', false],
  [1.99999, 'bool', true],
  [dec('5'), 'bool', true],
  [dec('0'), 'bool', false],
  [100, 'bool', true],
  [date('2018-03-26T04:38:28.044Z'), 'bool', true],
  ['hello', 'bool', true],
  ['false', 'bool', true],
  ['', 'bool', true],
  [null, 'bool', null],
  [true, 'int', 1],
  [false, 'int', 0],
  [1.99999, 'int', 1],
  [dec('5.5000'), 'int', 5],
  [l(5000), 'int', 5000],
  ['-2', 'int', -2],
  [null, 'int', null],
  [true, 'decimal', dec('1')],
  [false, 'decimal', dec('0')],
  [2.5, 'decimal', dec('2.50000000000000')],
  [5, 'decimal', dec('5')],
  [l(10_000), 'decimal', dec('10000')],
  ['-5.5', 'decimal', dec('-5.5')],
  [date('2018-03-27T05:04:47.890Z'), 'decimal', dec('1522127087890')],
  [true, 'double', d(1)],
  [false, 'double', d(0)],
  [2.5, 'double', 2.5],
  [5, 'double', d(5)],
  [l(10_000), 'double', d(10_000)],
  ['-5.5', 'double', -5.5],
  ['5e10', 'double', d(5e10)],
  [date('2018-03-27T05:04:47.890Z'), 'double', d(1_522_127_087_890)],
];
const failing: readonly (readonly [unknown, string])[] = [
  [dec('9223372036000.000'), 'int'],
  [l(922_337_203_600), 'int'],
  ['2.5', 'int'],
  ['5e550', 'double'],
];
const conversions: Case[] = [
  ...converted.map(([input, to, x]) =>
    pipeline(`${A}convert/`, [{}], [{ $project: { x: { $convert: { input, to } } } }], [{ x }]),
  ),
  ...failing.map(([input, to]) =>
    pipeline(
      `${A}convert/`,
      [{}],
      [{ $project: { x: { $convert: { input, to, onError: 'failed' } } } }],
      [{ x: 'failed' }],
    ),
  ),
];

/** The manual's own examples of stages and of expressions that change types and dates. */
export const cases: Case[] = [...windows, ...dates, ...buckets, ...graphs, ...conversions];
