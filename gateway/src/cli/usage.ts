import { gatewayConfigSchema } from '../config/gateway-config.js';

const flags = Object.keys(gatewayConfigSchema.shape).map(
  (name) => `--${name.toLowerCase().replaceAll('_', '-')}`,
);

/** What `--help` prints. */
export const USAGE = `orrery-gateway --supergraph FILE [--port N]

Serves a supergraph: GraphQL at /graphql, readiness at /health/ready, metrics at /metrics.
The file is watched and reloaded. ORRERY_ENV=development adds the explorer at / and introspection.

orrery-gateway explain --supergraph FILE QUERY shows how an operation would be run.

Every flag is an environment variable too (--supergraph FILE is SUPERGRAPH=FILE):
  ${flags.join('\n  ')}
`;
