import { FEDERATION_2 } from './harness/federation-link.js';
import type { Row, SupergraphFixture } from './harness/supergraph-case.js';

const chain: SupergraphFixture = {
  title: '@requires of what itself requires',
  subgraphs: {
    products: {
      sdl: `${FEDERATION_2}
        type Query { products: [Product!]! }
        type Product @key(fields: "id") { id: ID! price: Int }`,
    },
    tax: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id") { id: ID! price: Int @external gross: Int @requires(fields: "price") }`,
    },
    offers: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id") {
          id: ID! gross: Int @external price: Int @external
          offer: Int @requires(fields: "gross")
          margin: Int @requires(fields: "gross price")
        }`,
    },
    labels: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id") {
          id: ID! offer: Int @external gross: Int @external
          label: String! @requires(fields: "offer gross")
        }`,
    },
  },
  computed: {
    'Product.gross': ({ price }) => (price === null ? null : Number(price) * 2),
    'Product.offer': ({ gross, price }) =>
      price === null || gross === null ? null : Number(gross ?? Number(price) * 2) - 1,
    'Product.margin': ({ gross, price }) =>
      price === null ? null : Number(gross ?? Number(price) * 2) - Number(price),
    'Product.label': ({ offer, gross, price }) =>
      price === null || offer === null
        ? 'free'
        : `${offer ?? Number(price) * 2 - 1} of ${gross ?? Number(price) * 2}`,
  },
  world: () => {
    const products = [10, null, 7].map((price, i) => ({ __typename: 'Product', id: `p${i}`, price }));
    return { query: { products }, entities: products };
  },
  cases: [
    {
      title: 'fetch each link of the chain before the next',
      query: '{ products { label } }',
      data: { products: [{ label: '19 of 20' }, { label: 'free' }, { label: '13 of 14' }] },
      fetches: { products: 1, tax: 1, offers: 1, labels: 1 },
    },
    {
      title: 'fetch no more of it than is needed',
      query: '{ products { offer } }',
      fetches: { products: 1, tax: 1, offers: 1 },
    },
    { title: 'answer all links together', query: '{ products { label offer gross price margin id } }' },
    { title: 'answer two that need different parts', query: '{ products { margin gross } }' },
  ],
};

const circle: SupergraphFixture = {
  title: '@requires in a circle of subgraphs',
  subgraphs: {
    feed: {
      sdl: `${FEDERATION_2}
        type Query { feed: [Post] }
        type Post @key(fields: "id") {
          id: ID! byNovice: Boolean! @external byExpert: Boolean! @requires(fields: "byNovice")
        }
        type Author @key(fields: "id") { id: ID! name: String! years: Int! }`,
    },
    authors: {
      sdl: `${FEDERATION_2}
        type Post @key(fields: "id") {
          id: ID! author: Author! byNovice: Boolean! @requires(fields: "author { years }")
        }
        type Author @key(fields: "id") { id: ID! years: Int! @external }`,
    },
  },
  computed: {
    'Post.byNovice': ({ author }) => Number((author as Row).years) < 3,
    'Post.byExpert': ({ byNovice, author }) => !(byNovice ?? Number((author as Row).years) < 3),
  },
  world: () => {
    const authors = [1, 9].map((years) => ({
      __typename: 'Author',
      id: `a${years}`,
      name: `N${years}`,
      years,
    }));
    const posts = authors.map((author, i) => ({ __typename: 'Post', id: `p${i}`, author }));
    return { query: { feed: posts }, entities: [...authors, ...posts] };
  },
  cases: [
    {
      title: 'go round half of it',
      query: '{ feed { byNovice } }',
      data: { feed: [{ byNovice: true }, { byNovice: false }] },
    },
    {
      title: 'go round all of it',
      query: '{ feed { byExpert } }',
      data: { feed: [{ byExpert: false }, { byExpert: true }] },
    },
    {
      title: 'answer what stands on the way too',
      query: '{ feed { byExpert author { name years } byNovice } }',
    },
  ],
};

const withArguments: SupergraphFixture = {
  title: '@requires of fields with arguments',
  subgraphs: {
    goods: {
      sdl: `${FEDERATION_2}
        type Query { goods: [Good!]! }
        type Good @key(fields: "id") {
          id: ID! name: String price(currency: String!, off: Int = 0): Int weight: Int group: Group
        }
        type Group { average(currency: String!): Int }`,
    },
    freight: {
      sdl: `${FEDERATION_2}
        type Good @key(fields: "id") {
          id: ID! weight: Int @external price(currency: String!, off: Int = 0): Int @external
          group: Group @external
          freight: Int @requires(fields: "price(currency: \\"USD\\") weight")
          isDear: Boolean @requires(fields: "group { average(currency: \\"USD\\") }")
        }
        type Group @external { average(currency: String!): Int }`,
    },
  },
  computed: {
    'Good.freight': ({ price, weight }) => Number(price) * Number(weight),
    'Good.isDear': ({ group }) => Number((group as Row).average) > 11,
  },
  world: () => {
    const rates: Record<string, number> = { USD: 1, EUR: 2 };
    const good = (id: string, base: number, weight: number) => ({
      __typename: 'Good',
      id,
      name: `N ${id}`,
      price: ({ currency, off }: { currency: string; off: number }) => base * (rates[currency] ?? 0) - off,
      weight,
      group: { average: ({ currency }: { currency: string }) => base * (rates[currency] ?? 0) },
      freight: base * weight,
      isDear: base > 11,
    });
    const goods = [good('g1', 11, 3), good('g2', 12, 4)];
    return { query: { goods }, entities: goods };
  },
  cases: [
    {
      title: 'fetch the field with the arguments that are required',
      query: '{ goods { name freight } }',
      data: {
        goods: [
          { name: 'N g1', freight: 33 },
          { name: 'N g2', freight: 48 },
        ],
      },
    },
    {
      title: 'fetch nested fields with arguments',
      query: '{ goods { isDear } }',
      data: { goods: [{ isDear: false }, { isDear: true }] },
    },
    {
      title: 'share the field with a client that asks with the same arguments',
      query: '{ goods { freight price(currency: "USD") } }',
    },
    { title: 'answer both together', query: '{ goods { isDear freight id } }' },
  ],
};

const nested: SupergraphFixture = {
  title: '@requires through other entities and lists',
  subgraphs: {
    orders: {
      sdl: `${FEDERATION_2}
        type Query { orders: [Order!]! }
        type Order @key(fields: "id") { id: ID! lines: [Line!]! note: Note }
        type Line { product: Product! count: Int! }
        type Note { text: String tags: [[String!]] }
        type Product @key(fields: "id") { id: ID! }`,
    },
    products: {
      sdl: `${FEDERATION_2} type Product @key(fields: "id") { id: ID! weight: Int sizes: [Size!] } type Size { w: Int h: Int }`,
    },
    freight: {
      sdl: `${FEDERATION_2}
        type Order @key(fields: "id") {
          id: ID! lines: [Line!]! @external note: Note @external
          load: Int @requires(fields: "lines { count product { weight } }")
          area: Int @requires(fields: "lines { product { sizes { w h } } } note { tags }")
        }
        type Line { product: Product! @external count: Int! @external }
        type Note { tags: [[String!]] @external }
        type Product @key(fields: "id") { id: ID! weight: Int @external sizes: [Size!] @external }
        type Size { w: Int @external h: Int @external }`,
    },
  },
  computed: {
    'Order.load': ({ lines }) =>
      (lines as { count: number; product: { weight: number | null } }[]).reduce(
        (sum, { count, product }) => sum + count * (product.weight ?? 1000),
        0,
      ),
    'Order.area': ({ lines, note }) =>
      (lines as { product: { sizes: { w: number; h: number }[] | null } }[])
        .flatMap(({ product }) => product.sizes ?? [])
        .reduce((sum, { w, h }) => sum + w * h, 0) +
      ((note as { tags: string[][] } | null)?.tags.flat().length ?? 0),
  },
  world: () => {
    const products = [
      {
        __typename: 'Product',
        id: 'p1',
        weight: 3,
        sizes: [
          { w: 2, h: 3 },
          { w: 1, h: 1 },
        ],
      },
      { __typename: 'Product', id: 'p2', weight: null, sizes: null },
    ];
    const orders = [
      {
        __typename: 'Order',
        id: 'o1',
        lines: [
          { product: products[0], count: 2 },
          { product: products[1], count: 1 },
        ],
        note: { text: 't', tags: [['a', 'b'], ['c']] },
      },
      { __typename: 'Order', id: 'o2', lines: [], note: null },
      {
        __typename: 'Order',
        id: 'o3',
        lines: [{ product: products[0], count: 5 }],
        note: { text: null, tags: [] },
      },
    ];
    return { query: { orders }, entities: [...products, ...orders] };
  },
  cases: [
    {
      title: 'gather what is required from two subgraphs into each element of a list',
      query: '{ orders { load } }',
      data: { orders: [{ load: 1006 }, { load: 0 }, { load: 15 }] },
    },
    {
      title: 'send lists of objects and lists of lists',
      query: '{ orders { area } }',
      data: { orders: [{ area: 10 }, { area: 0 }, { area: 7 }] },
    },
    {
      title: 'answer the same fields to the client in its own shape',
      query: '{ orders { lines { count product { sizes { h } } } load note { text } area } }',
    },
    {
      title: 'not lose what it needs to an alias',
      query: '{ orders { load lines { product { id kg: weight } n: count } } }',
    },
  ],
};

const chainBelow: SupergraphFixture = {
  title: '@requires of what a field beside the object itself requires',
  subgraphs: {
    products: {
      sdl: `${FEDERATION_2}
        type Query { products: [Product!]! }
        type Product @key(fields: "id") { id: ID! price: Int! }`,
    },
    ranks: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id") {
          id: ID! price: Int! @external isDear: Boolean! @requires(fields: "price") related: [Product!]!
        }`,
    },
    labels: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id") { id: ID! isDear: Boolean! @external label: String @requires(fields: "isDear") }`,
    },
  },
  computed: {
    'Product.isDear': ({ price }) => Number(price) > 500,
    'Product.label': ({ isDear, price }) => ((isDear ?? Number(price) > 500) ? 'dear' : 'cheap'),
  },
  world: () => {
    const products = [700, 5].map((price, i) => ({
      __typename: 'Product',
      id: `${i}`,
      price,
      related: [] as unknown[],
    }));
    for (const product of products) product.related.push(...products);
    return { query: { products }, entities: products };
  },
  cases: [
    {
      title: 'fetch it once its own requirement is there',
      query: '{ products { related { label } } }',
      data: { products: [0, 1].map(() => ({ related: [{ label: 'dear' }, { label: 'cheap' }] })) },
      fetches: { products: 2, ranks: 2, labels: 1 },
    },
    { title: 'fetch it on two levels', query: '{ products { label related { label related { label } } } }' },
    { title: 'answer it too', query: '{ products { related { isDear label price } } }' },
    {
      title: 'answer it where it alone is asked for',
      query: '{ products { related { related { isDear } } } }',
    },
  ],
};

const failing: SupergraphFixture = {
  title: '@requires of a field with arguments that fails',
  subgraphs: {
    goods: {
      sdl: `${FEDERATION_2}
        type Query { goods: [Good!]! }
        type Good @key(fields: "id") { id: ID! price(currency: String!): Int }`,
    },
    freight: {
      sdl: `${FEDERATION_2}
        type Good @key(fields: "id") {
          id: ID! price(currency: String!): Int @external
          abroad: Int @requires(fields: "price(currency: \\"USD\\")")
        }`,
    },
  },
  computed: { 'Good.abroad': ({ price }) => (price === null ? null : Number(price) * 10) },
  world: () => {
    const goods = [1, 2].map((price) => ({ __typename: 'Good', id: `g${price}`, price }));
    return { query: { goods }, entities: goods };
  },
  cases: [
    {
      title: "tell its error at the field's name",
      query: '{ goods { abroad } }',
      data: { goods: [{ abroad: null }, { abroad: 20 }] },
      errors: [{ path: ['goods', 0, 'price'], code: 'NO_PRICE', subgraph: 'goods' }],
      misbehave: {
        goods: ({ data }, { query }) => {
          const alias = /(\w+):\s*price/.exec(query)?.[1] ?? 'price';
          const [first, ...others] = (data?.goods ?? []) as Record<string, unknown>[];
          return {
            data: { goods: [{ ...first, [alias]: null }, ...others] },
            errors: [{ message: 'no price', path: ['goods', 0, alias], extensions: { code: 'NO_PRICE' } }],
          };
        },
      },
    },
  ],
};

export const REQUIRES: readonly SupergraphFixture[] = [
  chain,
  chainBelow,
  circle,
  withArguments,
  nested,
  failing,
];
