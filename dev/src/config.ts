import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, type ConfigSources, loadConfig, portField } from '@orrery/runtime';
import { z } from 'zod';
import { GATEWAY, IDENTITY_PROVIDER, SERVICES, TEST_PROVIDER } from './topology.js';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where one service runs on this machine. */
export interface LocalService {
  readonly name: string;
  readonly entry: string;
  readonly port: number;
  readonly databasePort: number;
  /** A database of the user's own; undefined for an embedded one. */
  readonly externalUri: string | undefined;
}

/** How the system runs on this machine. */
export interface LocalConfig {
  readonly dataDir: string;
  readonly gatewayPort: number;
  readonly testProviderPort: number;
  /** The OpenID provider's. */
  readonly oidcPort: number;
  readonly services: readonly LocalService[];
  /** A RabbitMQ of the user's own; undefined: events go from service to service. */
  readonly brokerUrl: string | undefined;
  readonly logLevel: string;
  /** One process for each embedded database instead of one for all. */
  readonly isolate: boolean;
}

const uriField = z.string().regex(/^mongodb(\+srv)?:\/\//, 'must be a mongodb:// address');

const brokerField = z.string().regex(/^amqps?:\/\/.+/, 'must be an amqp:// or amqps:// address');

function schema() {
  const fields: Record<string, z.ZodType> = {
    PORT: portField.default(GATEWAY.port),
    TEST_PROVIDER_PORT: portField.default(TEST_PROVIDER.port),
    OIDC_PORT: portField.default(IDENTITY_PROVIDER.port),
    ORRERY_DATA_DIR: z.string().min(1).default('.orrery'),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    MONGODB_URI: uriField.optional(),
    BROKER_URL: brokerField.optional(),
    ISOLATE: z.enum(['true', 'false']).default('false'),
  };
  for (const { name, port, databasePort } of SERVICES) {
    const prefix = name.toUpperCase();
    fields[`${prefix}_PORT`] = portField.default(port);
    fields[`${prefix}_DATABASE_PORT`] = portField.default(databasePort);
    fields[`${prefix}_MONGODB_URI`] = uriField.optional();
  }
  return z.object(fields);
}

/** Reads how the system is to run: environment and flags. @throws ConfigError with all faults at once */
export function readLocalConfig(sources: ConfigSources): LocalConfig {
  const argv = (sources.argv ?? []).map((flag) => (flag === '--isolate' ? '--isolate=true' : flag));
  const values = loadConfig('orrery', schema(), { env: sources.env, argv }) as Record<string, unknown>;
  const dataDir = values.ORRERY_DATA_DIR as string;
  const services = SERVICES.map(({ name, entry }): LocalService => {
    const prefix = name.toUpperCase();
    const own = values[`${prefix}_MONGODB_URI`] as string | undefined;
    const shared = values.MONGODB_URI as string | undefined;
    return {
      name,
      entry,
      port: values[`${prefix}_PORT`] as number,
      databasePort: values[`${prefix}_DATABASE_PORT`] as number,
      externalUri: own ?? (shared && withDatabase(shared, name)),
    };
  });
  const config: LocalConfig = {
    dataDir: isAbsolute(dataDir) ? dataDir : join(ROOT, dataDir),
    gatewayPort: values.PORT as number,
    testProviderPort: values.TEST_PROVIDER_PORT as number,
    oidcPort: values.OIDC_PORT as number,
    services,
    brokerUrl: values.BROKER_URL as string | undefined,
    logLevel: values.LOG_LEVEL as string,
    isolate: values.ISOLATE === 'true',
  };
  refuseSharedPorts(config);
  return config;
}

/** Every port that the system listens on, with the variable that sets it. */
export function portsOf(config: LocalConfig): { variable: string; port: number }[] {
  const ports = [
    { variable: 'PORT', port: config.gatewayPort },
    { variable: 'TEST_PROVIDER_PORT', port: config.testProviderPort },
    { variable: 'OIDC_PORT', port: config.oidcPort },
  ];
  for (const { name, port, databasePort, externalUri } of config.services) {
    ports.push({ variable: `${name.toUpperCase()}_PORT`, port });
    if (!externalUri) ports.push({ variable: `${name.toUpperCase()}_DATABASE_PORT`, port: databasePort });
  }
  return ports;
}

function refuseSharedPorts(config: LocalConfig): void {
  const seen = new Map<number, string>();
  const faults: { name: string; message: string }[] = [];
  for (const { variable, port } of portsOf(config)) {
    const other = seen.get(port);
    if (port === 0)
      faults.push({ name: variable, message: 'must be a port of its own, not 0: others are told it' });
    else if (other) faults.push({ name: variable, message: `is ${port}, which ${other} has already` });
    seen.set(port, variable);
  }
  if (faults.length > 0) throw new ConfigError('orrery', faults);
}

// One MongoDB for all: each service gets a database of its own in it.
function withDatabase(uri: string, database: string): string {
  const [, base = uri, query = ''] = /^([^?]*)(\?.*)?$/s.exec(uri) ?? [];
  const address = base.replace(/^(mongodb(?:\+srv)?:\/\/[^/]+).*$/s, '$1');
  const existing = base.slice(address.length + 1);
  const source = existing === '' && /@/.test(address) && !/authSource=/.test(query) ? 'authSource=admin' : '';
  const options = [query.slice(1), source].filter((part) => part !== '').join('&');
  return `${address}/${database}${options ? `?${options}` : ''}`;
}
