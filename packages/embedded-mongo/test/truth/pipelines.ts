import { type Case, d, l, pipeline, pipelineError } from './case.js';

const A = 'reference/operator/aggregation/';
const SALES = [
  { _id: 1, item: 'abc', price: 10, quantity: 2 },
  { _id: 2, item: 'jkl', price: 20, quantity: 1 },
  { _id: 3, item: 'xyz', price: 5, quantity: 5 },
  { _id: 4, item: 'abc', price: 10, quantity: 10 },
];
const byId = { $sort: { _id: 1 } };

const grouping: Case[] = [
  pipeline(
    `${A}group/`,
    SALES,
    [
      { $group: { _id: '$item', n: { $sum: 1 }, total: { $sum: { $multiply: ['$price', '$quantity'] } } } },
      byId,
    ],
    [
      { _id: 'abc', n: 2, total: 120 },
      { _id: 'jkl', n: 1, total: 20 },
      { _id: 'xyz', n: 1, total: 25 },
    ],
  ),
  pipeline(
    `${A}group/`,
    SALES,
    [{ $group: { _id: null, avg: { $avg: '$quantity' }, max: { $max: '$price' }, min: { $min: '$price' } } }],
    [{ _id: null, avg: 4.5, max: 20, min: 5 }],
  ),
  pipeline(
    `${A}group/`,
    [{ a: 1 }, { a: d(1) }, { a: l(1) }],
    [{ $group: { _id: '$a', n: { $sum: 1 } } }],
    [{ _id: 1, n: 3 }],
  ),
  pipeline(
    `${A}group/`,
    [{}, { a: null }],
    [{ $group: { _id: '$a', n: { $count: {} } } }],
    [{ _id: null, n: 2 }],
  ),
  pipeline(`${A}group/`, [], [{ $group: { _id: null, n: { $sum: 1 } } }], []),
  pipelineError(`${A}group/`, [], [{ $group: { n: { $sum: 1 } } }], 15955),
  pipelineError(`${A}group/`, [], [{ $group: { _id: 1, n: { $nowhere: 1 } } }], 15952),
  pipeline(
    `${A}sum/`,
    [{ n: 1 }, { n: 'x' }, {}, { n: l(2) }, { n: 0.5 }],
    [{ $group: { _id: null, t: { $sum: '$n' } } }],
    [{ _id: null, t: 3.5 }],
  ),
  pipeline(
    `${A}sum/`,
    [{ n: 2147483647 }, { n: 1 }],
    [{ $group: { _id: null, t: { $sum: '$n' } } }],
    [{ _id: null, t: l(2147483648) }],
  ),
  pipeline(`${A}sum/`, [{ n: 'x' }], [{ $group: { _id: null, t: { $sum: '$n' } } }], [{ _id: null, t: 0 }]),
  pipeline(
    `${A}avg/`,
    [{ n: 'x' }],
    [{ $group: { _id: null, t: { $avg: '$n' } } }],
    [{ _id: null, t: null }],
  ),
  pipeline(
    `${A}push/`,
    [{ a: 1 }, {}, { a: 2 }],
    [{ $group: { _id: null, all: { $push: '$a' } } }],
    [{ _id: null, all: [1, 2] }],
  ),
  pipeline(
    `${A}addToSet/`,
    [{ a: 1 }, { a: d(1) }, { a: 2 }],
    [{ $group: { _id: null, all: { $addToSet: '$a' } } }],
    [{ _id: null, all: [1, 2] }],
  ),
  pipeline(
    `${A}first/`,
    SALES,
    [byId, { $group: { _id: null, f: { $first: '$item' }, l: { $last: '$item' } } }],
    [{ _id: null, f: 'abc', l: 'abc' }],
  ),
  pipeline(
    `${A}firstN/`,
    SALES,
    [byId, { $group: { _id: null, f: { $firstN: { input: '$_id', n: 2 } } } }],
    [{ _id: null, f: [1, 2] }],
  ),
  pipeline(
    `${A}lastN/`,
    SALES,
    [byId, { $group: { _id: null, f: { $lastN: { input: '$_id', n: 2 } } } }],
    [{ _id: null, f: [3, 4] }],
  ),
  pipeline(
    `${A}maxN/`,
    SALES,
    [{ $group: { _id: null, f: { $maxN: { input: '$price', n: 2 } } } }],
    [{ _id: null, f: [20, 10] }],
  ),
  pipeline(
    `${A}top/`,
    SALES,
    [{ $group: { _id: null, t: { $top: { sortBy: { quantity: -1 }, output: '$_id' } } } }],
    [{ _id: null, t: 4 }],
  ),
  pipeline(
    `${A}bottomN/`,
    SALES,
    [{ $group: { _id: null, t: { $bottomN: { n: 2, sortBy: { quantity: 1 }, output: '$_id' } } } }],
    [{ _id: null, t: [3, 4] }],
  ),
  pipeline(
    `${A}mergeObjects/`,
    [{ o: { a: 1 } }, { o: { b: 2 } }],
    [{ $group: { _id: null, m: { $mergeObjects: '$o' } } }],
    [{ _id: null, m: { a: 1, b: 2 } }],
  ),
  pipeline(
    `${A}stdDevSamp/`,
    [{ n: 2 }, { n: 4 }],
    [{ $group: { _id: null, s: { $stdDevSamp: '$n' } } }],
    [{ _id: null, s: Math.SQRT2 }],
  ),
  pipeline(`${A}sortByCount/`, SALES, [{ $sortByCount: '$item' }, { $limit: 1 }], [{ _id: 'abc', count: 2 }]),
  pipeline(`${A}count/`, SALES, [{ $match: { price: { $gte: 10 } } }, { $count: 'n' }], [{ n: 3 }]),
  pipeline(`${A}count/`, [], [{ $count: 'n' }], []),
  pipeline(
    `${A}bucket/`,
    [{ y: 1850 }, { y: 1860 }, { y: 1869 }, { y: 1870 }],
    [{ $bucket: { groupBy: '$y', boundaries: [1850, 1860, 1870], default: 'Other' } }],
    [
      { _id: 1850, count: 1 },
      { _id: 1860, count: 2 },
      { _id: 'Other', count: 1 },
    ],
  ),
  pipelineError(`${A}bucket/`, [{ y: 5 }], [{ $bucket: { groupBy: '$y', boundaries: [0, 5] } }], 40066),
  pipelineError(`${A}bucket/`, [], [{ $bucket: { groupBy: '$y', boundaries: [5, 0] } }], 40194),
  pipeline(
    `${A}bucketAuto/`,
    [1, 2, 3, 4].map((n) => ({ n })),
    [{ $bucketAuto: { groupBy: '$n', buckets: 2 } }],
    [
      { _id: { min: 1, max: 3 }, count: 2 },
      { _id: { min: 3, max: 4 }, count: 2 },
    ],
  ),
];

const shaping: Case[] = [
  pipeline(
    `${A}project/`,
    [{ _id: 1, a: 1, b: { c: 2, d: 3 } }],
    [{ $project: { 'b.c': 1, x: '$a', y: { $literal: 1 } } }],
    [{ _id: 1, b: { c: 2 }, x: 1, y: 1 }],
  ),
  pipeline(
    `${A}project/`,
    [{ _id: 1, a: 1 }],
    [{ $project: { _id: 0, n: ['$a', '$z'] } }],
    [{ n: [1, null] }],
  ),
  pipeline(`${A}project/`, [{ _id: 1, a: 1, b: 2 }], [{ $project: { a: 0 } }], [{ _id: 1, b: 2 }]),
  pipeline(
    `${A}project/`,
    [{ _id: 1, a: 1 }],
    [{ $project: { a: { $cond: [{ $eq: ['$a', 1] }, '$$REMOVE', '$a'] } } }],
    [{ _id: 1 }],
  ),
  pipelineError(`${A}project/`, [{}], [{ $project: {} }], 51272),
  pipelineError(`${A}project/`, [{}], [{ $project: { a: 1, b: 0 } }], 31254),
  pipeline(
    `${A}addFields/`,
    [{ _id: 1, a: { b: 1 } }],
    [{ $addFields: { 'a.c': 2, d: 3 } }],
    [{ _id: 1, a: { b: 1, c: 2 }, d: 3 }],
  ),
  pipeline(
    `${A}set/`,
    [{ _id: 1, a: 1, b: 2 }],
    [{ $set: { a: { $add: ['$a', '$b'] } } }],
    [{ _id: 1, a: 3, b: 2 }],
  ),
  pipeline(`${A}set/`, [{ _id: 1, a: 1 }], [{ $set: { a: '$$REMOVE' } }], [{ _id: 1 }]),
  pipeline(
    `${A}set/`,
    [{ _id: 1, a: [{ x: 1 }, { x: 2 }] }],
    [{ $set: { 'a.y': true } }],
    [
      {
        _id: 1,
        a: [
          { x: 1, y: true },
          { x: 2, y: true },
        ],
      },
    ],
  ),
  pipeline(`${A}set/`, [{ _id: 1, a: 5 }], [{ $set: { a: '$$ROOT.a', b: {} } }], [{ _id: 1, a: 5, b: {} }]),
  pipeline(
    `${A}unset/`,
    [{ _id: 1, a: { b: 1, c: 2 }, d: 1 }],
    [{ $unset: ['a.b', 'd'] }],
    [{ _id: 1, a: { c: 2 } }],
  ),
  pipeline(`${A}replaceRoot/`, [{ _id: 1, a: { b: 2 } }], [{ $replaceRoot: { newRoot: '$a' } }], [{ b: 2 }]),
  pipelineError(`${A}replaceRoot/`, [{ _id: 1 }], [{ $replaceRoot: { newRoot: '$a' } }], 40228),
  pipeline(
    `${A}replaceWith/`,
    [{ _id: 1, a: 2 }],
    [{ $replaceWith: { $mergeObjects: [{ b: 1 }, '$$ROOT'] } }],
    [{ b: 1, _id: 1, a: 2 }],
  ),
  pipeline(
    `${A}unwind/`,
    [{ _id: 1, s: ['S', 'M'] }],
    [{ $unwind: '$s' }],
    [
      { _id: 1, s: 'S' },
      { _id: 1, s: 'M' },
    ],
  ),
  pipeline(
    `${A}unwind/`,
    [{ _id: 1, s: 'x' }, { _id: 2, s: [] }, { _id: 3, s: null }, { _id: 4 }],
    [{ $unwind: '$s' }],
    [{ _id: 1, s: 'x' }],
  ),
  pipeline(
    `${A}unwind/`,
    [{ _id: 2, s: [] }, { _id: 3, s: null }, { _id: 4 }],
    [{ $unwind: { path: '$s', preserveNullAndEmptyArrays: true } }],
    [{ _id: 2 }, { _id: 3, s: null }, { _id: 4 }],
  ),
  pipeline(
    `${A}unwind/`,
    [
      { _id: 1, s: ['a', 'b'] },
      { _id: 2, s: 'c' },
    ],
    [{ $unwind: { path: '$s', includeArrayIndex: 'i' } }],
    [
      { _id: 1, s: 'a', i: l(0) },
      { _id: 1, s: 'b', i: l(1) },
      { _id: 2, s: 'c', i: null },
    ],
  ),
  pipelineError(`${A}unwind/`, [], [{ $unwind: 's' }], 28818),
  pipeline(
    `${A}redact/`,
    [{ _id: 1, level: 1, a: { level: 5, x: 1 }, b: [{ level: 1, y: 1 }, { level: 9 }] }],
    [{ $redact: { $cond: [{ $gt: ['$level', 3] }, '$$PRUNE', '$$DESCEND'] } }],
    [{ _id: 1, level: 1, b: [{ level: 1, y: 1 }] }],
  ),
  pipeline(`${A}documents/`, [], [{ $documents: [{ x: 1 }, { x: 2 }] }, { $match: { x: 2 } }], [{ x: 2 }]),
];

export const cases: Case[] = [...grouping, ...shaping];
