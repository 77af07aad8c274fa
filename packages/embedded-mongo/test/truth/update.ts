import { BSONRegExp, ObjectId } from 'bson';
import { type Case, d, date, update, updateError } from './case.js';

const U = 'reference/operator/update/';
const NOW = date('2024-05-06T07:08:09.010Z');

const S = { _id: 1, scores: [89, 70] };

const arrays: Case[] = [
  update(`${U}push/`, S, { $push: { scores: 89 } }, { _id: 1, scores: [89, 70, 89] }),
  update(`${U}push/`, { _id: 1 }, { $push: { scores: 1 } }, { _id: 1, scores: [1] }),
  update(`${U}push/`, S, { $push: { scores: { $each: [90, 92] } } }, { _id: 1, scores: [89, 70, 90, 92] }),
  update(`${U}push/`, S, { $push: { scores: [1, 2] } }, { _id: 1, scores: [89, 70, [1, 2]] }),
  update(
    `${U}push/`,
    {
      _id: 5,
      quizzes: [
        { wk: 1, score: 10 },
        { wk: 2, score: 8 },
        { wk: 3, score: 5 },
        { wk: 4, score: 6 },
      ],
    },
    {
      $push: {
        quizzes: {
          $each: [
            { wk: 5, score: 8 },
            { wk: 6, score: 7 },
            { wk: 7, score: 6 },
          ],
          $sort: { score: -1 },
          $slice: 3,
        },
      },
    },
    {
      _id: 5,
      quizzes: [
        { wk: 1, score: 10 },
        { wk: 2, score: 8 },
        { wk: 5, score: 8 },
      ],
    },
  ),
  update(
    `${U}slice/`,
    { _id: 1, scores: [40, 50, 60] },
    { $push: { scores: { $each: [80, 78, 86], $slice: -5 } } },
    { _id: 1, scores: [50, 60, 80, 78, 86] },
  ),
  update(
    `${U}slice/`,
    { _id: 2, scores: [89, 90] },
    { $push: { scores: { $each: [100, 20], $slice: 3 } } },
    { _id: 2, scores: [89, 90, 100] },
  ),
  update(
    `${U}slice/`,
    { _id: 3, scores: [89, 70, 100, 20] },
    { $push: { scores: { $each: [], $slice: -3 } } },
    { _id: 3, scores: [70, 100, 20] },
  ),
  update(
    `${U}slice/`,
    { _id: 3, scores: [1] },
    { $push: { scores: { $each: [2], $slice: 0 } } },
    { _id: 3, scores: [] },
  ),
  update(
    `${U}sort/`,
    { _id: 2, tests: [89, 70, 89, 50] },
    { $push: { tests: { $each: [40, 60], $sort: 1 } } },
    { _id: 2, tests: [40, 50, 60, 70, 89, 89] },
  ),
  update(
    `${U}sort/`,
    { _id: 3, tests: [89, 70, 100, 20] },
    { $push: { tests: { $each: [], $sort: -1 } } },
    { _id: 3, tests: [100, 89, 70, 20] },
  ),
  update(
    `${U}position/`,
    { _id: 1, scores: [100] },
    { $push: { scores: { $each: [50, 60, 70], $position: 0 } } },
    { _id: 1, scores: [50, 60, 70, 100] },
  ),
  update(
    `${U}position/`,
    { _id: 2, scores: [50, 60, 70, 100] },
    { $push: { scores: { $each: [20, 30], $position: 2 } } },
    { _id: 2, scores: [50, 60, 20, 30, 70, 100] },
  ),
  update(
    `${U}position/`,
    { _id: 3, scores: [50, 60, 20, 30, 70, 100] },
    { $push: { scores: { $each: [90, 80], $position: -2 } } },
    { _id: 3, scores: [50, 60, 20, 30, 90, 80, 70, 100] },
  ),
  update(
    `${U}position/`,
    { _id: 3, scores: [1] },
    { $push: { scores: { $each: [2], $position: 9 } } },
    { _id: 3, scores: [1, 2] },
  ),
  updateError(`${U}push/`, { _id: 1, scores: 5 }, { $push: { scores: 1 } }, 2),
  updateError(`${U}each/`, S, { $push: { scores: { $each: 5 } } }, 2),
  updateError(`${U}push/`, S, { $push: { scores: { $each: [1], $foo: 1 } } }, 2),
  update(
    `${U}addToSet/`,
    { _id: 1, letters: ['a', 'b'] },
    { $addToSet: { letters: 'c' } },
    { _id: 1, letters: ['a', 'b', 'c'] },
  ),
  update(
    `${U}addToSet/`,
    { _id: 1, letters: ['a', 'b'] },
    { $addToSet: { letters: 'a' } },
    { _id: 1, letters: ['a', 'b'] },
  ),
  update(
    `${U}addToSet/`,
    { _id: 1, letters: ['a', 'b'] },
    { $addToSet: { letters: ['c', 'd'] } },
    { _id: 1, letters: ['a', 'b', ['c', 'd']] },
  ),
  update(
    `${U}addToSet/`,
    { _id: 2, tags: ['x'] },
    { $addToSet: { tags: { $each: ['y', 'x', 'y'] } } },
    { _id: 2, tags: ['x', 'y'] },
  ),
  update(`${U}addToSet/`, { _id: 2 }, { $addToSet: { tags: 'x' } }, { _id: 2, tags: ['x'] }),
  update(`${U}addToSet/`, { _id: 2, n: [1] }, { $addToSet: { n: d(1) } }, { _id: 2, n: [1] }),
  update(
    `${U}addToSet/`,
    { _id: 2, o: [{ a: 1, b: 2 }] },
    { $addToSet: { o: { b: 2, a: 1 } } },
    {
      _id: 2,
      o: [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    },
  ),
  updateError(`${U}addToSet/`, { _id: 2, tags: 'x' }, { $addToSet: { tags: 'y' } }, 2),
  updateError(`${U}addToSet/`, { _id: 2 }, { $addToSet: { tags: { $each: 'y' } } }, 14),
  update(`${U}pop/`, { _id: 1, scores: [8, 9, 10] }, { $pop: { scores: -1 } }, { _id: 1, scores: [9, 10] }),
  update(`${U}pop/`, { _id: 1, scores: [9, 10] }, { $pop: { scores: 1 } }, { _id: 1, scores: [9] }),
  update(`${U}pop/`, { _id: 1, scores: [] }, { $pop: { scores: 1, missing: 1 } }, { _id: 1, scores: [] }),
  updateError(`${U}pop/`, { _id: 1, scores: [1] }, { $pop: { scores: 2 } }, 9),
  updateError(`${U}pop/`, { _id: 1, scores: 1 }, { $pop: { scores: 1 } }, 14),
  update(
    `${U}pull/`,
    { _id: 1, fruits: ['apples', 'pears', 'oranges'] },
    { $pull: { fruits: { $in: ['apples', 'oranges'] } } },
    { _id: 1, fruits: ['pears'] },
  ),
  update(
    `${U}pull/`,
    { _id: 1, votes: [3, 5, 6, 7, 7, 8] },
    { $pull: { votes: { $gte: 6 } } },
    { _id: 1, votes: [3, 5] },
  ),
  update(
    `${U}pull/`,
    {
      _id: 1,
      results: [
        { item: 'A', score: 5 },
        { item: 'B', score: 8 },
      ],
    },
    { $pull: { results: { score: 8, item: 'B' } } },
    { _id: 1, results: [{ item: 'A', score: 5 }] },
  ),
  update(
    `${U}pull/`,
    {
      _id: 1,
      r: [
        { a: [{ q: 1, v: 4 }] },
        {
          a: [
            { q: 1, v: 8 },
            { q: 2, v: 9 },
          ],
        },
      ],
    },
    { $pull: { r: { a: { $elemMatch: { q: 2, v: { $gte: 8 } } } } } },
    { _id: 1, r: [{ a: [{ q: 1, v: 4 }] }] },
  ),
  update(
    `${U}pull/`,
    { _id: 1, tags: ['ab', 'b', 'ac'] },
    { $pull: { tags: new BSONRegExp('^a') } },
    { _id: 1, tags: ['b'] },
  ),
  update(`${U}pull/`, { _id: 1, n: [1, [1], d(1)] }, { $pull: { n: 1 } }, { _id: 1, n: [[1]] }),
  update(`${U}pull/`, { _id: 1, n: [[1, 2], 1] }, { $pull: { n: [1, 2] } }, { _id: 1, n: [1] }),
  update(`${U}pull/`, { _id: 1 }, { $pull: { n: 1 } }, { _id: 1 }),
  updateError(`${U}pull/`, { _id: 1, n: 1 }, { $pull: { n: 1 } }, 2),
  update(
    `${U}pullAll/`,
    { _id: 1, scores: [0, 2, 5, 5, 1, 0] },
    { $pullAll: { scores: [0, 5] } },
    { _id: 1, scores: [2, 1] },
  ),
  updateError(`${U}pullAll/`, { _id: 1, scores: [0] }, { $pullAll: { scores: 0 } }, 2),
];

const positional: Case[] = [
  update(
    `${U}positional/`,
    { _id: 1, grades: [85, 80, 80] },
    { $set: { 'grades.$': 82 } },
    { _id: 1, grades: [85, 82, 80] },
    { filter: { grades: 80 } },
  ),
  update(
    `${U}positional/`,
    {
      _id: 4,
      grades: [
        { grade: 80, std: 8 },
        { grade: 85, std: 5 },
      ],
    },
    { $set: { 'grades.$.std': 6 } },
    {
      _id: 4,
      grades: [
        { grade: 80, std: 8 },
        { grade: 85, std: 6 },
      ],
    },
    { filter: { 'grades.grade': 85 } },
  ),
  update(
    `${U}positional/`,
    {
      _id: 5,
      grades: [
        { grade: 80, mean: 75 },
        { grade: 90, mean: 85 },
      ],
    },
    { $set: { 'grades.$.std': 6 } },
    {
      _id: 5,
      grades: [
        { grade: 80, mean: 75 },
        { grade: 90, mean: 85, std: 6 },
      ],
    },
    { filter: { grades: { $elemMatch: { grade: { $lte: 90 }, mean: { $gt: 80 } } } } },
  ),
  update(
    `${U}positional/`,
    { _id: 1, a: [1, 2, 3] },
    { $inc: { 'a.$': 10 } },
    { _id: 1, a: [1, 2, 13] },
    { filter: { a: { $gt: 2 } } },
  ),
  update(
    `${U}positional/`,
    { _id: 1, a: [1, 2] },
    { $unset: { 'a.$': '' } },
    { _id: 1, a: [1, null] },
    { filter: { a: 2 } },
  ),
  updateError(`${U}positional/`, { _id: 1, a: [1] }, { $set: { 'a.$': 2 } }, 2, { filter: { _id: 1 } }),
  update(
    `${U}positional-all/`,
    { _id: 1, grades: [85, 82, 80] },
    { $inc: { 'grades.$[]': 10 } },
    { _id: 1, grades: [95, 92, 90] },
  ),
  update(
    `${U}positional-all/`,
    { _id: 1, grades: [{ std: 8 }, { std: 5 }] },
    { $inc: { 'grades.$[].std': -2 } },
    { _id: 1, grades: [{ std: 6 }, { std: 3 }] },
  ),
  update(
    `${U}positional-all/`,
    { _id: 1, a: [{ b: [1, 2] }, { b: [3] }] },
    { $mul: { 'a.$[].b.$[]': 2 } },
    { _id: 1, a: [{ b: [2, 4] }, { b: [6] }] },
  ),
  updateError(`${U}positional-all/`, { _id: 1, a: 1 }, { $set: { 'a.$[]': 1 } }, 2),
  updateError(`${U}positional-all/`, { _id: 1 }, { $set: { 'a.$[]': 1 } }, 2),
  update(
    `${U}positional-filtered/`,
    { _id: 1, grades: [95, 102, 90] },
    { $set: { 'grades.$[element]': 100 } },
    { _id: 1, grades: [95, 100, 90] },
    { arrayFilters: [{ element: { $gte: 100 } }] },
  ),
  update(
    `${U}positional-filtered/`,
    {
      _id: 1,
      grades: [
        { grade: 80, mean: 75 },
        { grade: 85, mean: 90 },
      ],
    },
    { $set: { 'grades.$[elem].mean': 100 } },
    {
      _id: 1,
      grades: [
        { grade: 80, mean: 75 },
        { grade: 85, mean: 100 },
      ],
    },
    { arrayFilters: [{ 'elem.grade': { $gte: 85 } }] },
  ),
  update(
    `${U}positional-filtered/`,
    {
      _id: 1,
      g: [
        { grade: 80, std: 4 },
        { grade: 85, std: 6 },
      ],
    },
    { $inc: { 'g.$[elem].std': -1 } },
    {
      _id: 1,
      g: [
        { grade: 80, std: 4 },
        { grade: 85, std: 5 },
      ],
    },
    { arrayFilters: [{ 'elem.grade': { $gte: 80 }, 'elem.std': { $gt: 5 } }] },
  ),
  update(
    `${U}positional-filtered/`,
    {
      _id: 1,
      g: [
        { t: 'quiz', q: [10, 8] },
        { t: 'exam', q: [9] },
      ],
    },
    { $inc: { 'g.$[t].q.$[s]': 90 } },
    {
      _id: 1,
      g: [
        { t: 'quiz', q: [100, 8] },
        { t: 'exam', q: [9] },
      ],
    },
    { arrayFilters: [{ 't.t': 'quiz' }, { s: { $gte: 10 } }] },
  ),
  updateError(`${U}positional-filtered/`, { _id: 1, a: [1] }, { $set: { 'a.$[x]': 1 } }, 2),
  updateError(`${U}positional-filtered/`, { _id: 1, a: [1] }, { $set: { a: 1 } }, 9, {
    arrayFilters: [{ x: 1 }],
  }),
  updateError(`${U}positional-filtered/`, { _id: 1, a: [1] }, { $set: { 'a.$[x]': 1 } }, 9, {
    arrayFilters: [{ x: 1 }, { x: 2 }],
  }),
  updateError(`${U}positional-filtered/`, { _id: 1, a: [1] }, { $set: { 'a.$[x]': 1 } }, 9, {
    arrayFilters: [{ x: 1, y: 2 }],
  }),
];

const wholes: Case[] = [
  updateError(U, { _id: 1 }, { $set: { a: 1 }, $inc: { a: 1 } }, 40),
  updateError(U, { _id: 1 }, { $set: { a: 1, 'a.b': 1 } }, 40),
  updateError(U, { _id: 1 }, { $rename: { a: 'b' }, $set: { b: 1 } }, 40),
  update(
    U,
    { _id: 1 },
    { $set: { 'a.b': 1, 'a.c': 2 }, $inc: { 'a.d': 1 } },
    { _id: 1, a: { b: 1, c: 2, d: 1 } },
  ),
  updateError(U, { _id: 1 }, { $foo: { a: 1 } }, 9),
  updateError(U, { _id: 1 }, { $set: 5 }, 9),
  update('reference/method/db.collection.replaceOne/', { _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }),
  update('reference/method/db.collection.replaceOne/', { _id: 1, a: 1 }, { b: 2, _id: 1 }, { _id: 1, b: 2 }),
  update('reference/method/db.collection.replaceOne/', { _id: 1, a: 1 }, {}, { _id: 1 }),
  updateError('reference/method/db.collection.replaceOne/', { _id: 1, a: 1 }, { _id: 2, b: 2 }, 66),
  updateError('reference/method/db.collection.replaceOne/', { _id: 1 }, { a: 1, $set: { b: 1 } }, 52),
  update(
    'reference/method/db.collection.update/',
    {},
    { $set: { c: 3 } },
    { a: 1, b: { d: 2 }, c: 3 },
    { filter: { a: 1, 'b.d': { $eq: 2 }, e: { $gt: 1 } }, upsert: true },
  ),
  update(
    'reference/method/db.collection.update/',
    {},
    { $inc: { n: 1 } },
    { _id: 7, a: 1, n: 1 },
    { filter: { $and: [{ a: 1 }, { _id: 7 }] }, upsert: true },
  ),
  update(
    'reference/method/db.collection.update/',
    {},
    { b: 1 },
    { _id: 7, b: 1 },
    { filter: { _id: 7, a: 5 }, upsert: true },
  ),
  update(
    'reference/method/db.collection.update/',
    {},
    { $set: { _id: 5 } },
    { _id: 5, a: 1 },
    { filter: { a: 1 }, upsert: true },
  ),
  updateError('reference/method/db.collection.update/', {}, { $set: { c: 3 } }, 54, {
    filter: { $and: [{ a: 1 }, { a: 2 }] },
    upsert: true,
  }),
  update(
    'tutorial/update-documents-with-aggregation-pipeline/',
    { _id: 1, test: 95, bonus: 5 },
    [{ $set: { total: { $add: ['$test', '$bonus'] } } }, { $unset: 'bonus' }],
    { _id: 1, test: 95, total: 100 },
  ),
  update(
    'tutorial/update-documents-with-aggregation-pipeline/',
    { _id: 1, a: 1 },
    [{ $set: { at: '$$NOW' } }],
    { _id: 1, a: 1, at: NOW },
  ),
  update(
    'tutorial/update-documents-with-aggregation-pipeline/',
    { _id: 1, a: { b: 2 } },
    [{ $replaceWith: '$a' }],
    { _id: 1, b: 2 },
  ),
  update(
    'tutorial/update-documents-with-aggregation-pipeline/',
    { _id: 1, a: 1, b: 2 },
    [{ $project: { a: 1 } }],
    { _id: 1, a: 1 },
  ),
  updateError('tutorial/update-documents-with-aggregation-pipeline/', { _id: 1 }, [{ $match: {} }], 72),
  updateError('tutorial/update-documents-with-aggregation-pipeline/', { _id: 1 }, [{ $set: { _id: 2 } }], 66),
  updateError(`${U}set/`, { _id: new ObjectId() }, { $unset: { _id: '' } }, 66),
];

export const cases: Case[] = [...arrays, ...positional, ...wholes];
