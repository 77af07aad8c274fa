import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const aliases: SupergraphFixture = {
  title: 'response names',
  subgraphs: {
    pets: {
      sdl: `${FEDERATION_2}
        type Query { pets(kind: String): [Pet!]! pet: Pet any: Any }
        union Any = Pet | Toy
        type Pet @key(fields: "id") { id: ID! name: String! weight(unit: Unit = KG): Float age: Int }
        type Toy @key(fields: "code") { code: ID! name: String }
        enum Unit { KG LB }`,
    },
    care: {
      sdl: `${FEDERATION_2}
        type Pet @key(fields: "id") { id: ID! age: Int @external dose: Int @requires(fields: "age") visits(last: Int): [Visit!]! }
        type Visit { day: String! pet: Pet }
        type Toy @key(fields: "code") { code: ID! broken: Boolean }`,
    },
  },
  computed: { 'Pet.dose': ({ age }) => Number(age) * 2 },
  world: () => {
    const pet = (id: string, age: number) => {
      const row = {
        __typename: 'Pet',
        id,
        name: `N ${id}`,
        age,
        weight: ({ unit }: { unit: string }) => (unit === 'KG' ? age : age * 2),
        visits: ({ last }: { last?: number | null }) =>
          ['mon', 'tue'].slice(0, last ?? 2).map((day) => ({ day, pet: row as unknown })),
      };
      return row;
    };
    const pets = [pet('1', 3), pet('2', 5)];
    const toy = { __typename: 'Toy', code: 't', name: 'ball', broken: true };
    return {
      query: { pets: ({ kind }: { kind?: string }) => (kind === 'none' ? [] : pets), pet: pets[0], any: toy },
      entities: [...pets, toy],
    };
  },
  cases: [
    {
      title: "be the client's, in its order",
      query: '{ z: pets { b: name a: id dose n: dose } a: pets(kind: "none") { id } }',
    },
    {
      title: 'tell one field under two sets of arguments',
      query:
        '{ pet { kg: weight lb: weight(unit: LB) weight(unit: KG) one: visits(last: 1) { day } visits { day } } }',
    },
    {
      title: 'hold names of keys for other fields',
      query: '{ pets { id: name dose } }',
      data: {
        pets: [
          { id: 'N 1', dose: 6 },
          { id: 'N 2', dose: 10 },
        ],
      },
    },
    {
      title: 'hold names of required fields for other fields',
      query: '{ pets { age: id dose id: age } }',
      data: {
        pets: [
          { age: '1', dose: 6, id: 3 },
          { age: '2', dose: 10, id: 5 },
        ],
      },
    },
    {
      title: 'hold the name of the type for other fields',
      query: '{ pets { __typename: name dose } any { __typename: __typename } }',
      oracle: false,
      errors: [],
      data: {
        pets: [
          { __typename: 'N 1', dose: 6 },
          { __typename: 'N 2', dose: 10 },
        ],
        any: { __typename: 'Toy' },
      },
    },
    {
      title: 'be names that objects of JavaScript have',
      query:
        '{ constructor: pets { toString: name __proto__: dose hasOwnProperty: visits(last: 1) { valueOf: day } } __proto__: pet { constructor: id } }',
      oracle: false,
      data: JSON.parse(
        '{"constructor":[{"toString":"N 1","__proto__":6,"hasOwnProperty":[{"valueOf":"mon"}]},{"toString":"N 2","__proto__":10,"hasOwnProperty":[{"valueOf":"mon"}]}],"__proto__":{"constructor":"1"}}',
      ),
    },
    {
      title: 'stand for the type at each level',
      query:
        '{ __typename q: __typename pets { t: __typename __typename visits(last: 1) { __typename pet { k: __typename } } } any { __typename x: __typename } }',
    },
    {
      title: 'be merged over fragments',
      query:
        '{ pets { ...A ...B ... on Pet { visits(last: 1) { pet { name } } } } } fragment A on Pet { visits(last: 1) { day } dose } fragment B on Pet { id visits(last: 1) { pet { ...A } } }',
    },
    {
      title: 'be those of the chosen operation',
      query: 'query A { pet { id } } query B { pet { dose } }',
      operationName: 'B',
      data: { pet: { dose: 6 } },
    },
    {
      title: 'be answered with nothing but the type',
      query: '{ any { ... on Toy { __typename } } pets { ... on Pet { __typename } } }',
    },
    {
      title: 'reach a member of a union by its own key',
      query: '{ any { ... on Toy { broken code: name } ... on Pet { dose } } }',
    },
  ],
};

const scalars: SupergraphFixture = {
  title: 'scalars and lists of lists',
  subgraphs: {
    a: {
      sdl: `${FEDERATION_2}
        scalar JSON scalar Date
        type Query { thing: Thing grid(size: [[Int!]]): [[Thing]] echo(json: JSON, at: Date): JSON numbers: [[Float!]!]! }
        type Thing @key(fields: "id") { id: ID! json: JSON at: Date! cells: [[Cell!]]! blank: [[Int]] }
        type Cell { x: Int deep: [[[String]]] thing: Thing }`,
    },
    b: {
      sdl: `${FEDERATION_2}
        scalar JSON
        type Thing @key(fields: "id") { id: ID! extra: JSON twins: [[Thing!]!] }`,
    },
  },
  world: () => {
    const thing = (id: string) => ({
      __typename: 'Thing',
      id,
      json: { id, __typename: 'Not', list: [1, { a: null }] },
      at: '2020-01-01',
      extra: id === '1' ? [1, [2]] : null,
      blank: [[1, null], null, []],
      cells: [] as unknown[],
      twins: [] as unknown[],
    });
    const [one, two] = [thing('1'), thing('2')];
    one.cells.push(
      [
        { x: 1, deep: [[['a', null]], null], thing: two },
        { x: null, deep: null, thing: null },
      ],
      null,
      [],
    );
    two.twins.push([one, two], []);
    one.twins.push([two]);
    return {
      query: {
        thing: one,
        grid: ({ size }: { size?: number[][] | null }) => (size ? [[one, null], null, [two, one]] : null),
        echo: ({ json, at }: { json: unknown; at: unknown }) => ({ json, at: at ?? null }),
        numbers: [[1.5, 2], [], [1e21]],
      },
      entities: [one, two],
    };
  },
  cases: [
    {
      title: 'be passed on as they are',
      query: '{ thing { json at extra blank } }',
      data: {
        thing: {
          json: { id: '1', __typename: 'Not', list: [1, { a: null }] },
          at: '2020-01-01',
          extra: [1, [2]],
          blank: [[1, null], null, []],
        },
      },
    },
    {
      title: 'be completed within lists of lists',
      query: '{ grid(size: [[1]]) { extra id cells { x thing { extra } } } }',
    },
    {
      title: 'be completed within lists of lists of entities',
      query: '{ thing { twins { id twins { at extra } } } }',
    },
    {
      title: 'keep nulls and empty lists where they are',
      query: '{ thing { cells { deep x thing { extra } } } grid { id } numbers }',
    },
    {
      title: 'be variables',
      query:
        'query ($j: JSON, $d: Date = "d", $s: [[Int!]]) { echo(json: { in: $j, l: [1, "x", null, true] }, at: $d) grid(size: $s) { extra } }',
      variables: { j: { a: [1] }, s: [[1, 2], null] },
    },
  ],
};

export const RESPONSE_NAMES: readonly SupergraphFixture[] = [aliases, scalars];
