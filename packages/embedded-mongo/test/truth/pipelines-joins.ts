import { type Case, date, l, pipeline, pipelineError } from './case.js';

const A = 'reference/operator/aggregation/';
const SALES = [
  { _id: 1, item: 'abc', price: 10, quantity: 2 },
  { _id: 2, item: 'jkl', price: 20, quantity: 1 },
  { _id: 3, item: 'xyz', price: 5, quantity: 5 },
  { _id: 4, item: 'abc', price: 10, quantity: 10 },
];
const byId = { $sort: { _id: 1 } };

const ORDERS = [{ _id: 1, item: 'almonds' }, { _id: 2, item: 'pecans' }, { _id: 3 }];
const STOCK = {
  inventory: [
    { _id: 1, sku: 'almonds', n: 120 },
    { _id: 2, sku: 'bread', n: 80 },
    { _id: 5, sku: null },
    { _id: 6 },
  ],
};

const joining: Case[] = [
  pipeline(
    `${A}match/`,
    SALES,
    [{ $match: { item: 'abc' } }, { $sort: { quantity: -1 } }, { $limit: 1 }],
    [SALES[3]!],
  ),
  pipeline(
    `${A}sort/`,
    SALES,
    [{ $sort: { price: 1, _id: -1 } }, { $project: { _id: 1 } }],
    [{ _id: 3 }, { _id: 4 }, { _id: 1 }, { _id: 2 }],
  ),
  pipeline(
    `${A}skip/`,
    SALES,
    [byId, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
    [{ _id: 2 }, { _id: 3 }],
  ),
  pipeline(`${A}limit/`, SALES, [byId, { $limit: 3 }, { $skip: 2 }, { $project: { _id: 1 } }], [{ _id: 3 }]),
  pipelineError(`${A}limit/`, SALES, [{ $limit: 0 }], 15958),
  pipeline(
    `${A}lookup/`,
    ORDERS,
    [{ $lookup: { from: 'inventory', localField: 'item', foreignField: 'sku', as: 'docs' } }, byId],
    [
      { _id: 1, item: 'almonds', docs: [{ _id: 1, sku: 'almonds', n: 120 }] },
      { _id: 2, item: 'pecans', docs: [] },
      { _id: 3, docs: [{ _id: 5, sku: null }, { _id: 6 }] },
    ],
    STOCK,
  ),
  pipeline(
    `${A}lookup/`,
    [{ _id: 1, items: ['almonds', 'bread'] }],
    [
      {
        $lookup: {
          from: 'inventory',
          localField: 'items',
          foreignField: 'sku',
          pipeline: [{ $project: { _id: 1 } }],
          as: 'docs',
        },
      },
    ],
    [{ _id: 1, items: ['almonds', 'bread'], docs: [{ _id: 1 }, { _id: 2 }] }],
    STOCK,
  ),
  pipeline(
    `${A}lookup/`,
    [{ _id: 1, item: 'bread', min: 50 }],
    [
      {
        $lookup: {
          from: 'inventory',
          let: { i: '$item', m: '$min' },
          pipeline: [
            { $match: { $expr: { $and: [{ $eq: ['$sku', '$$i'] }, { $gte: ['$n', '$$m'] }] } } },
            { $project: { _id: 0, n: 1 } },
          ],
          as: 's',
        },
      },
    ],
    [{ _id: 1, item: 'bread', min: 50, s: [{ n: 80 }] }],
    STOCK,
  ),
  pipeline(
    `${A}lookup/`,
    [{ _id: 1, names: ['bread', 'x'] }],
    [
      {
        $lookup: {
          from: 'inventory',
          let: { names: '$names', none: '$missing' },
          pipeline: [
            {
              $match: {
                $expr: { $in: ['$sku', { $map: { input: '$$names', as: 'names', in: '$$names' } }] },
              },
            },
            { $match: { $expr: { $eq: [{ $type: '$$none' }, 'missing'] } } },
            { $match: { $expr: { $lt: ['$$names.x', '$$NOW'] } } },
            { $project: { _id: 1 } },
          ],
          as: 's',
        },
      },
    ],
    [{ _id: 1, names: ['bread', 'x'], s: [{ _id: 2 }] }],
    STOCK,
  ),
  pipeline(
    `${A}unionWith/`,
    [{ _id: 1 }],
    [
      {
        $unionWith: {
          coll: 'inventory',
          pipeline: [{ $match: { n: { $gt: 0 } } }, { $sort: { n: 1 } }, { $limit: 1 }],
        },
      },
    ],
    [{ _id: 1 }, { _id: 2, sku: 'bread', n: 80 }],
    STOCK,
  ),
  pipeline(`${A}unionWith/`, [], [{ $unionWith: 'inventory' }, { $count: 'n' }], [{ n: 4 }], STOCK),
  pipeline(
    `${A}facet/`,
    SALES,
    [{ $facet: { cheap: [{ $match: { price: 5 } }, { $project: { item: 1 } }], n: [{ $count: 'n' }] } }],
    [{ cheap: [{ _id: 3, item: 'xyz' }], n: [{ n: 4 }] }],
  ),
  pipelineError(`${A}facet/`, SALES, [{ $facet: { a: [{ $facet: {} }] } }], 40600),
  pipeline(
    `${A}graphLookup/`,
    [{ _id: 1, name: 'Dev', boss: 'Eliot' }],
    [
      {
        $graphLookup: {
          from: 'staff',
          startWith: '$boss',
          connectFromField: 'boss',
          connectToField: 'name',
          as: 'chain',
          depthField: 'depth',
        },
      },
    ],
    [
      {
        _id: 1,
        name: 'Dev',
        boss: 'Eliot',
        chain: [
          { _id: 2, name: 'Eliot', boss: 'Ron', depth: l(0) },
          { _id: 3, name: 'Ron', depth: l(1) },
        ],
      },
    ],
    {
      staff: [
        { _id: 2, name: 'Eliot', boss: 'Ron' },
        { _id: 3, name: 'Ron' },
        { _id: 4, name: 'Zed' },
      ],
    },
  ),
  pipeline(
    `${A}setWindowFields/`,
    [
      { s: 'CA', q: 162 },
      { s: 'CA', q: 120 },
      { s: 'WA', q: 134 },
    ],
    [
      {
        $setWindowFields: {
          partitionBy: '$s',
          sortBy: { q: 1 },
          output: { c: { $sum: '$q', window: { documents: ['unbounded', 'current'] } }, r: { $rank: {} } },
        },
      },
    ],
    [
      { s: 'CA', q: 120, c: 120, r: 1 },
      { s: 'CA', q: 162, c: 282, r: 2 },
      { s: 'WA', q: 134, c: 134, r: 1 },
    ],
  ),
  pipeline(
    `${A}denseRank/`,
    [1, 1, 2].map((n) => ({ n })),
    [
      {
        $setWindowFields: {
          sortBy: { n: 1 },
          output: { r: { $rank: {} }, d: { $denseRank: {} }, i: { $documentNumber: {} } },
        },
      },
    ],
    [
      { n: 1, r: 1, d: 1, i: 1 },
      { n: 1, r: 1, d: 1, i: 2 },
      { n: 2, r: 3, d: 2, i: 3 },
    ],
  ),
  pipeline(
    `${A}shift/`,
    [1, 2].map((n) => ({ n })),
    [
      {
        $setWindowFields: {
          sortBy: { n: 1 },
          output: { p: { $shift: { output: '$n', by: 1, default: 'none' } } },
        },
      },
    ],
    [
      { n: 1, p: 2 },
      { n: 2, p: 'none' },
    ],
  ),
  pipeline(
    `${A}setWindowFields/`,
    [
      { at: date('2024-01-01'), n: 1 },
      { at: date('2024-01-02'), n: 2 },
      { at: date('2024-01-09'), n: 4 },
    ],
    [
      {
        $setWindowFields: {
          sortBy: { at: 1 },
          output: { t: { $sum: '$n', window: { range: [-7, 'current'], unit: 'day' } } },
        },
      },
    ],
    [
      { at: date('2024-01-01'), n: 1, t: 1 },
      { at: date('2024-01-02'), n: 2, t: 3 },
      { at: date('2024-01-09'), n: 4, t: 6 },
    ],
  ),
  pipeline(`${A}sample/`, [{ a: 1 }], [{ $sample: { size: 5 } }], [{ a: 1 }]),
  pipelineError('reference/operator/aggregation-pipeline/', [], [{ $nowhere: {} }], 40324),
  pipelineError('reference/operator/aggregation-pipeline/', [], [{ $match: {}, $limit: 1 }], 40323),
  pipelineError(`${A}out/`, [], [{ $out: 'x' }, { $match: {} }], 40601),
];

export const cases: Case[] = joining;
