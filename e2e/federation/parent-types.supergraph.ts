import { FEDERATION_2 } from './harness/federation-link.js';
import type { Row, SupergraphFixture } from './harness/supergraph-case.js';

// The planner asks once for all objects at one place, whatever their parents are and whatever is selected below each.
const parentTypes: SupergraphFixture = {
  title: 'entities at one place below parents of several types',
  subgraphs: {
    walks: {
      sdl: `${FEDERATION_2}
        type Query { places: [Place!]! }
        interface Place { id: ID! near: [Spot!]! name(loud: Boolean = false): String }
        type Spot implements Place @key(fields: "id") { id: ID! near: [Spot!]! name(loud: Boolean = false): String steps(times: Int): Int }
        type Town implements Place @key(fields: "id") { id: ID! near: [Spot!]! name(loud: Boolean = false): String }`,
    },
    views: {
      sdl: `${FEDERATION_2}
        type Spot @key(fields: "id") {
          id: ID! near: [Spot!]! @external
          height(unit: String = "m"): String
          width: String
          paths: [Spot!]!
          view: String @requires(fields: "near { id }")
        }`,
    },
  },
  computed: { 'Spot.view': ({ near }) => `of ${(near as Row[]).map(({ id }) => id).join()}` },
  world: () => {
    const name =
      (text: string) =>
      ({ loud }: { loud: boolean }) =>
        loud ? text.toUpperCase() : text;
    const spots = [1, 2].map((size) => ({
      __typename: 'Spot',
      id: `s${size}`,
      width: `w${size}`,
      height: ({ unit }: { unit: string | null }) => `${size} ${unit}`,
      steps: ({ times }: { times: number }) => size * times,
      name: name(`spot ${size}`),
      near: [] as Row[],
      paths: [] as Row[],
    }));
    for (const spot of spots) {
      spot.near.push(...spots.filter((other) => other !== spot));
      spot.paths.push(...spots);
    }
    const town = { __typename: 'Town', id: 't1', near: spots, name: name('town') };
    return { query: { places: [town, ...spots] }, entities: [...spots, town] };
  },
  cases: [
    {
      title: 'answer each with its own arguments',
      query:
        '{ places { ... on Town { near { height(unit: "m") } } ... on Spot { near { height(unit: "ft") } } } }',
      data: {
        places: [
          { near: [{ height: '1 m' }, { height: '2 m' }] },
          { near: [{ height: '2 ft' }] },
          { near: [{ height: '1 ft' }] },
        ],
      },
    },
    {
      title: 'answer each with its own variables',
      query: `query ($a: String, $b: String) {
        places { ... on Town { near { height(unit: $a) } } ... on Spot { near { height(unit: $b) } } }
      }`,
      variables: { a: 'mm', b: null },
    },
    {
      title: 'answer each under an alias that both use',
      query:
        '{ places { ...T ...S } } fragment T on Town { near { x: height } } fragment S on Spot { near { x: width } }',
    },
    {
      title: 'answer each below a field of both',
      query:
        '{ places { ... on Town { near { paths { x: width } } } ... on Spot { near { paths { x: height } } } } }',
    },
    {
      title: 'answer each below an alias of two fields',
      query:
        '{ places { ... on Town { near { k: paths { width } } } ... on Spot { near { k: near { view id } } } } }',
    },
    {
      title: 'answer each of the same subgraph',
      query:
        '{ places { ... on Town { near { steps(times: 2) } name } ... on Spot { near { steps(times: 3) } name(loud: true) } } }',
    },
    {
      title: 'answer what others need nothing for below one type only',
      query: '{ places { near { height } ... on Spot { near { view } } } }',
      data: {
        places: [
          { near: [{ height: '1 m' }, { height: '2 m' }] },
          { near: [{ height: '2 m', view: 'of s1' }] },
          { near: [{ height: '1 m', view: 'of s2' }] },
        ],
      },
    },
    {
      title: 'answer it below the other type',
      query: '{ places { near { height } ... on Town { near { view } } } }',
    },
    {
      title: 'answer it below both types, each with its own',
      query: '{ places { ... on Town { near { height } } ... on Spot { near { view } } } }',
    },
    {
      title: 'answer it where the rest may be left out',
      query:
        'query ($yes: Boolean!) { places { near @include(if: $yes) { height } ... on Spot { near { view } } } }',
      variables: { yes: true },
    },
    {
      title: 'ask once where both need the same',
      query: '{ places { ... on Town { near { height view } } ... on Spot { near { view } } } }',
      fetches: { walks: 1, views: 1 },
    },
  ],
};

const keysOfParents: SupergraphFixture = {
  title: 'entities at one place whose keys differ by the type of their parents',
  subgraphs: {
    maps: {
      sdl: `${FEDERATION_2}
        type Query { places: [Place!]! }
        interface Place { near: Spot }
        type Hill implements Place { near: Spot }
        type Town implements Place { near: Spot }
        type Spot @key(fields: "code") @key(fields: "id") { id: ID! code: ID! }
        type Road @key(fields: "id") { id: ID! length: Int }`,
    },
    guides: {
      sdl: `${FEDERATION_2}
        type Spot @key(fields: "code") { code: ID! road: Road @external tour: String @requires(fields: "road { length }") }
        type Road @key(fields: "id") { id: ID! length: Int @external }`,
    },
    roads: {
      sdl: `${FEDERATION_2}
        type Spot @key(fields: "id") @key(fields: "code") { id: ID! code: ID! road: Road }
        type Road @key(fields: "id") { id: ID! }`,
    },
  },
  computed: { 'Spot.tour': ({ road }) => `${(road as Row | null)?.length} km` },
  world: () => {
    const road = { __typename: 'Road', id: 'r1', length: 7 };
    const spot = { __typename: 'Spot', id: 's1', code: 'c1', road };
    const places = ['Town', 'Hill'].map((type) => ({ __typename: type, near: spot }));
    return { query: { places }, entities: [road, spot] };
  },
  cases: [
    {
      title: 'answer each by its own key',
      query: '{ places { ... on Hill { near { tour } } near { road { id } } } }',
      data: {
        places: [{ near: { road: { id: 'r1' } } }, { near: { tour: '7 km', road: { id: 'r1' } } }],
      },
    },
    { title: 'answer each where all have both', query: '{ places { near { tour road { length } } } }' },
  ],
};

export const PARENT_TYPES: readonly SupergraphFixture[] = [parentTypes, keysOfParents];
