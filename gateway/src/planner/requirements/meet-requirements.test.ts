import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { meetRequirements } from './meet-requirements.js';
import { supergraphFacts } from './supergraph-facts.js';

const facts = supergraphFacts(
  parse(`
    enum join__Graph { A @join__graph(name: "a") B @join__graph(name: "b") C @join__graph(name: "c") }
    type Query { item: Item }
    type Subscription { item: Item @join__field(graph: B) }
    type Item
      @join__type(graph: A, key: "id")
      @join__type(graph: B, key: "code", resolvable: false)
      @join__type(graph: B, key: "id")
      @join__type(graph: C, key: "id") {
      id: ID!
      code: ID
      price: Int @join__field(graph: A) @join__field(graph: B, external: true)
      rank(of: Int): Int @join__field(graph: B, requires: "price") @join__field(graph: C, external: true)
      next: [[Item]] @join__field(graph: B)
      label: Int @join__field(graph: C, requires: "rank")
    }
  `),
);

const on = (...names: string[]) => [
  {
    kind: 'InlineFragment' as const,
    typeCondition: 'Item',
    selections: names.map((name) => ({ kind: 'Field' as const, name })),
  },
];

const fetch = (
  serviceName: string,
  path: (string | number)[],
  requires: string[],
  fields: string,
): PlanNode => ({
  kind: 'Flatten',
  path,
  node: {
    kind: 'Fetch',
    serviceName,
    requires: on(...requires),
    variableUsages: [],
    operation: `query($representations:[_Any!]!){_entities(representations:$representations){...on Item{${fields}}}}`,
    operationKind: 'query' as never,
    operationName: undefined,
  },
});

const NEXT = ['item', 'next', '@', '@'];

function planOf(fields: string, sent = ['__typename', 'id']): QueryPlan {
  return {
    kind: 'QueryPlan',
    node: {
      kind: 'Sequence',
      nodes: [
        fetch('b', ['item'], sent, fields),
        fetch('a', NEXT, ['__typename', 'id'], 'price'),
        fetch('c', NEXT, ['__typename', 'rank', 'id'], 'label'),
      ],
    },
  };
}

describe('meetRequirements', () => {
  it('should fetch what a field requires before the field, and the field before what requires it', () => {
    const { node } = meetRequirements(planOf('next{__typename id rank}'), facts);
    expect(node).toEqual({
      kind: 'Sequence',
      nodes: [
        fetch('b', ['item'], ['__typename', 'id'], 'next{__typename id}'),
        fetch('a', NEXT, ['__typename', 'id'], 'price'),
        {
          kind: 'Sequence',
          nodes: [
            fetch('b', NEXT, ['__typename', 'id', 'price'], 'rank'),
            fetch('c', NEXT, ['__typename', 'rank', 'id'], 'label'),
          ],
        },
      ],
    });
  });

  it('should leave a plan as it is where fields are asked for with their representations', () => {
    const plan = planOf('rank next{__typename id}', ['__typename', 'id', 'price']);
    expect(meetRequirements(plan, facts)).toBe(plan);
  });

  it('should fetch what an event cannot bring in the rest of a subscription', () => {
    const price = fetch('a', NEXT, ['__typename', 'id'], 'price');
    const label = fetch('c', NEXT, ['__typename', 'rank', 'id'], 'label');
    const subscription = (operation: string, rest?: PlanNode): QueryPlan => ({
      kind: 'QueryPlan',
      node: {
        kind: 'Subscription',
        primary: {
          kind: 'Fetch',
          serviceName: 'b',
          operation,
          operationName: undefined,
          operationKind: 'subscription' as never,
        },
        ...(rest && { rest }),
      },
    });
    const early = 'subscription{item{next{__typename id rank}}}';
    expect(meetRequirements(subscription(early, { kind: 'Sequence', nodes: [price, label] }), facts)).toEqual(
      subscription('subscription{item{next{__typename id}}}', {
        kind: 'Sequence',
        nodes: [
          price,
          {
            kind: 'Sequence',
            nodes: [fetch('b', NEXT, ['__typename', 'id', 'price'], 'rank'), label],
          },
        ],
      }),
    );
    expect(() => meetRequirements(subscription(early), facts)).toThrow('no plan meets');
    const right = subscription('subscription{item{next{__typename id}}}');
    expect(meetRequirements(right, facts)).toBe(right);
  });

  it.each([
    ['no key that can be resolved is beside it', 'next{__typename code rank}'],
    ['nothing is known to require it', 'next{__typename id next{__typename id rank}}'],
    ['it takes variables', 'next{__typename id rank(of:$of)}'],
  ])('should refuse a plan where %s', (_why, fields) => {
    expect(() => meetRequirements(planOf(fields), facts)).toThrow('no plan meets what Item.rank requires');
  });
});
