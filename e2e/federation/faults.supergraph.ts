import { FEDERATION_2 } from './harness/federation-link.js';
import type { GraphQLAnswer, Misbehaviour, SupergraphFixture } from './harness/supergraph-case.js';

// Changes the entities of an answer; answers to other operations stay.
const entities =
  (change: (list: Record<string, unknown>[]) => unknown): Misbehaviour =>
  (answer) => {
    const list = answer.data?._entities;
    return Array.isArray(list) ? { ...answer, data: { _entities: change(list) } } : answer;
  };

const withData =
  (change: (data: Record<string, unknown>) => unknown): Misbehaviour =>
  ({ data, ...rest }: GraphQLAnswer) => ({ ...rest, data: change(data ?? {}) });

const shop: SupergraphFixture = {
  title: 'a subgraph that answers wrongly',
  subgraphs: {
    goods: {
      sdl: `${FEDERATION_2}
        type Query { goods: [Good!]! good: Good must: Good! pairs: [[Good]!] media: Media shared: Shared @shareable }
        type Good @key(fields: "id") { id: ID! name: String! size: Int parts: [Part!] }
        type Part { label: String! good: Good }
        interface Media { id: ID! }
        type Film implements Media { id: ID! }
        type Book implements Media { id: ID! }
        type Shared { left: Int }`,
    },
    stock: {
      sdl: `${FEDERATION_2}
        type Query { shared: Shared @shareable }
        type Good @key(fields: "id") { id: ID! count: Int soft: Int hard: Int! places: [String!]! box: Box boxes: [Box!]! }
        type Box { w: Int! h: Int }
        type Shared { right: Int! }`,
    },
  },
  world: () => {
    const good = (id: string, hard: number | null) => ({
      __typename: 'Good',
      id,
      name: `N ${id}`,
      size: 1,
      count: 7,
      soft: () => {
        if (hard === null) throw new Error('soft failed');
        return 1;
      },
      hard: () => {
        if (hard === null) throw new Error('hard failed');
        return hard;
      },
      places: ['x'],
      box: { w: 1, h: 2 },
      boxes: [
        { w: 1, h: 2 },
        { w: 3, h: 4 },
      ],
      parts: [] as unknown[],
    });
    const [one, two] = [good('1', 1), good('2', null)];
    one.parts.push({ label: 'a', good: two }, { label: 'b', good: one });
    two.parts.push({ label: 'c', good: two });
    return {
      query: {
        goods: [one, two],
        good: two,
        must: two,
        pairs: [
          [one, null],
          [two, two],
        ],
        media: { __typename: 'Film', id: 'f' },
        shared: { left: 1, right: 2 },
      },
      entities: [one, two],
    };
  },
  cases: [
    {
      title: 'cost a field that may be null only itself, at each of its places',
      query: '{ goods { id soft parts { good { soft } } } }',
      data: {
        goods: [
          { id: '1', soft: 1, parts: [{ good: { soft: null } }, { good: { soft: 1 } }] },
          { id: '2', soft: null, parts: [{ good: { soft: null } }] },
        ],
      },
      errors: [
        { path: ['goods', 1, 'soft'], code: 'DOWNSTREAM_SERVICE_ERROR', subgraph: 'stock' },
        {
          path: ['goods', 0, 'parts', 0, 'good', 'soft'],
          code: 'DOWNSTREAM_SERVICE_ERROR',
          subgraph: 'stock',
        },
        {
          path: ['goods', 1, 'parts', 0, 'good', 'soft'],
          code: 'DOWNSTREAM_SERVICE_ERROR',
          subgraph: 'stock',
        },
      ],
    },
    {
      title: 'move a null up to where it may be',
      query: '{ good { id hard } pairs { id hard } }',
      data: {
        good: null,
        pairs: [
          [{ id: '1', hard: 1 }, null],
          [null, null],
        ],
      },
      errors: [
        { path: ['good', 'hard'], code: 'DOWNSTREAM_SERVICE_ERROR', subgraph: 'stock' },
        { path: ['pairs', 1, 0, 'hard'], code: 'DOWNSTREAM_SERVICE_ERROR', subgraph: 'stock' },
        { path: ['pairs', 1, 1, 'hard'], code: 'DOWNSTREAM_SERVICE_ERROR', subgraph: 'stock' },
      ],
    },
    {
      title: 'move a null up to the whole answer',
      query: '{ must { hard } media { id } }',
      data: null,
      errors: [{ path: ['must', 'hard'], code: 'DOWNSTREAM_SERVICE_ERROR', subgraph: 'stock' }],
    },
    {
      title: 'be told when it forgets an entity',
      query: '{ goods { name count } }',
      misbehave: { stock: entities((list) => list.slice(1)) },
      data: {
        goods: [
          { name: 'N 1', count: null },
          { name: 'N 2', count: null },
        ],
      },
      errors: [0, 1].map((i) => ({ path: ['goods', i, 'count'], code: 'INTERNAL_SERVER_ERROR' })),
    },
    {
      title: 'be told when it invents an entity',
      query: '{ goods { name count } }',
      misbehave: { stock: entities((list) => [...list, ...list]) },
      data: {
        goods: [
          { name: 'N 1', count: null },
          { name: 'N 2', count: null },
        ],
      },
      errors: [0, 1].map((i) => ({ path: ['goods', i, 'count'], code: 'INTERNAL_SERVER_ERROR' })),
    },
    {
      title: 'be told when it answers no list of entities',
      query: '{ goods { count } }',
      misbehave: { stock: withData(() => ({ _entities: { 0: 'x' } })) },
      data: { goods: [{ count: null }, { count: null }] },
      errors: [0, 1].map((i) => ({ path: ['goods', i, 'count'], code: 'INTERNAL_SERVER_ERROR' })),
    },
    {
      title: 'be taken at its word when it does not know an entity',
      query: '{ goods { name count } }',
      misbehave: { stock: entities(([first]) => [first, null]) },
      oracle: false,
      data: {
        goods: [
          { name: 'N 1', count: 7 },
          { name: 'N 2', count: null },
        ],
      },
    },
    {
      title: 'be told when an entity that it does not know has a field that may not be null',
      query: '{ good { name places } }',
      misbehave: { stock: entities(() => [null]) },
      data: { good: null },
      errors: [{ path: ['good', 'places'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'not put in what nobody asked for',
      query: '{ goods { count } }',
      misbehave: {
        stock: entities((list) =>
          list.map((entity) => ({ ...entity, secret: 1, id: 'other', __proto__: { count: 9 } })),
        ),
        goods: withData((data) => ({ ...data, more: true })),
      },
      data: { goods: [{ count: 7 }, { count: 7 }] },
    },
    {
      title: 'be told when it answers an object of a wrong type',
      query: '{ media { id } }',
      misbehave: { goods: withData(() => ({ media: { __typename: 'Good', id: 'f' } })) },
      data: { media: null },
      errors: [{ path: ['media'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'be told when it answers an object of an unknown type',
      query: '{ media { id __typename } }',
      misbehave: { goods: withData(() => ({ media: { __typename: 'Nothing', id: 'f' } })) },
      data: { media: null },
      errors: [{ path: ['media'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'be told when it does not tell a union or interface member',
      query: '{ media { __typename } }',
      misbehave: { goods: withData(() => ({ media: { id: 'f' } })) },
      data: { media: null },
      errors: [{ path: ['media'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'be told when it answers null for what may not be null',
      query: '{ goods { name id } }',
      misbehave: {
        goods: withData(() => ({
          goods: [
            { name: 'a', id: '1' },
            { name: null, id: '2' },
          ],
        })),
      },
      data: null,
      errors: [{ path: ['goods', 1, 'name'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'be told when it leaves out what may not be null',
      query: '{ good { id name } }',
      misbehave: { goods: withData(() => ({ good: { id: '1' } })) },
      data: { good: null },
      errors: [{ path: ['good', 'name'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'be told when it answers a list for an object',
      query: '{ good { id } }',
      misbehave: { goods: withData(() => ({ good: [{ id: '1' }] })) },
      data: { good: null },
      errors: [{ path: ['good'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'be told when it answers an object for a list',
      query: '{ good { id parts { label } } }',
      misbehave: { goods: withData(() => ({ good: { id: '1', parts: { label: 'x' } } })) },
      data: { good: { id: '1', parts: null } },
      errors: [{ path: ['good', 'parts'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'be told when it answers a scalar for an object and an object for a scalar',
      query: '{ good { box { w } count } }',
      misbehave: { stock: entities(() => [{ box: 5, count: { a: 1 } }]) },
      data: { good: { box: null, count: null } },
      errors: [
        { path: ['good', 'box'], code: 'INTERNAL_SERVER_ERROR' },
        { path: ['good', 'count'], code: 'INTERNAL_SERVER_ERROR' },
      ],
    },
    {
      title: 'be told when it answers a scalar of another kind',
      query: '{ good { count size } }',
      misbehave: {
        stock: entities(() => [{ count: '7' }]),
        goods: withData(({ good }) => ({ good: { ...(good as object), size: 1.5 } })),
      },
      data: { good: { count: null, size: null } },
      errors: [
        { path: ['good', 'count'], code: 'INTERNAL_SERVER_ERROR' },
        { path: ['good', 'size'], code: 'INTERNAL_SERVER_ERROR' },
      ],
    },
    {
      title: 'be told when an element that may not be null is null',
      query: '{ good { boxes { w h } places } }',
      misbehave: {
        stock: entities(() => [
          {
            boxes: [
              { w: 1, h: null },
              { w: null, h: 1 },
            ],
            places: ['x'],
          },
        ]),
      },
      data: { good: null },
      errors: [{ path: ['good', 'boxes', 1, 'w'], code: 'INTERNAL_SERVER_ERROR' }],
    },
    {
      title: 'cost a shared object only its own part',
      query: '{ shared { left right } }',
      misbehave: {
        stock: () => ({ errors: [{ message: 'no', path: ['shared', 'right'] }], data: { shared: null } }),
      },
      data: { shared: null },
      errors: [{ path: ['shared', 'right'], code: 'DOWNSTREAM_SERVICE_ERROR', subgraph: 'stock' }],
    },
    {
      title: 'not be asked when no entity was found',
      query: '{ good { name count } }',
      misbehave: { goods: withData(() => ({ good: null })) },
      oracle: false,
      data: { good: null },
      fetches: { goods: 1 },
    },
    {
      title: 'tell an error without a path',
      query: '{ goods { count } }',
      misbehave: {
        stock: (answer) => ({ ...answer, errors: [{ message: 'beware', extensions: { code: 'WARNING' } }] }),
      },
      data: { goods: [{ count: 7 }, { count: 7 }] },
      errors: [{ path: ['goods'], code: 'WARNING', subgraph: 'stock', message: 'beware' }],
    },
  ],
};

const many: SupergraphFixture = {
  title: 'a long list',
  subgraphs: {
    list: {
      sdl: `${FEDERATION_2} type Query { rows: [Row!]! } type Row @key(fields: "id") { id: ID! twin: Row }`,
    },
    cells: { sdl: `${FEDERATION_2} type Row @key(fields: "id") { id: ID! cell: Int! bad: Int }` },
  },
  world: () => {
    const rows = Array.from({ length: 600 }, (_, i) => ({
      __typename: 'Row',
      id: `${i}`,
      cell: i,
      bad: null as unknown,
      twin: null as unknown,
    }));
    for (const row of rows) row.twin = rows[0];
    return { query: { rows: [...rows, ...rows] }, entities: rows };
  },
  cases: [
    {
      title: 'be completed in one request, each entity once',
      query: '{ rows { cell } }',
      fetches: { list: 1, cells: 1 },
      sent: (calls) => {
        const { representations } = (calls[1]?.variables ?? {}) as { representations?: unknown[] };
        if (representations?.length !== 600) throw new Error(`asked about ${representations?.length} rows`);
      },
    },
    {
      title: 'be completed through one entity that all share',
      query: '{ rows { twin { cell id } } }',
      fetches: { list: 1, cells: 1 },
    },
    {
      title: 'tell no more than a hundred errors of one fetch',
      query: '{ rows { bad } }',
      misbehave: { cells: () => ({ errors: [{ message: 'down' }], data: null }) },
      errors: Array.from({ length: 100 }, (_, i) => ({
        path: ['rows', i, 'bad'],
        code: 'DOWNSTREAM_SERVICE_ERROR',
        subgraph: 'cells',
      })),
    },
  ],
};

export const FAULTS: readonly SupergraphFixture[] = [shop, many];
