import type { QueryPlan } from '@apollo/query-planner';
import { type OperationTypeNode, parse } from 'graphql';
import { expect, it } from 'vitest';
import { misplacedFields } from './misplaced-fields.js';
import { supergraphFacts } from './supergraph-facts.js';

const misplaced = misplacedFields(
  supergraphFacts(
    parse(`schema { query: Query }
    enum join__Graph { A @join__graph(name: "a", url: "http://a.test/") B @join__graph(name: "b", url: "http://b.test/") }
    type Query { all: [T] @join__field(graph: A) given: T @join__field(graph: A, provides: "n in { n }") }
    type T @join__type(graph: A, key: "id k") @join__type(graph: B, key: "id k") {
      id: ID! k: Int @join__field(graph: A, external: true) @join__field(graph: B)
      n: Int @join__field(graph: A, external: true) @join__field(graph: B) in: T @join__field(graph: A)
    }`),
  ),
);
const asked = (serviceName: string, operation: string): QueryPlan => ({
  kind: 'QueryPlan',
  node: {
    kind: 'Sequence',
    nodes: [
      {
        kind: 'Flatten',
        path: [],
        node: {
          kind: 'Fetch',
          serviceName,
          operation,
          operationName: undefined,
          operationKind: 'query' as OperationTypeNode,
        },
      },
    ],
  },
});

it.each([
  ['a', '{ all { id n } }', ['T.n']],
  ['a', '{ all { ... on T { x: n in { n } } } }', ['T.n']],
  [
    'a',
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { n } } }',
    ['T.n'],
  ],
  [
    'b',
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on T { n } } }',
    [],
  ],
  ['a', '{ given { n in { n } } }', []],
  ['a', '{ given { in { in { n } } } }', ['T.n']],
  ['a', '{ all { id k } }', []],
])('finds what subgraph %s is asked for by %s', (subgraph, operation, found) => {
  expect(misplaced(asked(subgraph, operation))).toEqual(found);
});
