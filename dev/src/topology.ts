/** One service: its process, and its database's in development. */
export interface ServicePlace {
  readonly name: string;
  readonly port: number;
  /** The embedded database's port; in production the service has a replica set of its own. */
  readonly databasePort: number;
  /** The built entry file, from the repository's root. */
  readonly entry: string;
}

const FIRST_SERVICE_PORT = 4001;
const FIRST_DATABASE_PORT = 27101;

/**
 * The one list of services, in the order of their ports. supergraph.yaml and docker-compose.yml are held against it by
 * a test.
 */
export const SERVICES: readonly ServicePlace[] = [
  'accounts',
  'catalog',
  'inventory',
  'orders',
  'payments',
  'reviews',
].map((name, i) => ({
  name,
  port: FIRST_SERVICE_PORT + i,
  databasePort: FIRST_DATABASE_PORT + i,
  entry: `subgraphs/${name}/dist/main.js`,
}));

/** The gateway, which needs all services. */
export const GATEWAY = { name: 'gateway', port: 4000, entry: 'gateway/dist/cli/main.js' } as const;

/** The process that hosts the embedded databases. */
export const EMBEDDED_DATABASES = {
  name: 'databases',
  entry: 'packages/embedded-mongo/dist/cli.js',
} as const;

/** The payment provider that moves no money: payments asks it for everything that it does to money. */
export const TEST_PROVIDER = {
  name: 'test-provider',
  port: 4010,
  entry: 'packages/test-provider/dist/cli.js',
} as const;

/** The login page and the tokens' issuer: a public port of accounts' process, whose subgraph stays private. */
export const IDENTITY_PROVIDER = { name: 'identity', service: 'accounts', port: 4011 } as const;

/** Who needs whom to be ready, by name; a service's database has the service's name and `-mongo`. */
export const NEEDS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(SERVICES.map(({ name }) => [name, [`${name}-mongo`]])),
  payments: ['payments-mongo', TEST_PROVIDER.name],
  [GATEWAY.name]: SERVICES.map(({ name }) => name),
};
