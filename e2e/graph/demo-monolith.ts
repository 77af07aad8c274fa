import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { accounts } from '@orrery/accounts';
import { catalog } from '@orrery/catalog';
import { inventory } from '@orrery/inventory';
import type { AnyService } from '@orrery/kit';
import { orders } from '@orrery/orders';
import { payments } from '@orrery/payments';
import { reviews } from '@orrery/reviews';
import { readLocalConfig } from '../../dev/src/config.js';
import { databasePasswords, databaseUri } from '../../dev/src/data/credentials.js';
import type { SystemPlaces } from '../start-system.js';
import { type Monolith, openMonolith } from './monolith.js';

const SERVICES: readonly AnyService[] = [accounts, catalog, inventory, orders, payments, reviews];
const API_SCHEMA = fileURLToPath(new URL('../../schemas/api.graphql', import.meta.url));

/** The schema that clients of the graph see, as committed. */
export const apiSdl = (): string => readFileSync(API_SCHEMA, 'utf8');

/** The monolith of all services' resolvers over the databases of a running system. */
export async function openDemoMonolith(places: SystemPlaces): Promise<Monolith> {
  const { MONGODB_URI } = process.env;
  const config = readLocalConfig({ env: { ...places.env, ...(MONGODB_URI && { MONGODB_URI }) } });
  const passwords = databasePasswords(
    places.dataDir,
    config.services.map(({ name }) => name),
  );
  return openMonolith(
    apiSdl(),
    config.services.map((place) => {
      const service = SERVICES.find(({ name }) => name === place.name);
      if (!service) throw new Error(`there is no service ${place.name}`);
      return { service, mongodbUri: databaseUri(place, passwords) };
    }),
  );
}
