import type { QueryPlan } from '@apollo/query-planner';
import { type FragmentDefinitionNode, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { noWayTold, uncoveredRootFields } from './uncovered-fields.js';

const plan = (...operations: string[]): QueryPlan => ({
  kind: 'QueryPlan',
  node: {
    kind: 'Parallel',
    nodes: operations.map((operation) => ({
      kind: 'Fetch',
      serviceName: 's',
      operation,
      operationName: undefined,
      operationKind: 'query' as OperationDefinitionNode['operation'],
    })),
  },
});

function uncovered(text: string, planned: QueryPlan): string[] {
  const [operation, ...others] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const fragments = others.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  );
  return uncoveredRootFields(planned, operation, new Map(fragments.map((node) => [node.name.value, node])));
}

describe('root fields that no fetch of a plan brings', () => {
  it('should be named as the client wrote them, from fragments too', () => {
    const text = '{ a orrery_id: b ...F ... { d } } fragment F on Query { c }';
    expect(uncovered(text, plan('{ a }'))).toEqual(['id', 'c', 'd']);
  });

  it('should be none when all are brought, by whichever fetch', () => {
    expect(uncovered('{ a x: b __typename __schema { types { name } } }', plan('{ a }', '{ x: b }'))).toEqual(
      [],
    );
  });

  it('should leave alone what may be left out', () => {
    expect(uncovered('query ($b: Boolean!) { a @skip(if: true) b @include(if: $b) }', plan())).toEqual([]);
  });
});

describe('a field that the planner finds no way to', () => {
  it.each([
    ['Was not able to find any options for orrery_k { l }: This should not have happened.', 'k'],
    ['Was not able to plan mutation { m { k } } starting from a single subgraph: so.', 'this operation'],
  ])('should be told: %s', (message, what) => {
    expect(noWayTold(new Error(message))).toMatchObject({
      message: `No subgraph can answer ${what} as it is asked for here.`,
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });

  it('should not be told of other errors', () => {
    expect(noWayTold(new Error('out of memory'))).toBeUndefined();
  });
});
