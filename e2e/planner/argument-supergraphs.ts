import { FEDERATION_2 } from '../federation/harness/federation-link.js';
import type { Row, SupergraphFixture } from '../federation/harness/supergraph-case.js';

const RATES: Readonly<Record<string, number>> = { USD: 1, EUR: 2 };

/** One field with the client's arguments and with those of two @requires, nested too. */
export const requiredArguments: SupergraphFixture = {
  title: 'a field with arguments that @requires and clients use',
  subgraphs: {
    goods: {
      sdl: `${FEDERATION_2}
        type Query { goods: [Good!]! }
        type Good @key(fields: "id") { id: ID! price(currency: String!, off: Int = 0): Int group(nth: Int): Group }
        type Group { average(currency: String): Int }`,
    },
    freight: {
      sdl: `${FEDERATION_2}
        type Good @key(fields: "id") {
          id: ID! price(currency: String!, off: Int = 0): Int @external group(nth: Int): Group @external
          weight: Int!
          abroad(times: Int = 1): Int @requires(fields: "price(currency: \\"USD\\")")
          home: Int @requires(fields: "price(currency: \\"EUR\\")")
          reduced: Int @requires(fields: "price(currency: \\"EUR\\", off: 2)")
          first: Int @requires(fields: "group(nth: 1) { average(currency: \\"EUR\\") }")
          firstAbroad: Int @requires(fields: "group(nth: 1) { average(currency: \\"USD\\") }")
          second: Int @requires(fields: "group(nth: 2) { average }")
        }
        type Group @external { average(currency: String): Int }`,
    },
    labels: {
      sdl: `${FEDERATION_2}
        type Good @key(fields: "id") {
          id: ID! home: Int @external price(currency: String!, off: Int = 0): Int @external
          label: String @requires(fields: "home price(currency: \\"USD\\", off: 1)")
        }`,
    },
  },
  computed: {
    'Good.abroad': ({ price }) => (given(price, 'USD') ?? 0) * 10,
    'Good.home': ({ price }) => (given(price, 'EUR') ?? 0) * 10,
    'Good.reduced': ({ price }) => (given(price, 'EUR', 2) ?? 0) * 10,
    'Good.first': ({ group }) => averageOf(group, 1, 'EUR'),
    'Good.firstAbroad': ({ group }) => averageOf(group, 1, 'USD'),
    'Good.second': ({ group }) => averageOf(group, 2),
    'Good.label': ({ home, price }) => `${home ?? (given(price, 'EUR') ?? 0) * 10} ${given(price, 'USD', 1)}`,
  },
  world: () => {
    const goods = [3, 7].map((base) => ({
      __typename: 'Good',
      id: `g${base}`,
      weight: base,
      price: ({ currency, off = 0 }: { currency: string; off?: number }) =>
        base * (RATES[currency] ?? 0) - off,
      group: ({ nth }: { nth: number }) => ({
        __typename: 'Group',
        average: ({ currency }: { currency?: string }) => base * nth * (RATES[currency ?? ''] ?? 5),
      }),
    }));
    return { query: { goods }, entities: goods };
  },
  cases: [
    { title: 'the client asks with others', query: '{ goods { abroad price(currency: "EUR") } }' },
    {
      title: 'the client asks by a variable',
      query: 'query ($c: String!) { goods { abroad price(currency: $c) } }',
      variables: { c: 'EUR' },
    },
    {
      title: 'the client asks in a fragment',
      query: '{ goods { abroad ...P } } fragment P on Good { price(currency: "EUR") }',
    },
    { title: 'two @requires ask with others', query: '{ goods { abroad home } }' },
    {
      title: 'three @requires and the client ask with others',
      query:
        'query Q($t: Int) { goods { weight reduced abroad(times: $t) home price(currency: "EUR", off: 1) } }',
      variables: { t: 4 },
    },
    { title: 'a @requires needs what requires itself', query: '{ goods { label home } }' },
    { title: 'they are nested', query: '{ goods { first firstAbroad } }' },
    { title: 'they are nested below others', query: '{ goods { second first group(nth: 1) { average } } }' },
  ],
};

// A required field is a value in a representation, and a function of its arguments in the world that the monolith reads.
function given(value: unknown, currency: string, off?: number): number | undefined {
  return typeof value === 'function' ? value({ currency, off }) : (value as number | undefined);
}

function averageOf(group: unknown, nth: number, currency?: string): number {
  const { average } = (typeof group === 'function' ? group({ nth }) : group) as Row;
  return typeof average === 'function' ? average({ currency }) : (average as number);
}

/** The same through interfaces. */
export const requiredOfInterfaces: SupergraphFixture = {
  title: 'a field with arguments that @requires uses through interfaces',
  subgraphs: {
    media: {
      sdl: `${FEDERATION_2}
        type Query { shelves: [Shelf!]! }
        type Shelf @key(fields: "id") { id: ID! top: Media }
        interface Media { size(unit: String): Int }
        type Book implements Media { size(unit: String): Int pages(side: String): Int }
        type Film implements Media { size(unit: String): Int }`,
    },
    rooms: {
      sdl: `${FEDERATION_2}
        type Shelf @key(fields: "id") {
          id: ID! top: Media @external
          depth: Int @requires(fields: "top { size(unit: \\"mm\\") }")
          width: Int @requires(fields: "top { size(unit: \\"in\\") ... on Book { pages(side: \\"L\\") } }")
        }
        interface Media { size(unit: String): Int }
        type Book implements Media @external { size(unit: String): Int pages(side: String): Int }
        type Film implements Media @external { size(unit: String): Int }`,
    },
  },
  computed: {
    'Shelf.depth': ({ top }) => sizeOf(top, 'mm'),
    'Shelf.width': ({ top }) => sizeOf(top, 'in') + pagesOf(top, 'L'),
  },
  world: () => {
    const size =
      (base: number) =>
      ({ unit }: { unit?: string }) =>
        base * ({ mm: 100, in: 4 }[unit ?? ''] ?? 10);
    const book = {
      __typename: 'Book',
      size: size(3),
      pages: ({ side }: { side?: string }) => (side === 'L' ? 7 : 8),
    };
    const film = { __typename: 'Film', size: size(5) };
    const shelves = [book, film, null].map((top, i) => ({ __typename: 'Shelf', id: `s${i}`, top }));
    return { query: { shelves }, entities: shelves };
  },
  cases: [
    { title: 'the client asks with others', query: '{ shelves { depth top { size(unit: "cm") } } }' },
    {
      title: 'the client asks on one type',
      query: '{ shelves { width top { ... on Book { size pages } } } }',
    },
    { title: 'two @requires ask with others', query: '{ shelves { width depth } }' },
  ],
};

function sizeOf(top: unknown, unit: string): number {
  const size = (top as Row | null)?.size ?? 0;
  return typeof size === 'function' ? size({ unit }) : (size as number);
}

function pagesOf(top: unknown, side: string): number {
  const pages = (top as Row | null)?.pages ?? 0;
  return typeof pages === 'function' ? pages({ side }) : (pages as number);
}
