import { openService } from '@orrery/kit';
import { armFailpoints, createLogger, failpointTriggers } from '@orrery/runtime';
import { orders } from '../src/service.js';

// An instance of orders that does its jobs and is killed in the middle of one. Arguments: its database, where it dies as in
// FAILPOINTS.
const [MONGODB_URI = '', FAILPOINTS = ''] = process.argv.slice(2);
const config = orders.configSchema.parse({
  ORRERY_ENV: 'development',
  PORT: '0',
  SUBGRAPH_TOKEN_JWKS_FILE: 'unused',
  MONGODB_URI,
  FAILPOINTS,
});
const opened = await openService(orders, config, {
  log: createLogger({ service: 'orders', level: 'silent' }),
});
armFailpoints(failpointTriggers('orders', config));
opened.startWorkers();
