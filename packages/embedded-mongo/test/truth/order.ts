import { Binary, BSONRegExp, Code, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { type Case, d, date, dec, l, project, projectError, sort } from './case.js';

const ORDER = 'reference/bson-type-comparison-order/';
const SORT = 'reference/method/cursor.sort/';
const PROJECT = 'tutorial/project-fields-from-query-results/';

const sorts: Case[] = [
  sort(ORDER, { a: 1 }, [
    { a: new MinKey() },
    { a: null },
    { a: -1 },
    { a: 'x' },
    { a: { b: 1 } },
    { a: new Binary(Buffer.from('x')) },
    { a: new ObjectId('5f3b9d1e2a4c6b8d0e1f2a3b') },
    { a: false },
    { a: date('2024-01-01') },
    { a: new Timestamp({ t: 1, i: 1 }) },
    { a: new BSONRegExp('x') },
    { a: new Code('x') },
    { a: new MaxKey() },
  ]),
  sort(ORDER, { a: -1 }, [{ a: true }, { a: false }, { a: 'b' }, { a: 'a' }, { a: 2 }, { a: null }]),
  sort(ORDER, { a: 1 }, [
    { a: d(Number.NaN) },
    { a: d(Number.NEGATIVE_INFINITY) },
    { a: dec('-1.5') },
    { a: l(-1) },
    { a: 0 },
    { a: 0.5 },
    { a: dec('0.6') },
    { a: 1 },
  ]),
  sort(ORDER, { a: 1 }, [
    { a: l(9007199254740991n) },
    { a: d(9007199254740992) },
    { a: l(9007199254740993n) },
    { a: dec('9007199254740993.5') },
  ]),
  sort(ORDER, { a: 1 }, [{ a: 'B' }, { a: 'a' }, { a: '\uffee' }, { a: '\u{1f600}' }]),
  sort(ORDER, { a: 1 }, [
    { a: { b: 1 } },
    { a: { b: 1, c: 1 } },
    { a: { b: 2 } },
    { a: { c: 1 } },
    { a: { a: 'x' } },
  ]),
  sort(ORDER, { a: 1 }, [{ a: [] }, { a: null }, { a: [1, 9] }, { a: 2 }, { a: [3] }]),
  sort(ORDER, { a: -1 }, [{ a: [1, 9] }, { a: 8 }, { a: [7, 0] }, { a: null }, { a: [] }]),
  sort(ORDER, { a: 1 }, [
    { a: new Binary(Buffer.from('z')) },
    { a: new Binary(Buffer.from('aa')) },
    { a: new Binary(Buffer.from('ab')) },
    { a: new Binary(Buffer.from('aa'), 5) },
  ]),
  sort(SORT, { a: 1, b: -1 }, [
    { a: 1, b: 2 },
    { a: 1, b: 1 },
    { a: 2, b: 3 },
  ]),
  sort(SORT, { 'a.b': 1 }, [{ a: { b: 1 } }, { a: [{ b: 2 }, { b: 9 }] }, { a: { b: 3 } }]),
  sort(SORT, { a: 1, _id: 1 }, [{ _id: 2 }, { _id: 3, a: null }, { _id: 1, a: 0 }]),
  sort(SORT, { a: -1, _id: 1 }, [{ _id: 1, a: 5 }, { _id: 2, a: 5 }, { _id: 0 }]),
];

const D = {
  _id: 1,
  item: 'journal',
  status: 'A',
  size: { h: 14, w: 21, uom: 'cm' },
  instock: [
    { warehouse: 'A', qty: 5 },
    { warehouse: 'C', qty: 15 },
  ],
};
const P = `${'reference/operator/projection/'}`;

const projections: Case[] = [
  project(PROJECT, D, { item: 1, status: 1 }, { _id: 1, item: 'journal', status: 'A' }),
  project(PROJECT, D, { item: 1, _id: 0 }, { item: 'journal' }),
  project(
    PROJECT,
    D,
    { status: 0, instock: 0 },
    { _id: 1, item: 'journal', size: { h: 14, w: 21, uom: 'cm' } },
  ),
  project(PROJECT, D, { item: 1, 'size.uom': 1 }, { _id: 1, item: 'journal', size: { uom: 'cm' } }),
  project(PROJECT, D, { size: { uom: 1 }, _id: 0 }, { size: { uom: 'cm' } }),
  project(
    PROJECT,
    D,
    { 'size.uom': 0, instock: 0, _id: 0 },
    { item: 'journal', status: 'A', size: { h: 14, w: 21 } },
  ),
  project(PROJECT, D, { 'instock.qty': 1, _id: 0 }, { instock: [{ qty: 5 }, { qty: 15 }] }),
  project(
    PROJECT,
    D,
    { 'instock.qty': 0, item: 0, status: 0, size: 0 },
    { _id: 1, instock: [{ warehouse: 'A' }, { warehouse: 'C' }] },
  ),
  project(PROJECT, D, { _id: 1 }, { _id: 1 }),
  project(PROJECT, { _id: 1, a: 1 }, { _id: 0 }, { a: 1 }),
  project(PROJECT, { _id: 1, b: 1, a: 2 }, { a: 1, b: 1 }, { _id: 1, b: 1, a: 2 }),
  project(PROJECT, { _id: 1, a: 5 }, { 'a.b': 1 }, { _id: 1 }),
  project(
    PROJECT,
    { _id: 1, a: [1, { b: 2 }, [{ b: 3, c: 4 }]] },
    { 'a.b': 1 },
    { _id: 1, a: [{ b: 2 }, [{ b: 3 }]] },
  ),
  project(PROJECT, { _id: 1, a: [1, { b: 2 }] }, { 'a.b': 0 }, { _id: 1, a: [1, {}] }),
  project(PROJECT, { _id: 1, a: 1 }, { a: true }, { _id: 1, a: 1 }),
  project(PROJECT, { _id: 1, a: 1 }, { x: 1 }, { _id: 1 }),
  project(
    'reference/method/db.collection.find/',
    { _id: 1, a: 2, b: 3 },
    { a: 1, c: { $add: ['$a', '$b'] } },
    { _id: 1, a: 2, c: 5 },
  ),
  project(
    'reference/method/db.collection.find/',
    { _id: 1, a: 2 },
    { s: 'text', r: '$a' },
    { _id: 1, s: 'text', r: 2 },
  ),
  project('reference/method/db.collection.find/', { _id: 1, a: 2 }, { x: '$missing' }, { _id: 1 }),
  projectError(PROJECT, D, { item: 1, status: 0 }, 31254),
  projectError(PROJECT, D, { item: 0, status: 1 }, 31253),
  projectError('reference/method/db.collection.find/', D, { size: 1, 'size.uom': 1 }, 31249),
  project(
    `${P}slice/`,
    D,
    { instock: { $slice: -1 }, item: 1, _id: 0 },
    { item: 'journal', instock: [{ warehouse: 'C', qty: 15 }] },
  ),
  project(`${P}slice/`, { _id: 1, a: [1, 2, 3, 4], b: 5 }, { a: { $slice: 2 } }, { _id: 1, a: [1, 2], b: 5 }),
  project(`${P}slice/`, { _id: 1, a: [1, 2, 3, 4] }, { a: { $slice: -3 } }, { _id: 1, a: [2, 3, 4] }),
  project(`${P}slice/`, { _id: 1, a: [1, 2, 3, 4] }, { a: { $slice: [1, 2] } }, { _id: 1, a: [2, 3] }),
  project(`${P}slice/`, { _id: 1, a: [1, 2, 3, 4] }, { a: { $slice: [-3, 2] } }, { _id: 1, a: [2, 3] }),
  project(`${P}slice/`, { _id: 1, a: [1, 2] }, { a: { $slice: [5, 2] } }, { _id: 1, a: [] }),
  project(`${P}slice/`, { _id: 1, a: 'text' }, { a: { $slice: 1 } }, { _id: 1, a: 'text' }),
  project(
    `${P}slice/`,
    { _id: 1, a: [1, 2], b: 1, c: 2 },
    { a: { $slice: 1 }, b: 0 },
    { _id: 1, a: [1], c: 2 },
  ),
  project(
    `${P}elemMatch/`,
    {
      _id: 1,
      s: [
        { n: 'a', school: 102 },
        { n: 'b', school: 103 },
        { n: 'c', school: 102 },
      ],
    },
    { s: { $elemMatch: { school: 102 } } },
    { _id: 1, s: [{ n: 'a', school: 102 }] },
  ),
  project(
    `${P}elemMatch/`,
    { _id: 1, s: [{ school: 1 }] },
    { s: { $elemMatch: { school: 102 } } },
    { _id: 1 },
  ),
  project(
    `${P}elemMatch/`,
    {
      _id: 1,
      s: [
        { school: 102, age: 9 },
        { school: 102, age: 11 },
      ],
    },
    { s: { $elemMatch: { school: 102, age: { $gt: 10 } } } },
    { _id: 1, s: [{ school: 102, age: 11 }] },
  ),
  project(`${P}elemMatch/`, { _id: 1, s: [3, 8, 9] }, { s: { $elemMatch: { $gt: 5 } } }, { _id: 1, s: [8] }),
  project(
    `${P}positional/`,
    { _id: 1, grades: [70, 87, 90] },
    { 'grades.$': 1 },
    { _id: 1, grades: [87] },
    { grades: { $gte: 85 } },
  ),
  project(
    `${P}positional/`,
    {
      _id: 1,
      grades: [
        { grade: 80, mean: 75 },
        { grade: 85, mean: 90 },
      ],
    },
    { 'grades.$': 1 },
    { _id: 1, grades: [{ grade: 85, mean: 90 }] },
    { grades: { $elemMatch: { mean: { $gt: 70 }, grade: { $gt: 80 } } } },
  ),
];

export const cases: Case[] = [...sorts, ...projections];
