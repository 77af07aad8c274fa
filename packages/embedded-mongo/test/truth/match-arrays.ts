import { Binary, MaxKey, MinKey, ObjectId } from 'bson';
import { type Case, d, dec, l, match, matchError } from './case.js';

const ARRAYS = 'tutorial/query-arrays/';
const ARRAY_DOCS = 'tutorial/query-array-of-documents/';
const id = new ObjectId('5f3b9d1e2a4c6b8d0e1f2a3b');

const arrays: Case[] = [
  match(
    ARRAYS,
    { tags: ['red', 'blank'] },
    [{ tags: ['red', 'blank'] }],
    [{ tags: ['blank', 'red'] }, { tags: ['red', 'blank', 'plain'] }],
  ),
  match(ARRAYS, { tags: 'red' }, [{ tags: ['blank', 'red'] }], [{ tags: [['red']] }]),
  match(ARRAYS, { dim: { $gt: 25 } }, [{ dim: [14, 30] }], [{ dim: [14, 21] }]),
  match(ARRAYS, { 'dim.1': { $gt: 25 } }, [{ dim: [1, 30] }], [{ dim: [30, 1] }, { dim: [30] }]),
  match(
    'reference/operator/query/size/',
    { field: { $size: 2 } },
    [{ field: ['red', 'green'] }],
    [{ field: ['red'] }, { field: 'ab' }, {}],
  ),
  match('reference/operator/query/size/', { field: { $size: 0 } }, [{ field: [] }], [{}, { field: [1] }]),
  matchError('reference/operator/query/size/', { field: { $size: -1 } }, 9),
  matchError('reference/operator/query/size/', { field: { $size: 1.5 } }, 9),
  match(
    'reference/operator/query/all/',
    { tags: { $all: ['ssl', 'security'] } },
    [{ tags: ['security', 'x', 'ssl'] }],
    [{ tags: ['ssl'] }],
  ),
  match(
    'reference/operator/query/all/',
    { tags: { $all: [['ssl', 'security']] } },
    [{ tags: ['ssl', 'security'] }, { tags: [['ssl', 'security'], 'x'] }],
    [{ tags: ['security', 'ssl'] }],
  ),
  match(
    'reference/operator/query/all/',
    { qty: { $all: [50] } },
    [{ qty: 50 }, { qty: [1, 50] }],
    [{ qty: 5 }],
  ),
  match(
    'reference/operator/query/all/',
    { qty: { $all: [{ $elemMatch: { size: 'M', num: { $gt: 50 } } }, { $elemMatch: { num: 100 } }] } },
    [{ qty: [{ size: 'M', num: 60 }, { num: 100 }] }, { qty: [{ size: 'M', num: 100 }] }],
    [{ qty: [{ size: 'M', num: 60 }] }],
  ),
  match('reference/operator/query/all/', { a: { $all: [] } }, [], [{ a: [] }, {}]),
  match('reference/operator/query/all/', { a: { $all: [null] } }, [{}, { a: [null] }], [{ a: [1] }]),
  matchError('reference/operator/query/all/', { a: { $all: 5 } }, 2),
  match(
    'reference/operator/query/elemMatch/',
    { results: { $elemMatch: { $gte: 80, $lt: 85 } } },
    [{ results: [82, 85, 88] }],
    [{ results: [75, 88, 89] }, { results: 82 }],
  ),
  match(
    'reference/operator/query/elemMatch/',
    { results: { $elemMatch: { product: 'xyz', score: { $gte: 8 } } } },
    [
      {
        results: [
          { product: 'abc', score: 8 },
          { product: 'xyz', score: 8 },
        ],
      },
    ],
    [
      {
        results: [
          { product: 'abc', score: 9 },
          { product: 'xyz', score: 7 },
        ],
      },
    ],
  ),
  match(
    'reference/operator/query/elemMatch/',
    { results: { $elemMatch: { product: { $ne: 'xyz' } } } },
    [{ results: [{ product: 'xyz' }, { product: 'abc' }] }],
    [{ results: [{ product: 'xyz' }] }],
  ),
  match(
    'reference/operator/query/elemMatch/',
    { a: { $elemMatch: { $elemMatch: { $gt: 1 } } } },
    [{ a: [[0], [2]] }],
    [{ a: [2] }, { a: [[0]] }],
  ),
  match(
    'reference/operator/query/elemMatch/',
    { a: { $elemMatch: { $or: [{ b: 1 }, { c: 1 }] } } },
    [{ a: [{ c: 1 }] }],
    [{ a: [{ d: 1 }] }],
  ),
  match(
    'reference/operator/query/elemMatch/',
    { a: { $elemMatch: { $in: ['x', 'y'] } } },
    [{ a: ['z', 'y'] }],
    [{ a: 'y' }, { a: ['z'] }],
  ),
  match(
    'reference/operator/query/elemMatch/',
    { a: { $not: { $elemMatch: { b: 1 } } } },
    [{}, { a: [] }, { a: [{ b: 2 }] }],
    [{ a: [{ b: 1 }] }],
  ),
  matchError('reference/operator/query/elemMatch/', { a: { $elemMatch: 5 } }, 2),
  match(
    ARRAY_DOCS,
    { instock: { warehouse: 'A', qty: 5 } },
    [{ instock: [{ warehouse: 'A', qty: 5 }] }],
    [{ instock: [{ qty: 5, warehouse: 'A' }] }],
  ),
  match(
    ARRAY_DOCS,
    { 'instock.0.qty': { $lte: 20 } },
    [{ instock: [{ qty: 5 }, { qty: 60 }] }],
    [{ instock: [{ qty: 60 }, { qty: 5 }] }],
  ),
  match(
    ARRAY_DOCS,
    { 'instock.qty': { $lte: 20 } },
    [{ instock: [{ qty: 60 }, { qty: 20 }] }],
    [{ instock: [{ qty: 60 }] }, { instock: [] }],
  ),
  match(
    ARRAY_DOCS,
    { 'instock.qty': 5, 'instock.warehouse': 'A' },
    [
      {
        instock: [
          { qty: 5, warehouse: 'B' },
          { qty: 9, warehouse: 'A' },
        ],
      },
    ],
    [{ instock: [{ qty: 5, warehouse: 'B' }] }],
  ),
  match(ARRAY_DOCS, { 'a.b.c': 1 }, [{ a: [{ b: [{ c: 1 }] }, 5] }], [{ a: [[{ b: { c: 1 } }]] }]),
];

const others: Case[] = [
  match(
    'reference/operator/query/type/',
    { zip: { $type: 2 } },
    [{ zip: '123' }, { zip: ['1', 2] }],
    [{ zip: 123 }],
  ),
  match(
    'reference/operator/query/type/',
    { zip: { $type: 'number' } },
    [{ zip: 1 }, { zip: 1.5 }, { zip: l(1) }, { zip: dec('1') }],
    [{ zip: '1' }],
  ),
  match(
    'reference/operator/query/type/',
    { zip: { $type: ['string', 'double'] } },
    [{ zip: 'x' }, { zip: d(1) }],
    [{ zip: 1 }],
  ),
  match('reference/operator/query/type/', { a: { $type: 'array' } }, [{ a: [] }, { a: [1] }], [{ a: 1 }]),
  match(
    'reference/operator/query/type/',
    { a: { $type: 'object' } },
    [{ a: {} }, { a: [{ b: 1 }] }],
    [{ a: [] }],
  ),
  match('reference/operator/query/type/', { a: { $type: 'bool' } }, [{ a: false }], [{ a: 0 }]),
  match(
    'reference/operator/query/type/',
    { a: { $type: 'minKey' } },
    [{ a: new MinKey() }],
    [{ a: new MaxKey() }],
  ),
  match('reference/operator/query/type/', { a: { $type: -1 } }, [{ a: new MinKey() }], [{ a: 1 }]),
  match('reference/operator/query/type/', { a: { $type: 'objectId' } }, [{ a: id }], [{ a: 'x' }]),
  match('reference/operator/query/type/', { a: { $type: 'int' } }, [{ a: 1 }], [{ a: d(1) }, { a: l(1) }]),
  matchError('reference/operator/query/type/', { a: { $type: 'integer' } }, 2),
  matchError('reference/operator/query/type/', { a: { $type: 42 } }, 2),
  match(
    'reference/operator/query/mod/',
    { qty: { $mod: [4, 0] } },
    [{ qty: 0 }, { qty: 12 }, { qty: l(8) }],
    [{ qty: 5 }, { qty: 'x' }],
  ),
  match(
    'reference/operator/query/mod/',
    { qty: { $mod: [4.5, 0] } },
    [{ qty: 12 }, { qty: 4.9 }],
    [{ qty: 5 }],
  ),
  match('reference/operator/query/mod/', { qty: { $mod: [4, -1] } }, [{ qty: -5 }], [{ qty: 3 }]),
  matchError('reference/operator/query/mod/', { qty: { $mod: [4] } }, 2),
  matchError('reference/operator/query/mod/', { qty: { $mod: [0, 1] } }, 2),
  matchError('reference/operator/query/mod/', { qty: { $mod: [4, 0, 1] } }, 2),
  match(
    'reference/operator/query/regex/',
    { sku: { $regex: '789$' } },
    [{ sku: 'abc789' }],
    [{ sku: 'abc7890' }, { sku: 789 }],
  ),
  match(
    'reference/operator/query/regex/',
    { sku: { $regex: '^ABC', $options: 'i' } },
    [{ sku: 'abc123' }],
    [{ sku: 'xabc' }],
  ),
  match(
    'reference/operator/query/regex/',
    { d: { $regex: '^S', $options: 'm' } },
    [{ d: 'First\nSecond' }],
    [{ d: 'xS' }],
  ),
  match(
    'reference/operator/query/regex/',
    { d: { $regex: 'm.*line', $options: 'si' } },
    [{ d: 'Many\nLINE' }],
    [{ d: 'lin' }],
  ),
  match(
    'reference/operator/query/regex/',
    { sku: { $regex: 'abc #category code\n123 #number', $options: 'x' } },
    [{ sku: 'abc123' }],
    [{ sku: 'abc 123' }],
  ),
  match('reference/operator/query/regex/', { a: { $regex: '(?i)a' } }, [{ a: 'A' }], [{ a: 'b' }]),
  matchError('reference/operator/query/regex/', { a: { $options: 'i' } }, 2),
  matchError('reference/operator/query/regex/', { a: { $regex: '(' } }, 51091),
  matchError('reference/operator/query/regex/', { a: { $regex: 'a', $options: 'q' } }, 51108),
  match(
    'reference/operator/query/bitsAllSet/',
    { a: { $bitsAllSet: [1, 5] } },
    [{ a: 54 }, { a: d(54) }, { a: new Binary(Buffer.from([54])) }],
    [{ a: 20 }, { a: 'x' }, { a: 1.5 }],
  ),
  match('reference/operator/query/bitsAllSet/', { a: { $bitsAllSet: 50 } }, [{ a: 54 }], [{ a: 4 }]),
  match('reference/operator/query/bitsAllClear/', { a: { $bitsAllClear: [1, 5] } }, [{ a: 20 }], [{ a: 54 }]),
  match(
    'reference/operator/query/bitsAnySet/',
    { a: { $bitsAnySet: 35 } },
    [{ a: 54 }, { a: 1 }],
    [{ a: 20 }],
  ),
  match(
    'reference/operator/query/bitsAnyClear/',
    { a: { $bitsAnyClear: [1, 5] } },
    [{ a: 20 }, { a: 2 }],
    [{ a: 54 }],
  ),
  match('reference/operator/query/bitsAllSet/', { a: { $bitsAllSet: [200] } }, [{ a: -1 }], [{ a: 1 }]),
  matchError('reference/operator/query/bitsAllSet/', { a: { $bitsAllSet: -1 } }, 9),
  match(
    'reference/operator/query/expr/',
    { $expr: { $gt: ['$spent', '$budget'] } },
    [{ spent: 5, budget: 1 }],
    [{ spent: 1, budget: 5 }],
  ),
  match('reference/operator/query/expr/', { $expr: { $eq: ['$a', 1] } }, [{ a: d(1) }], [{ a: [1] }, {}]),
  matchError('reference/operator/query/where/', { $where: 'true' }, 2),
  matchError('reference/operator/query/text/', { $text: { $search: 'x' } }, 2),
  matchError('reference/operator/query/jsonSchema/', { $jsonSchema: {} }, 2),
  matchError('reference/operator/query/near/', { a: { $near: [0, 0] } }, 2),
  matchError('reference/operator/query/geoWithin/', { a: { $geoWithin: {} } }, 2),
  matchError('reference/operator/query/', { $foo: 1 }, 2),
  matchError('reference/operator/query/', { a: { $foo: 1 } }, 2),
];

export const cases: Case[] = [...arrays, ...others];
