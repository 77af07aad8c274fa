import { FEDERATION_2 } from './harness/federation-link.js';
import type { SupergraphFixture } from './harness/supergraph-case.js';

const unresolvableKeys: SupergraphFixture = {
  title: 'keys of which some cannot be resolved',
  subgraphs: {
    names: {
      sdl: `${FEDERATION_2}
        type Part @key(fields: "id") @key(fields: "serial", resolvable: false) @key(fields: "lot { run }", resolvable: false) {
          id: ID! serial: ID! lot: Lot! name: String!
        }
        type Lot { run: Int! @shareable line: Int! @shareable }`,
    },
    machines: {
      sdl: `${FEDERATION_2}
        type Query { machine: Machine }
        type Machine { parts: [Part!]! }
        type Part
          @key(fields: "lot { run }", resolvable: false)
          @key(fields: "id lot { run line }")
          @key(fields: "serial", resolvable: false)
          @key(fields: "id", resolvable: false) {
          id: ID! serial: ID! lot: Lot! name: String! @external label: String! @requires(fields: "name")
        }
        type Lot { run: Int! @shareable line: Int! @shareable }`,
    },
  },
  computed: { 'Part.label': ({ name }) => `label of ${name}` },
  world: () => {
    const part = (id: string, run: number) => ({
      __typename: 'Part',
      id,
      serial: `s${id}`,
      lot: { run, line: run + 1 },
      name: `part ${id}`,
    });
    const parts = [part('1', 4), part('2', 4)];
    return { query: { machine: { parts } }, entities: parts };
  },
  cases: [
    {
      title: 'use a resolvable key for what @requires needs, there and back',
      query: '{ machine { parts { id name label } } }',
      data: {
        machine: {
          parts: [
            { id: '1', name: 'part 1', label: 'label of part 1' },
            { id: '2', name: 'part 2', label: 'label of part 2' },
          ],
        },
      },
    },
    { title: 'use a resolvable key one way', query: '{ machine { parts { name } } }' },
    { title: 'use one where only what requires is selected', query: '{ machine { parts { label } } }' },
  ],
};

export const UNRESOLVABLE_KEYS: readonly SupergraphFixture[] = [unresolvableKeys];
