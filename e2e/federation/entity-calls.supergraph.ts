import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const simple: SupergraphFixture = {
  title: 'an entity by another key than it was found by',
  subgraphs: {
    email: {
      sdl: `${FEDERATION_2}
        type Query { user: User }
        type User @key(fields: "id") { id: ID! email: String! @shareable }`,
    },
    nickname: { sdl: `${FEDERATION_2} type User @key(fields: "email") { email: String! nickname: String! }` },
  },
  world: () => {
    const user = { __typename: 'User', id: 'u1', email: 'u@x.test', nickname: 'nick' };
    return { query: { user }, entities: [user] };
  },
  cases: [
    {
      title: 'be answered',
      query: '{ user { id nickname } }',
      data: { user: { id: 'u1', nickname: 'nick' } },
      fetches: { email: 1, nickname: 1 },
    },
    { title: 'be answered under aliases', query: '{ me: user { name: nickname } }' },
  ],
};

const complex: SupergraphFixture = {
  title: 'keys that are themselves entities and lists',
  subgraphs: {
    products: {
      sdl: `${FEDERATION_2}
        type Query { topProducts: List! }
        type List @key(fields: "products { id }") { products: [Product!]! }
        type Product @key(fields: "id") { id: String! category: Category @shareable }
        type Category @key(fields: "id") { id: String! tag: String @shareable }`,
    },
    link: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id") @key(fields: "id pid") { id: String! pid: String! }`,
    },
    price: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id pid category { id tag }") { id: String! pid: String price: Price category: Category @shareable }
        type Category @key(fields: "id tag") { id: String! tag: String }
        type Price { price: Float! }`,
    },
    list: {
      sdl: `${FEDERATION_2}
        type List @key(fields: "products { id pid }") { products: [Product!]! first: Product selected: Product }
        type Product @key(fields: "id pid") { id: String! pid: String }`,
    },
  },
  world: () => {
    const products = ['1', '2'].map((id) => ({
      __typename: 'Product',
      id,
      pid: `p${id}`,
      category: { __typename: 'Category', id: `c${id}`, tag: `t${id}` },
      price: { price: Number(id) * 100 },
    }));
    const list = { __typename: 'List', products, first: products[0], selected: products[1] };
    return {
      query: { topProducts: list },
      entities: [list, ...products, ...products.map(({ category }) => category)],
    };
  },
  cases: [
    {
      title: 'be answered over four subgraphs',
      query:
        '{ topProducts { products { id pid price { price } category { id tag } } selected { id } first { id } } }',
    },
    {
      title: 'be answered with nothing of the key selected',
      query: '{ topProducts { first { price { price } } } }',
    },
    { title: 'be answered below', query: '{ topProducts { selected { category { tag } pid } } }' },
  ],
};

const parent: SupergraphFixture = {
  title: 'a field that only the parent entity leads to',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        type Query { products: [Product] }
        type Product @key(fields: "id pid") { id: ID! pid: ID! }`,
    },
    b: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id pid") { id: ID! pid: ID! category: Category @shareable }
        type Category { id: ID @shareable name: String }`,
    },
    c: {
      sdl: `${FEDERATION_2}
        type Product @key(fields: "id pid") { id: ID! pid: ID! category: Category @shareable }
        type Category { id: ID @shareable details: Details depth: Int }
        type Details { products: Int }`,
    },
  },
  world: () => {
    const products = ['p1', 'p2'].map((id, i) => ({
      __typename: 'Product',
      id,
      pid: `${id}-pid`,
      category: i === 0 ? { id: 'c1', name: 'C', details: { products: 2 }, depth: 1 } : null,
    }));
    return { query: { products: [...products, null] }, entities: products };
  },
  cases: [
    {
      title: 'be fetched by the parent from both',
      query: '{ products { id category { id name details { products } } } }',
      data: {
        products: [
          { id: 'p1', category: { id: 'c1', name: 'C', details: { products: 2 } } },
          { id: 'p2', category: null },
          null,
        ],
      },
      fetches: { a: 1, b: 1, c: 1 },
    },
    {
      title: 'be fetched from one',
      query: '{ products { category { depth id } } }',
      fetches: { a: 1, c: 1 },
    },
    { title: 'be fetched under an alias', query: '{ products { c: category { title: name n: depth } } }' },
  ],
};

const deep: SupergraphFixture = {
  title: 'ten levels over two subgraphs',
  subgraphs: {
    left: {
      sdl: `${FEDERATION_2} type Query { start: Step } type Step @key(fields: "n") { n: Int! right: Step }`,
    },
    right: { sdl: `${FEDERATION_2} type Step @key(fields: "n") { n: Int! left: Step label: String }` },
  },
  world: () => {
    const steps = Array.from({ length: 12 }, (_, n) => ({
      __typename: 'Step',
      n,
      label: `L${n}`,
      right: null as unknown,
      left: null as unknown,
    }));
    for (const [i, step] of steps.entries()) {
      step.right = steps[i + 1] ?? null;
      step.left = steps[i + 1] ?? null;
    }
    return { query: { start: steps[0] }, entities: steps };
  },
  cases: [
    {
      title: 'be fetched one after the other',
      query:
        '{ start { right { left { right { left { right { left { right { left { right { n label } } } } } } } } } } }',
      fetches: { left: 5, right: 5 },
    },
    {
      title: 'end where null is',
      query:
        '{ start { right { left { right { left { right { left { right { left { right { left { right { left { right { label } } } } } } } } } } } } } } }',
    },
  ],
};

export const ENTITY_CALLS: readonly SupergraphFixture[] = [simple, complex, parent, deep];
