import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { asMonolithTells, comparable, comparableResult } from './answer.js';
import { openDemoMonolith } from './demo-monolith.js';
import { asCaller, GraphClient } from './graph-client.js';
import type { Monolith } from './monolith.js';
import { costOf } from './operation-cost.js';
import { OPERATIONS } from './operations.js';

describe('reading across subgraphs', () => {
  const places = inject('system');
  const client = new GraphClient(places);
  let monolith: Monolith;
  let tries = 0;

  beforeAll(async () => {
    monolith = await openDemoMonolith(places);
  });

  afterAll(() => monolith.close());

  it('should cover at least 25 operations over two to five subgraphs', () => {
    const reach = OPERATIONS.map(({ cost }) => Object.keys(cost).length);
    expect(reach.filter((count) => count >= 2 && count <= 5).length).toBeGreaterThanOrEqual(25);
  });

  it.each(OPERATIONS)('should answer $name with exact data, as a monolith would', async (operation) => {
    const { query, who, grows } = operation;
    const variables = { ...operation.variables, ...(grows && { first: 5 }) };
    const answer = comparable(await client.run(query, variables, who));
    expect(answer).toMatchSnapshot();
    const expected = comparableResult(await monolith.execute(query, variables, asCaller(who)));
    expect(asMonolithTells(answer, expected)).toEqual(expected);
  });

  it.each(OPERATIONS.filter(({ grows }) => grows))(
    'should answer $name with 50 rows as a monolith would',
    async (operation) => {
      const { query, who } = operation;
      const variables = { ...operation.variables, first: 50 };
      const answer = comparable(await client.run(query, variables, who));
      const expected = comparableResult(await monolith.execute(query, variables, asCaller(who)));
      expect(asMonolithTells(answer, expected)).toEqual(expected);
    },
  );

  it.each(OPERATIONS)(
    'should spend on $name what it may, whatever the length of its lists',
    async (operation) => {
      const { name, query, who, grows, cost } = operation;
      for (const first of grows ? [5, 50] : [undefined]) {
        const own = `${name}At${first ?? ''}Try${++tries}`; // a name of its own: its cost is counted under it
        const renamed = query.replace(`query ${name}`, `query ${own}`);
        await client.run(renamed, { ...operation.variables, ...(first !== undefined && { first }) }, who);
        const spent = await costOf(places, own);
        // Fetches that ask the same go together when they are ready together, which is not always so.
        const told = { first, spent };
        expect(Object.keys(spent).sort(), JSON.stringify(told)).toEqual(Object.keys(cost).sort());
        for (const [service, { requests, databaseCalls }] of Object.entries(spent)) {
          const [mostRequests = 0, mostCalls = 0] = cost[service] ?? [];
          expect(requests, JSON.stringify(told)).toBeLessThanOrEqual(mostRequests);
          expect(databaseCalls, JSON.stringify(told)).toBeLessThanOrEqual(mostCalls);
        }
      }
    },
  );
});
