import { type Case, match, project, update, updateError } from './case.js';

// The inputs and results that the pages print for their examples, cut down to the fields that matter.
const U = 'reference/operator/update/';
const P = 'reference/operator/projection/';

const filtered = `${U}positional-filtered/`;
const GRADES = [
  { grade: 80, mean: 75, std: 6 },
  { grade: 85, mean: 90, std: 4 },
  { grade: 85, mean: 85, std: 6 },
];
const QUIZ = {
  _id: 1,
  g: [
    { t: 'quiz', q: [10, 8, 5] },
    { t: 'quiz', q: [8, 9, 6] },
    { t: 'hw', q: [5, 4, 3] },
    { t: 'exam', q: [25, 10, 23, 0] },
  ],
};

const positional: Case[] = [
  ...(
    [
      [
        [95, 92, 90],
        [95, 92, 90],
      ],
      [
        [98, 100, 102],
        [98, 100, 100],
      ],
      [
        [95, 110, 100],
        [95, 100, 100],
      ],
    ] as const
  ).map(([before, after]) =>
    update(
      filtered,
      { grades: before },
      { $set: { 'grades.$[element]': 100 } },
      { grades: after },
      { arrayFilters: [{ element: { $gte: 100 } }] },
    ),
  ),
  update(
    filtered,
    { g: GRADES },
    { $set: { 'g.$[elem].mean': 100 } },
    { g: [GRADES[0], { grade: 85, mean: 100, std: 4 }, { grade: 85, mean: 100, std: 6 }] },
    { arrayFilters: [{ 'elem.grade': { $gte: 85 } }] },
  ),
  update(
    filtered,
    { g: GRADES },
    { $inc: { 'g.$[elem].std': -1 } },
    { g: [{ grade: 80, mean: 75, std: 5 }, GRADES[1], { grade: 85, mean: 85, std: 5 }] },
    { arrayFilters: [{ 'elem.grade': { $gte: 80 }, 'elem.std': { $gte: 5 } }] },
  ),
  update(
    filtered,
    { d: [{ level: 'Master' }, { level: 'Bachelor' }] },
    { $set: { 'd.$[degree].campaign': 1 } },
    { d: [{ level: 'Master', campaign: 1 }, { level: 'Bachelor' }] },
    { arrayFilters: [{ 'degree.level': { $ne: 'Bachelor' } }] },
  ),
  update(
    filtered,
    QUIZ,
    { $inc: { 'g.$[t].q.$[score]': 2 } },
    { _id: 1, g: [{ t: 'quiz', q: [12, 10, 5] }, { t: 'quiz', q: [10, 11, 6] }, QUIZ.g[2], QUIZ.g[3]] },
    { arrayFilters: [{ 't.t': 'quiz' }, { score: { $gte: 8 } }] },
  ),
  update(
    filtered,
    {},
    { $set: { 'a.$[element]': 2 } },
    { a: [2, 1] },
    { filter: { a: [0, 1] }, arrayFilters: [{ element: 0 }], upsert: true },
  ),
  updateError(filtered, {}, { $set: { 'a.$[element]': 10 } }, 2, {
    arrayFilters: [{ element: 9 }],
    upsert: true,
  }),
  update(
    `${U}positional/`,
    { _id: 1, grades: [80, 85, 90] },
    { $set: { 'grades.$': 82 } },
    { _id: 1, grades: [82, 85, 90] },
    { filter: { _id: 1, grades: 80 } },
  ),
  ...[{ 'g.grade': 85 }, { g: { $elemMatch: { grade: { $lte: 90 }, mean: { $gt: 80 } } } }].map((filter) =>
    update(
      `${U}positional/`,
      {
        g: [
          { grade: 80, mean: 75, std: 8 },
          { grade: 85, mean: 90, std: 5 },
          { grade: 90, mean: 85, std: 3 },
        ],
      },
      { $set: { 'g.$.std': 6 } },
      {
        g: [
          { grade: 80, mean: 75, std: 8 },
          { grade: 85, mean: 90, std: 6 },
          { grade: 90, mean: 85, std: 3 },
        ],
      },
      { filter },
    ),
  ),
];

// what the manual says of the fields that an upsert takes over from its query
const UPSERT = 'reference/command/update/';
const taken = (filter: object, expected: object): Case =>
  update(UPSERT, {}, { $set: { a: 1 } }, expected, { filter, upsert: true });
const refused = (filter: object, change: object, code: number): Case =>
  updateError(UPSERT, {}, change, code, { filter, upsert: true });

const upserts: Case[] = [
  ...[
    { x: 1 },
    { x: { $eq: 1 } },
    { x: { $in: [1] } },
    { x: { $all: [1] } },
    { $and: [{ x: 1 }] },
    { $or: [{ x: { $eq: 1 } }] },
  ].map((filter) => taken(filter, { x: 1, a: 1 })),
  ...[
    { x: { $gt: 1 } },
    { x: { $in: [1, 2] } },
    { x: { $elemMatch: { $eq: 1 } } },
    { x: { $not: { $eq: 1 } } },
    { $or: [{ x: 1 }, { x: 2 }] },
    { $nor: [{ x: 1 }] },
    { x: /abc/ },
  ].map((filter) => taken(filter, { a: 1 })),
  taken({ 'x.x': 1, 'x.y': { $eq: 2 } }, { x: { x: 1, y: 2 }, a: 1 }),
  ...[
    { x: { $all: [1, 2] } },
    { $and: [{ x: 1 }, { x: { $eq: 2 } }] },
    { x: 1, 'x.x': 1 },
    { x: {}, 'x.x': 1 },
    { 'x.y': 1, x: { x: 1 } },
  ].map((filter) => refused(filter, { $set: { a: 1 } }, 54)),
  refused({ '_id.x': 1, '_id.y': 2 }, { a: 1 }, 111),
  update(UPSERT, {}, { a: 1 }, { _id: 1, a: 1 }, { filter: { _id: 1, x: 1, 'x.x': 1 }, upsert: true }),
];

const answered = (item: string, score: number, first: number, second: number) => ({
  item,
  score,
  answers: [
    { q: 1, a: first },
    { q: 2, a: second },
  ],
});
const [A5, B8, C8, B4] = [
  answered('A', 5, 4, 6),
  answered('B', 8, 8, 9),
  answered('C', 8, 8, 7),
  answered('B', 4, 0, 8),
];

const arrays: Case[] = [
  update(
    `${U}pull/`,
    { f: ['apples', 'pears', 'oranges', 'grapes', 'bananas'], v: ['carrots', 'celery', 'squash', 'carrots'] },
    { $pull: { f: { $in: ['apples', 'oranges'] }, v: 'carrots' } },
    { f: ['pears', 'grapes', 'bananas'], v: ['celery', 'squash'] },
  ),
  update(`${U}pull/`, { v: [3, 5, 6, 7, 7, 8] }, { $pull: { v: { $gte: 6 } } }, { v: [3, 5] }),
  update(
    `${U}pull/`,
    {
      r: [
        { item: 'A', score: 5 },
        { item: 'B', score: 8, comment: 'x' },
      ],
    },
    { $pull: { r: { score: 8, item: 'B' } } },
    { r: [{ item: 'A', score: 5 }] },
  ),
  update(
    `${U}pull/`,
    {
      r: [
        { item: 'C', score: 8, comment: 'x' },
        { item: 'B', score: 4 },
      ],
    },
    { $pull: { r: { score: 8, item: 'B' } } },
    {
      r: [
        { item: 'C', score: 8, comment: 'x' },
        { item: 'B', score: 4 },
      ],
    },
  ),
  update(
    `${U}pull/`,
    {
      r: [
        { item: 'A', score: 5 },
        { item: 'B', score: 8 },
      ],
    },
    { $pull: { r: { $elemMatch: { score: 8, item: 'B' } } } },
    {
      r: [
        { item: 'A', score: 5 },
        { item: 'B', score: 8 },
      ],
    },
  ),
  ...(
    [
      [[A5, B8], [A5]],
      [[C8, B4], [C8]],
    ] as const
  ).map(([before, after]) =>
    update(
      `${U}pull/`,
      { r: before },
      { $pull: { r: { answers: { $elemMatch: { q: 2, a: { $gte: 8 } } } } } },
      { r: after },
    ),
  ),
  update(
    `${U}sort/`,
    {
      quizzes: [
        { id: 1, score: 6 },
        { id: 2, score: 9 },
      ],
    },
    {
      $push: {
        quizzes: {
          $each: [
            { id: 3, score: 8 },
            { id: 4, score: 7 },
            { id: 5, score: 6 },
          ],
          $sort: { score: 1 },
        },
      },
    },
    {
      quizzes: [
        { id: 1, score: 6 },
        { id: 5, score: 6 },
        { id: 4, score: 7 },
        { id: 3, score: 8 },
        { id: 2, score: 9 },
      ],
    },
  ),
  update(
    `${U}sort/`,
    { t: [89, 70, 89, 50] },
    { $push: { t: { $each: [40, 60], $sort: 1 } } },
    { t: [40, 50, 60, 70, 89, 89] },
  ),
  update(
    `${U}sort/`,
    { t: [89, 70, 100, 20] },
    { $push: { t: { $each: [], $sort: -1 } } },
    { t: [100, 89, 70, 20] },
  ),
  update(
    `${U}rename/`,
    { _id: 1, mobile: '5', nmae: { first: 'g', last: 'w' } },
    { $rename: { nmae: 'name' } },
    { _id: 1, mobile: '5', name: { first: 'g', last: 'w' } },
  ),
  update(
    `${U}rename/`,
    { _id: 1, name: { first: 'g', last: 'w' } },
    { $rename: { 'name.first': 'name.fname' } },
    { _id: 1, name: { last: 'w', fname: 'g' } },
  ),
  update(`${U}rename/`, { _id: 1 }, { $rename: { wife: 'spouse' } }, { _id: 1 }),
];

const PUPILS = [
  {
    _id: 1,
    s: [
      { n: 'john', o: 102, a: 10 },
      { n: 'jess', o: 102, a: 11 },
      { n: 'jeff', o: 108, a: 15 },
    ],
  },
  {
    _id: 3,
    s: [
      { n: 'ajax', o: 100, a: 7 },
      { n: 'achilles', o: 100, a: 8 },
    ],
  },
  {
    _id: 4,
    s: [
      { n: 'barney', o: 102, a: 7 },
      { n: 'ruth', o: 102, a: 16 },
    ],
  },
];
const BAGELS = ['0', '1'];
const COFFEE = ['0', '1', '2', '3', '4'];

const projections: Case[] = [
  ...[
    { _id: 1, s: [{ n: 'john', o: 102, a: 10 }] },
    { _id: 3 },
    { _id: 4, s: [{ n: 'barney', o: 102, a: 7 }] },
  ].map((expected, at) =>
    project(`${P}elemMatch/`, PUPILS[at]!, { s: { $elemMatch: { o: 102 } } }, expected),
  ),
  ...[
    { _id: 1, s: [{ n: 'jess', o: 102, a: 11 }] },
    { _id: 3 },
    { _id: 4, s: [{ n: 'ruth', o: 102, a: 16 }] },
  ].map((expected, at) =>
    project(`${P}elemMatch/`, PUPILS[at]!, { s: { $elemMatch: { o: 102, a: { $gt: 10 } } } }, expected),
  ),
  ...(
    [
      [3, BAGELS, ['0', '1', '2']],
      [-3, BAGELS, ['2', '3', '4']],
      [[1, 3], ['1'], ['1', '2', '3']],
      [[-1, 3], ['1'], ['4']],
    ] as const
  ).flatMap(([$slice, bagels, coffee]) => [
    project(`${P}slice/`, { _id: 1, t: 'b', c: BAGELS }, { c: { $slice } }, { _id: 1, t: 'b', c: bagels }),
    project(`${P}slice/`, { _id: 2, t: 'c', c: COFFEE }, { c: { $slice } }, { _id: 2, t: 'c', c: coffee }),
  ]),
];

const NULLS = 'tutorial/query-for-null-fields/';
const [NULL, MISSING] = [{ _id: 1, item: null }, { _id: 2 }];

const nulls: Case[] = [
  match(NULLS, { item: null }, [NULL, MISSING], []),
  match(NULLS, { item: { $type: 10 } }, [NULL], [MISSING]),
  match(NULLS, { item: { $exists: false } }, [MISSING], [NULL]),
];

/** The manual's own examples of updates, projections and queries. */
export const cases: Case[] = [...positional, ...upserts, ...arrays, ...projections, ...nulls];
