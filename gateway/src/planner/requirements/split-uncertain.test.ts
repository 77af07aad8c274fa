import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { splitUncertain } from './split-uncertain.js';
import { supergraphFacts } from './supergraph-facts.js';

const facts = supergraphFacts(
  parse(`
    enum join__Graph { A @join__graph(name: "a") B @join__graph(name: "b") }
    type Query { room: Room @join__field(graph: B) }
    type Room @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
      id: ID!
      size: Int @join__field(graph: A) @join__field(graph: B, external: true)
      floor: Int @join__field(graph: A) @join__field(graph: B, external: true)
      price: Int @join__field(graph: B, requires: "size")
      way: Int @join__field(graph: B, requires: "floor")
      beds: Int @join__field(graph: B)
    }
  `),
);

function fetch(serviceName: string, names: string[], fields: string, id?: string): FetchNode {
  const selections: QueryPlanSelectionNode[] = names.map((name) => ({ kind: 'Field', name }));
  return {
    kind: 'Fetch',
    ...(id !== undefined && { id }),
    serviceName,
    requires: [{ kind: 'InlineFragment', typeCondition: 'Room', selections }],
    variableUsages: [],
    operation: `query($representations:[_Any!]!){_entities(representations:$representations){...on Room{${fields}}}}`,
    operationKind: 'query' as FetchNode['operationKind'],
    operationName: undefined,
  };
}

const at = (node: PlanNode): PlanNode => ({ kind: 'Flatten', path: ['room'], node });
const planOf = (first: FetchNode, second: PlanNode): QueryPlan => ({
  kind: 'QueryPlan',
  node: { kind: 'Sequence', nodes: [at(first), at(second)] },
});

const FIRST = fetch('a', ['__typename', 'id'], 'size floor@skip(if:$no)');
const ALL = ['__typename', 'id', 'size', 'floor'];

describe('splitUncertain', () => {
  it('should ask apart for what requires a field that may be left out', () => {
    const plan = planOf(FIRST, fetch('b', ALL, 'price beds way'));
    const parts = [
      fetch('b', ['__typename', 'id', 'size'], 'price beds'),
      fetch('b', ['__typename', 'id', 'floor'], 'way'),
    ];
    expect(splitUncertain(plan, facts)).toEqual(planOf(FIRST, { kind: 'Parallel', nodes: parts }));
  });

  it('should not take a condition around all of it for one that decides', () => {
    const planUnder = (...nodes: PlanNode[]): QueryPlan => ({
      kind: 'QueryPlan',
      node: { kind: 'Condition', condition: 'on', ifClause: { kind: 'Sequence', nodes } },
    });
    const whole = planUnder(
      at(fetch('a', ['__typename', 'id'], 'size floor')),
      at(fetch('b', ALL, 'price way')),
    );
    expect(splitUncertain(whole, facts)).toEqual(whole);
    const apart: PlanNode[] = [
      fetch('b', ['__typename', 'id', 'size'], 'price'),
      fetch('b', ['__typename', 'id', 'floor'], 'way'),
    ];
    expect(splitUncertain(planUnder(at(FIRST), at(fetch('b', ALL, 'price way'))), facts)).toEqual(
      planUnder(at(FIRST), at({ kind: 'Parallel', nodes: apart })),
    );
  });

  it('should let what waits for the fetch wait for all of its parts', () => {
    const plan = planOf(FIRST, fetch('b', ALL, 'price way', '1'));
    const parts = [
      { ...fetch('b', ['__typename', 'id', 'size'], 'price'), id: undefined },
      fetch('b', ['__typename', 'id', 'floor'], 'way', '1'),
    ];
    expect(splitUncertain(plan, facts)).toEqual(planOf(FIRST, { kind: 'Sequence', nodes: parts }));
  });

  it.each([
    ['nothing may be left out', fetch('a', ['__typename', 'id'], 'size floor'), 'price way'],
    [
      'a field that may be left out is fetched all the same',
      fetch('a', ['__typename', 'id'], 'size floor floor@skip(if:$no)'),
      'price way',
    ],
    [
      'all may be left out together',
      fetch('a', ['__typename', 'id'], '...@include(if:$yes){size floor}'),
      'price way',
    ],
    ['nothing that is asked for requires it', FIRST, 'price beds'],
  ])('should leave a fetch whole where %s', (_why, first, fields) => {
    const plan = planOf(first, fetch('b', ALL, fields));
    expect(splitUncertain(plan, facts)).toEqual(plan);
  });
});
