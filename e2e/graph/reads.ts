import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { accounts } from '@orrery/accounts';
import { catalog } from '@orrery/catalog';
import { inventory } from '@orrery/inventory';
import type { AnyService } from '@orrery/kit';
import { orders } from '@orrery/orders';
import { payments } from '@orrery/payments';
import { reviews } from '@orrery/reviews';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readLocalConfig } from '../../dev/src/config.js';
import { databasePasswords, databaseUri } from '../../dev/src/data/credentials.js';
import { comparable, comparableResult } from './answer.js';
import { asCaller, GraphClient } from './graph-client.js';
import { type Monolith, openMonolith } from './monolith.js';
import { costOf } from './operation-cost.js';
import { OPERATIONS } from './operations.js';

const SERVICES: readonly AnyService[] = [accounts, catalog, inventory, orders, payments, reviews];
const API_SCHEMA = fileURLToPath(new URL('../../schemas/api.graphql', import.meta.url));

describe('reading across subgraphs', () => {
  const places = inject('system');
  const client = new GraphClient(places);
  let monolith: Monolith;

  beforeAll(async () => {
    const { MONGODB_URI } = process.env;
    const config = readLocalConfig({ env: { ...places.env, ...(MONGODB_URI && { MONGODB_URI }) } });
    const passwords = databasePasswords(
      places.dataDir,
      config.services.map(({ name }) => name),
    );
    monolith = await openMonolith(
      readFileSync(API_SCHEMA, 'utf8'),
      config.services.map((place) => {
        const service = SERVICES.find(({ name }) => name === place.name);
        if (!service) throw new Error(`there is no service ${place.name}`);
        return { service, mongodbUri: databaseUri(place, passwords) };
      }),
    );
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
    expect(answer).toEqual(comparableResult(await monolith.execute(query, variables, asCaller(who))));
  });

  it.each(OPERATIONS.filter(({ grows }) => grows))(
    'should answer $name with 50 rows as a monolith would',
    async (operation) => {
      const { query, who } = operation;
      const variables = { ...operation.variables, first: 50 };
      const answer = comparable(await client.run(query, variables, who));
      expect(answer).toEqual(comparableResult(await monolith.execute(query, variables, asCaller(who))));
    },
  );

  it.each(OPERATIONS)(
    'should spend on $name what it may, whatever the length of its lists',
    async (operation) => {
      const { name, query, who, grows, cost } = operation;
      for (const first of grows ? [5, 50] : [undefined]) {
        const own = `${name}At${first ?? ''}`; // a name of its own: its cost is counted under it
        const renamed = query.replace(`query ${name}`, `query ${own}`);
        await client.run(renamed, { ...operation.variables, ...(first !== undefined && { first }) }, who);
        const spent = await costOf(places, own);
        const asPairs = Object.fromEntries(
          Object.entries(spent).map(([service, { requests, databaseCalls }]) => [
            service,
            [requests, databaseCalls],
          ]),
        );
        expect([first, asPairs]).toEqual([first, cost]);
      }
    },
  );
});
