import { Binary, BSONRegExp, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { type Case, d, date, dec, l, match, matchError } from './case.js';

const EQ = 'reference/operator/query/eq/';
const NULL = 'tutorial/query-for-null-fields/';
const ARRAYS = 'tutorial/query-arrays/';
const EMBEDDED = 'tutorial/query-embedded-documents/';
const ORDER = 'reference/bson-type-comparison-order/';
const id = new ObjectId('5f3b9d1e2a4c6b8d0e1f2a3b');

const equality: Case[] = [
  match(EQ, { qty: { $eq: 20 } }, [{ qty: 20 }, { qty: [20, 5] }], [{ qty: 25 }, { qty: '20' }, {}]),
  match(EQ, { qty: 20 }, [{ qty: d(20) }, { qty: l(20) }, { qty: dec('20.0') }], [{ qty: 20.5 }]),
  match(
    EQ,
    { 'item.name': { $eq: 'ab' } },
    [{ item: { name: 'ab' } }],
    [{ item: { name: 'cd' } }, { item: 'ab' }],
  ),
  match(
    EQ,
    { tags: { $eq: ['A', 'B'] } },
    [{ tags: ['A', 'B'] }, { tags: [['A', 'B'], 'C'] }],
    [{ tags: ['B', 'A'] }, { tags: 'A' }],
  ),
  match(
    EQ,
    { company: { $eq: new BSONRegExp('MongoDB') } },
    [{ company: new BSONRegExp('MongoDB') }],
    [{ company: 'MongoDB' }],
  ),
  match(
    EQ,
    { company: new BSONRegExp('MongoDB') },
    [{ company: 'MongoDB2' }, { company: new BSONRegExp('MongoDB') }],
    [{ company: 'Mongo' }],
  ),
  match(EQ, { a: true }, [{ a: true }, { a: [false, true] }], [{ a: 1 }, { a: 'true' }, {}]),
  match(EQ, { _id: id }, [{ _id: new ObjectId(id.toHexString()) }], [{ _id: id.toHexString() }]),
  match(
    EQ,
    { at: date('2024-01-01') },
    [{ at: date('2024-01-01') }],
    [{ at: '2024-01-01' }, { at: date('2024-01-02') }],
  ),
  match(
    EQ,
    { b: new Binary(Buffer.from('x')) },
    [{ b: new Binary(Buffer.from('x')) }],
    [{ b: new Binary(Buffer.from('x'), 5) }],
  ),
  match(
    EQ,
    { t: new Timestamp({ t: 1, i: 2 }) },
    [{ t: new Timestamp({ t: 1, i: 2 }) }],
    [{ t: new Timestamp({ t: 1, i: 3 }) }],
  ),
  match(EQ, { x: l(9007199254740993n) }, [{ x: l(9007199254740993n) }], [{ x: d(9007199254740992) }]),
  match(EQ, { x: dec('0.1') }, [{ x: dec('0.10') }], [{ x: 0.1 }]),
  match(EQ, { x: d(Number.NaN) }, [{ x: d(Number.NaN) }, { x: dec('NaN') }], [{ x: 1 }, { x: null }]),
  match(EQ, { x: 0 }, [{ x: d(-0) }], []),
  match(
    EMBEDDED,
    { size: { h: 14, w: 21 } },
    [{ size: { h: 14, w: 21 } }],
    [{ size: { w: 21, h: 14 } }, { size: { h: 14, w: 21, uom: 'cm' } }],
  ),
  match(EMBEDDED, { 'size.uom': 'in' }, [{ size: { uom: 'in' } }], [{ size: { uom: 'cm' } }, { size: 'in' }]),
  match(
    EMBEDDED,
    { 'size.h': { $lt: 15 }, 'size.uom': 'in' },
    [{ size: { h: 8, uom: 'in' } }],
    [{ size: { h: 15, uom: 'in' } }],
  ),
  match(
    'reference/operator/query/ne/',
    { quantity: { $ne: 20 } },
    [{ quantity: 10 }, {}, { quantity: null }],
    [{ quantity: 20 }, { quantity: [1, 20] }],
  ),
  match(
    'reference/operator/query/ne/',
    { a: { $ne: null } },
    [{ a: 0 }, { a: [] }],
    [{}, { a: null }, { a: [1, null] }],
  ),
  matchError('reference/operator/query/ne/', { a: { $ne: new BSONRegExp('x') } }, 2),
];

const nullAndExists: Case[] = [
  match(NULL, { item: null }, [{ item: null }, {}], [{ item: 'x' }, { item: [] }]),
  match(NULL, { item: { $ne: null } }, [{ item: 'x' }], [{ item: null }, {}]),
  match(NULL, { item: { $type: 10 } }, [{ item: null }], [{}]),
  match(NULL, { item: { $exists: false } }, [{}], [{ item: null }, { item: 1 }]),
  match(
    NULL,
    { 'a.b': null },
    [{ a: {} }, {}, { a: 5 }, { a: [{ b: 1 }, {}] }],
    [{ a: { b: 1 } }, { a: [] }, { a: [{ b: 1 }] }],
  ),
  match(
    'reference/operator/query/exists/',
    { qty: { $exists: true, $nin: [5, 15] } },
    [{ qty: 10 }, { qty: null }],
    [{ qty: 5 }, {}],
  ),
  match('reference/operator/query/exists/', { a: { $exists: true } }, [{ a: null }, { a: [] }], [{ b: 1 }]),
  match('reference/operator/query/exists/', { a: { $exists: 0 } }, [{}], [{ a: 1 }]),
  match(
    'reference/operator/query/exists/',
    { 'a.b': { $exists: true } },
    [{ a: [{ c: 1 }, { b: null }] }],
    [{ a: [] }, { a: [1] }],
  ),
];

const ordering: Case[] = [
  match(
    'reference/operator/query/gt/',
    { quantity: { $gt: 20 } },
    [{ quantity: 21 }, { quantity: [1, 30] }],
    [{ quantity: 20 }, { quantity: '21' }, {}],
  ),
  match(
    'reference/operator/query/gte/',
    { quantity: { $gte: 20 } },
    [{ quantity: 20 }, { quantity: dec('20') }],
    [{ quantity: 19.9 }],
  ),
  match(
    'reference/operator/query/lt/',
    { quantity: { $lt: 20 } },
    [{ quantity: 19.5 }, { quantity: l(-5) }],
    [{ quantity: 20 }, { quantity: null }],
  ),
  match(
    'reference/operator/query/lte/',
    { quantity: { $lte: 20 } },
    [{ quantity: 20 }],
    [{ quantity: 21 }, { quantity: true }],
  ),
  match(
    'reference/operator/query/gt/',
    { a: { $gt: 'abc' } },
    [{ a: 'abd' }, { a: 'abcd' }],
    [{ a: 'ABD' }, { a: 5 }, { a: { b: 1 } }],
  ),
  match(
    'reference/operator/query/gt/',
    { a: { $gt: date('2024-01-01') } },
    [{ a: date('2024-01-02') }],
    [{ a: date('2023-12-31') }, { a: 1e15 }],
  ),
  match('reference/operator/query/gte/', { a: { $gte: null } }, [{ a: null }, {}], [{ a: 1 }]),
  match('reference/operator/query/lt/', { a: { $lt: null } }, [], [{ a: null }, {}, { a: 1 }]),
  match('reference/operator/query/gt/', { a: { $gt: false } }, [{ a: true }], [{ a: false }, { a: 1 }]),
  match(
    'reference/operator/query/gt/',
    { a: { $gt: { b: 1 } } },
    [{ a: { b: 2 } }, { a: { b: 1, c: 1 } }],
    [{ a: { b: 1 } }, { a: 5 }],
  ),
  match(
    'reference/operator/query/gt/',
    { a: { $gt: [1, 2] } },
    [{ a: [1, 3] }, { a: [2] }],
    [{ a: [1, 2] }, { a: 5 }],
  ),
  match('reference/operator/query/lt/', { a: { $lt: d(Number.NaN) } }, [], [{ a: 1 }, { a: d(Number.NaN) }]),
  match(
    'reference/operator/query/gt/',
    { a: { $gt: 5 } },
    [{ a: d(Number.POSITIVE_INFINITY) }],
    [{ a: d(Number.NaN) }],
  ),
  match(ORDER, { a: { $gt: new MinKey() } }, [{ a: 1 }, { a: null }, { a: 'x' }], [{ a: new MinKey() }]),
  match(ORDER, { a: { $lt: new MaxKey() } }, [{ a: 1 }, { a: { b: 1 } }], [{ a: new MaxKey() }]),
  match(
    'reference/operator/query/gt/',
    { a: { $gt: l(9007199254740992n) } },
    [{ a: l(9007199254740993n) }],
    [{ a: d(9007199254740992) }],
  ),
  matchError('reference/operator/query/gt/', { a: { $gt: new BSONRegExp('x') } }, 2),
  match(
    ARRAYS,
    { dim: { $gt: 15, $lt: 20 } },
    [{ dim: [14, 21] }, { dim: [16] }],
    [{ dim: [14, 14] }, { dim: [] }],
  ),
  match(
    'tutorial/query-documents/',
    { status: 'A', qty: { $lt: 30 } },
    [{ status: 'A', qty: 25 }],
    [
      { status: 'A', qty: 30 },
      { status: 'D', qty: 1 },
    ],
  ),
];

const sets: Case[] = [
  match(
    'reference/operator/query/in/',
    { tags: { $in: ['home', 'school'] } },
    [{ tags: ['school', 'x'] }, { tags: 'home' }],
    [{ tags: ['x'] }, {}],
  ),
  match(
    'reference/operator/query/in/',
    { tags: { $in: [new BSONRegExp('^be'), new BSONRegExp('^st')] } },
    [{ tags: 'bed' }, { tags: ['x', 'stone'] }],
    [{ tags: 'abe' }],
  ),
  match('reference/operator/query/in/', { a: { $in: [] } }, [], [{ a: 1 }, {}]),
  match('reference/operator/query/in/', { a: { $in: [null] } }, [{ a: null }, {}], [{ a: 1 }]),
  match('reference/operator/query/in/', { a: { $in: [1, 'x'] } }, [{ a: d(1) }, { a: 'x' }], [{ a: 2 }]),
  match('reference/operator/query/in/', { a: { $in: [[1, 2]] } }, [{ a: [1, 2] }], [{ a: 1 }, { a: [2, 1] }]),
  match(
    'reference/operator/query/in/',
    { _id: { $in: [id, new ObjectId(), new ObjectId(), new ObjectId()] } },
    [{ _id: id }, { _id: [id] }],
    [{ _id: new ObjectId() }, { _id: 'x' }],
  ),
  matchError('reference/operator/query/in/', { a: { $in: 5 } }, 2),
  matchError('reference/operator/query/in/', { a: { $in: [{ $gt: 1 }] } }, 2),
  match(
    'reference/operator/query/nin/',
    { quantity: { $nin: [5, 15] } },
    [{ quantity: 10 }, {}],
    [{ quantity: 5 }, { quantity: [1, 15] }],
  ),
  match(
    'reference/operator/query/nin/',
    { tags: { $nin: ['school'] } },
    [{ tags: ['home'] }, {}],
    [{ tags: ['home', 'school'] }],
  ),
  match('reference/operator/query/nin/', { a: { $nin: [null] } }, [{ a: 1 }], [{}, { a: null }]),
];

const logical: Case[] = [
  match(
    'reference/operator/query/and/',
    { $and: [{ price: { $ne: 1.99 } }, { price: { $exists: true } }] },
    [{ price: 2 }],
    [{ price: 1.99 }, {}],
  ),
  match(
    'reference/operator/query/or/',
    { $or: [{ quantity: { $lt: 20 } }, { price: 10 }] },
    [{ quantity: 5 }, { price: 10 }],
    [{ quantity: 20, price: 9 }],
  ),
  match(
    'reference/operator/query/nor/',
    { $nor: [{ price: 1.99 }, { sale: true }] },
    [{ price: 2, sale: false }, {}],
    [{ price: 1.99 }, { sale: true }],
  ),
  match(
    'reference/operator/query/not/',
    { price: { $not: { $gt: 1.99 } } },
    [{ price: 1.99 }, {}, { price: 'x' }],
    [{ price: 2 }],
  ),
  match(
    'reference/operator/query/not/',
    { item: { $not: new BSONRegExp('^p.*') } },
    [{ item: 'xp' }, {}, { item: 5 }],
    [{ item: 'pen' }],
  ),
  match(
    'reference/operator/query/not/',
    { a: { $not: { $gt: 1, $lt: 5 } } },
    [{ a: 9 }, { a: 1 }],
    [{ a: 3 }, { a: [0, 9] }],
  ),
  match(
    'reference/operator/query/not/',
    { item: { $not: { $regex: '^p' } } },
    [{ item: 'x' }],
    [{ item: 'p' }],
  ),
  match(
    'reference/operator/query/and/',
    { a: 1, $or: [{ b: 1 }, { c: 1 }] },
    [{ a: 1, c: 1 }],
    [{ a: 1 }, { b: 1 }],
  ),
  matchError('reference/operator/query/and/', { $and: [] }, 2),
  matchError('reference/operator/query/or/', { $or: {} }, 2),
  matchError('reference/operator/query/or/', { $or: [5] }, 2),
  matchError('reference/operator/query/not/', { a: { $not: {} } }, 2),
  matchError('reference/operator/query/not/', { a: { $not: 5 } }, 2),
  match('reference/operator/query/comment/', { a: 1, $comment: 'why' }, [{ a: 1 }], [{ a: 2 }]),
];

export const cases: Case[] = [...equality, ...nullAndExists, ...ordering, ...sets, ...logical];
