import { FEDERATION_2 } from '../federation/harness/federation-link.js';
import type { Row, SupergraphFixture } from '../federation/harness/supergraph-case.js';

/** Response names that the planner uses for keys and for what @requires needs. */
export const misleadingNames: SupergraphFixture = {
  title: 'names of a client that are names of the planner',
  subgraphs: {
    goods: {
      sdl: `${FEDERATION_2}
        type Query { goods: [Item!]! find(text: String): Good }
        interface Item { id: ID! name: String }
        type Good implements Item @key(fields: "id") { id: ID! name: String size: Size sku: String orrery_size: Int }
        type Size { w: Int h: Int }`,
    },
    freight: {
      sdl: `${FEDERATION_2}
        type Good @key(fields: "id") {
          id: ID! size: Size @external
          freight(text: String): Int @requires(fields: "size { w h }")
        }
        type Size @external { w: Int h: Int }`,
    },
  },
  computed: {
    'Good.freight': ({ size }) => Number((size as Row | null)?.w ?? 0) * Number((size as Row | null)?.h ?? 0),
  },
  world: () => {
    const good = (id: string, w: number, h: number) => ({
      __typename: 'Good',
      id,
      name: `N ${id}`,
      sku: `S ${id}`,
      size: { __typename: 'Size', w, h },
      orrery_size: w,
    });
    const goods = [good('g1', 2, 3), good('g2', 5, 7)];
    return {
      query: { goods, find: ({ text }: { text: string }) => goods.find(({ name }) => name === text) },
      entities: goods,
    };
  },
  cases: [
    { title: 'a key is an alias', query: '{ goods { id: name ... on Good { freight } } }' },
    {
      title: 'a key is an alias in a named fragment',
      query: '{ goods { ...F } } fragment F on Good { id: sku freight }',
    },
    { title: 'what is required is an alias', query: '{ goods { ... on Good { size: sku freight } } }' },
    {
      title: 'what is required inside is an alias',
      query: '{ goods { ... on Good { size { w: h h: w } freight } } }',
    },
    { title: '__typename is an alias', query: '{ goods { __typename: name ... on Good { freight } } }' },
    {
      title: '__typename is an alias on an interface, beside itself',
      query: '{ goods { kind: __typename __typename: id ... on Good { name: sku freight } } }',
    },
    {
      title: '__typename has a misleading alias',
      query: '{ goods { id: __typename ... on Good { freight } } }',
    },
    {
      title: 'a variable is called as those of the planner',
      query: 'query ($representations: String) { goods { ... on Good { freight(text: $representations) } } }',
      variables: { representations: 'N g2' },
    },
  ],
};

/** @skip and @include that make the planner lose fields, or fetch what is left out. */
export const conditions: SupergraphFixture = {
  ...misleadingNames,
  title: 'conditions that the planner takes for never',
  cases: [
    {
      title: 'all of a field is left out by its own variable',
      query: 'query ($v: Boolean!) { find(text: "N g1") @include(if: $v) { name @skip(if: $v) } }',
      variables: { v: true },
    },
    {
      title: 'a literal leaves out what stands beside',
      query:
        '{ goods { ... on Good { freight @skip(if: true) ...F } } } fragment F on Good { more: freight }',
    },
    {
      title: 'a literal leaves out all of a field',
      query: '{ goods { id ... on Good { size { w @skip(if: true) } } } }',
    },
    {
      title: 'a literal stands below a variable',
      query: `query ($v: Boolean!) { goods @include(if: $v) { ... on Good {
        ... on Good @skip(if: true) { name freight(text: "1") } sku } } }`,
      variables: { v: true },
    },
  ],
};

/** The same names, where the stock gateway answers rightly and ours must not be the worse for its own. */
export const harmlessNames: SupergraphFixture = {
  ...misleadingNames,
  title: 'names of a client that are names of this gateway',
  cases: [
    {
      title: 'an alias begins as those of the gateway',
      query:
        '{ goods { orrery_id: name orrery_orrery_id: id ... on Good { orrery_size size { orrery_w: h } freight } } }',
    },
    {
      title: "an alias is a planner's",
      query: '{ goods { id__alias_0: name orreryrequired0_id: id ... on Good { freight } } }',
    },
    {
      title: 'a variable begins as those of the gateway, and decides',
      query: `query ($orrery_representations: String, $representations: Boolean!) {
        find(text: $orrery_representations) { name @include(if: $representations) freight @skip(if: $representations) } }`,
      variables: { orrery_representations: 'N g2', representations: true },
    },
  ],
};
