import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { afterEach, expect, test } from 'vitest';
import { WorkerPlanner } from './worker-planner.js';

const { supergraphSdl = '' } = composeServices([
  {
    name: 'shop',
    url: 'http://shop.test/graphql',
    typeDefs: parse('type Query { shop: Shop } type Shop { id: ID name: String next: Shop }'),
  },
]);

const planners: WorkerPlanner[] = [];
afterEach(async () => {
  await Promise.all(planners.splice(0).map((planner) => planner.close()));
});

function planner(...args: ConstructorParameters<typeof WorkerPlanner>): WorkerPlanner {
  const made = new WorkerPlanner(...args);
  planners.push(made);
  return made;
}

const request = (document: string) => ({ document, operationName: undefined, overrides: new Map() });

// Each fragment spreads the next one twice: what a planner has to look at doubles with each.
function explosive(depth: number): string {
  const fragments = Array.from(
    { length: depth },
    (_, i) => `fragment F${i} on Shop { a${i}: next { ...F${i + 1} } b${i}: next { ...F${i + 1} } }`,
  );
  return `{ shop { ...F0 } } ${fragments.join(' ')} fragment F${depth} on Shop { id }`;
}

test('plans an operation as plain data', async () => {
  const plan = await planner(supergraphSdl).plan(request('{ shop { id } }'));
  expect(plan.node).toMatchObject({ kind: 'Fetch', serviceName: 'shop', operation: '{shop{id}}' });
});

test('answers each of many operations with its own plan', async () => {
  const many = planner(supergraphSdl);
  const plans = await Promise.all(
    ['id', 'name', 'next { id }'].map((selection) => many.plan(request(`{ shop { ${selection} } }`))),
  );
  expect(plans.map(({ node }) => node?.kind === 'Fetch' && node.operation)).toEqual([
    '{shop{id}}',
    '{shop{name}}',
    '{shop{next{id}}}',
  ]);
});

test('gives up a plan that takes too long, and goes on with those that wait', async () => {
  const limited = planner(supergraphSdl, { timeoutMs: 2_000 });
  const slow = limited.plan(request(explosive(20)));
  const next = limited.plan(request('{ shop { name } }'));
  await expect(slow).rejects.toMatchObject({ name: 'PlanningLimit', limit: 'time' });
  expect((await next).node).toMatchObject({ operation: '{shop{name}}' });
});

test('takes the plan that was made while the process was held up for longer than a plan may take', async () => {
  const limited = planner(supergraphSdl, { timeoutMs: 2_000 });
  await limited.plan(request('{ shop { id } }')); // its thread is ready
  const plan = limited.plan(request('{ shop { name } }'));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
  expect((await plan).node).toMatchObject({ operation: '{shop{name}}' });
});

test('gives up an operation of more selections than the planner takes', async () => {
  await expect(planner(supergraphSdl).plan(request(explosive(24)))).rejects.toMatchObject({
    limit: 'selections',
  });
});

test('refuses more operations than may wait', async () => {
  const limited = planner(supergraphSdl, { maxQueued: 1 });
  const waiting = limited.plan(request('{ shop { id } }'));
  await expect(limited.plan(request('{ shop { name } }'))).rejects.toMatchObject({ limit: 'queue' });
  expect((await waiting).node?.kind).toBe('Fetch');
});

test('tells what the planner said when there is no plan', async () => {
  await expect(planner(supergraphSdl).plan(request('{ nothing }'))).rejects.toThrow('nothing');
});

test('rejects what waits when it is closed', async () => {
  const closing = planner(supergraphSdl);
  const waiting = closing.plan(request('{ shop { id } }'));
  const rejected = expect(waiting).rejects.toThrow('closed');
  await closing.close();
  await rejected;
});
