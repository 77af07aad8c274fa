import { ObjectId } from 'bson';
import { type Case, d, date, dec, expr, exprError, l } from './case.js';

const A = 'reference/operator/aggregation/';
const id = new ObjectId('5f3b9d1e2a4c6b8d0e1f2a3b');

const arrays: Case[] = [
  expr(`${A}arrayElemAt/`, { $arrayElemAt: [[1, 2, 3], 0] }, 1),
  expr(`${A}arrayElemAt/`, { $arrayElemAt: [[1, 2, 3], -2] }, 2),
  expr(`${A}arrayElemAt/`, { $arrayElemAt: [[1, 2, 3], 15] }, undefined),
  expr(`${A}arrayElemAt/`, { $arrayElemAt: [null, 1] }, null),
  expr(
    `${A}arrayToObject/`,
    {
      $arrayToObject: {
        $literal: [
          ['item', 'abc'],
          ['qty', 25],
        ],
      },
    },
    { item: 'abc', qty: 25 },
  ),
  expr(`${A}arrayToObject/`, { $arrayToObject: { $literal: [{ k: 'item', v: 'abc' }] } }, { item: 'abc' }),
  expr(`${A}concatArrays/`, { $concatArrays: [['hello', ' '], ['world']] }, ['hello', ' ', 'world']),
  expr(`${A}concatArrays/`, { $concatArrays: [['a'], null] }, null),
  expr(
    `${A}filter/`,
    { $filter: { input: [1, 'a', 2, null, 3.1], as: 'num', cond: { $isNumber: '$$num' } } },
    [1, 2, 3.1],
  ),
  expr(`${A}filter/`, { $filter: { input: [1, 2, 3, 4], cond: { $gt: ['$$this', 1] }, limit: 2 } }, [2, 3]),
  expr(`${A}first/`, { $first: { $literal: [1, 2, 3] } }, 1),
  expr(`${A}last/`, { $last: '$a' }, 3, { a: [1, 2, 3] }),
  expr(`${A}firstN-array-element/`, { $firstN: { n: 2, input: [1, 2, 3] } }, [1, 2]),
  expr(`${A}lastN-array-element/`, { $lastN: { n: 2, input: [1, 2, 3] } }, [2, 3]),
  expr(`${A}maxN-array-element/`, { $maxN: { n: 2, input: [1, 3, 2] } }, [3, 2]),
  expr(`${A}minN-array-element/`, { $minN: { n: 2, input: [1, 3, null, 2] } }, [1, 2]),
  expr(`${A}in/`, { $in: [2, [1, 2, 3]] }, true),
  expr(`${A}in/`, { $in: ['abc', ['xyz']] }, false),
  expr(`${A}indexOfArray/`, { $indexOfArray: [['a', 'abc'], 'a'] }, 0),
  expr(`${A}indexOfArray/`, { $indexOfArray: [['a', 'abc', 'b'], 'b', 0, 1] }, -1),
  expr(`${A}isArray/`, { $isArray: [['hello']] }, true),
  expr(`${A}isArray/`, { $isArray: 'hello' }, false),
  expr(`${A}map/`, { $map: { input: [1, 2], as: 'x', in: { $add: ['$$x', 2] } } }, [3, 4]),
  expr(`${A}map/`, { $map: { input: null, in: 1 } }, null),
  expr(`${A}objectToArray/`, { $objectToArray: { item: 'foo', qty: 25 } }, [
    { k: 'item', v: 'foo' },
    { k: 'qty', v: 25 },
  ]),
  expr(`${A}range/`, { $range: [0, 10, 2] }, [0, 2, 4, 6, 8]),
  expr(`${A}range/`, { $range: [10, 0, -2] }, [10, 8, 6, 4, 2]),
  expr(`${A}range/`, { $range: [0, 10, -2] }, []),
  expr(
    `${A}reduce/`,
    { $reduce: { input: ['a', 'b', 'c'], initialValue: '', in: { $concat: ['$$value', '$$this'] } } },
    'abc',
  ),
  expr(`${A}reverseArray/`, { $reverseArray: { $literal: [1, 2, 3] } }, [3, 2, 1]),
  expr(`${A}size/`, { $size: '$a' }, 2, { a: [1, 2] }),
  exprError(`${A}size/`, { $size: '$a' }, 17124),
  expr(`${A}slice/`, { $slice: [[1, 2, 3], 1, 1] }, [2]),
  expr(`${A}slice/`, { $slice: [[1, 2, 3], -2] }, [2, 3]),
  expr(`${A}slice/`, { $slice: [[1, 2, 3], 15, 2] }, []),
  expr(`${A}sortArray/`, { $sortArray: { input: [{ n: 'b' }, { n: 'a' }], sortBy: { n: 1 } } }, [
    { n: 'a' },
    { n: 'b' },
  ]),
  expr(`${A}sortArray/`, { $sortArray: { input: [1, 4, 1, 6], sortBy: -1 } }, [6, 4, 1, 1]),
  expr(`${A}zip/`, { $zip: { inputs: [['a'], ['b'], ['c']] } }, [['a', 'b', 'c']]),
  expr(`${A}zip/`, { $zip: { inputs: [[1], [2, 3]], useLongestLength: true, defaults: ['x', 'y'] } }, [
    [1, 2],
    ['x', 3],
  ]),
  expr(`${A}setDifference/`, { $setDifference: [['a', 'b', 'a'], ['b']] }, ['a']),
  expr(
    `${A}setEquals/`,
    {
      $setEquals: [
        ['a', 'b', 'a'],
        ['b', 'a'],
      ],
    },
    true,
  ),
  expr(
    `${A}setIntersection/`,
    {
      $setIntersection: [
        ['a', 'b'],
        ['b', 'c'],
      ],
    },
    ['b'],
  ),
  expr(`${A}setIsSubset/`, { $setIsSubset: [['a'], ['b', 'a']] }, true),
  expr(`${A}setIsSubset/`, { $setIsSubset: [['a'], [['a']]] }, false),
  expr(`${A}allElementsTrue/`, { $allElementsTrue: [[true, 1, 'x']] }, true),
  expr(`${A}allElementsTrue/`, { $allElementsTrue: [[]] }, true),
  expr(`${A}anyElementTrue/`, { $anyElementTrue: [[null, 0]] }, false),
  expr(`${A}mergeObjects/`, { $mergeObjects: [{ a: 1 }, null, { a: 2, b: 3 }] }, { a: 2, b: 3 }),
  expr(`${A}getField/`, { $getField: 'a.b' }, 5, { 'a.b': 5 }),
  expr(
    `${A}setField/`,
    { $setField: { field: 'x.y', input: '$$ROOT', value: 1 } },
    { a: 1, 'x.y': 1 },
    { a: 1 },
  ),
  expr(`${A}unsetField/`, { $unsetField: { field: 'a', input: '$$ROOT' } }, { b: 2 }, { a: 1, b: 2 }),
];

const conversions: Case[] = [
  expr(`${A}toBool/`, { $toBool: 1.99999 }, true),
  expr(`${A}toBool/`, { $toBool: 'false' }, true),
  expr(`${A}toInt/`, { $toInt: 1.9 }, 1),
  expr(`${A}toInt/`, { $toInt: '-2' }, -2),
  exprError(`${A}toInt/`, { $toInt: '2.5' }, 241),
  exprError(`${A}toInt/`, { $toInt: l(9223372036854775807n) }, 241),
  expr(`${A}toInt/`, { $toInt: null }, null),
  expr(`${A}toLong/`, { $toLong: '123' }, l(123)),
  expr(`${A}toLong/`, { $toLong: date('2018-03-26T00:00:00Z') }, l(1522022400000)),
  expr(`${A}toDouble/`, { $toDouble: '-5.5' }, -5.5),
  expr(`${A}toDouble/`, { $toDouble: true }, d(1)),
  expr(`${A}toDecimal/`, { $toDecimal: '-5.5' }, dec('-5.5')),
  expr(`${A}toDecimal/`, { $toDecimal: 3 }, dec('3')),
  expr(`${A}toString/`, { $toString: 2.5 }, '2.5'),
  expr(`${A}toString/`, { $toString: id }, '5f3b9d1e2a4c6b8d0e1f2a3b'),
  expr(`${A}toString/`, { $toString: date('2018-03-27T16:58:51.538Z') }, '2018-03-27T16:58:51.538Z'),
  expr(`${A}toString/`, { $toString: l(1000) }, '1000'),
  expr(`${A}toObjectId/`, { $toObjectId: '5f3b9d1e2a4c6b8d0e1f2a3b' }, id),
  exprError(`${A}toObjectId/`, { $toObjectId: 'xyz' }, 241),
  expr(`${A}toDate/`, { $toDate: '2018-03-03' }, date('2018-03-03T00:00:00Z')),
  expr(`${A}toDate/`, { $toDate: '2018-03-20 11:00:06 +0500' }, date('2018-03-20T06:00:06Z')),
  expr(`${A}toDate/`, { $toDate: l(1253372036000) }, date('2009-09-19T14:53:56Z')),
  expr(`${A}toDate/`, { $toDate: id }, date(id.getTimestamp().toISOString())),
  expr(`${A}convert/`, { $convert: { input: 'x', to: 'int', onError: 'bad' } }, 'bad'),
  expr(`${A}convert/`, { $convert: { input: '$missing', to: 'int', onNull: 0 } }, 0),
  expr(`${A}convert/`, { $convert: { input: '5', to: 16 } }, 5),
  expr(`${A}type/`, { $type: '$a' }, 'missing'),
  expr(`${A}type/`, { $type: '$a' }, 'int', { a: 8 }),
  expr(`${A}isNumber/`, { $isNumber: '$a' }, true, { a: dec('1') }),
];

export const cases: Case[] = [...arrays, ...conversions];
