import { join } from 'node:path';
import { ensureDevelopmentKeys, ensureSubgraphTokenKeys } from '@orrery/runtime';
import { type LocalConfig, type LocalService, ROOT } from './config.js';
import { databasePasswords, databaseUri } from './data/credentials.js';
import { Child } from './processes/child.js';
import type { Supervised } from './processes/supervisor.js';
import { answersReady, waitReady } from './processes/wait-ready.js';
import { EMBEDDED_DATABASES, GATEWAY, IDENTITY_PROVIDER, TEST_PROVIDER } from './topology.js';

const READY_TIMEOUT_MS = 90_000;

// What a process that died before its commit has locked stays so for as long.
const TRANSACTION_LIFETIME_MS = 10_000;

// Kept with the databases' passwords; services sign their events with it.
const EVENTS_SECRET = 'events';
// As long as each of these is: two of them.
const IDENTITY_SECRETS = ['identity-1', 'identity-2'];

/** What the processes of one installation are started with. */
export interface Installation {
  readonly config: LocalConfig;
  readonly passwords: ReadonlyMap<string, string>;
  readonly jwksFile: string;
  readonly signingKeyFile: string;
  readonly subgraphTokenKeyFile: string;
  readonly subgraphTokenJwksFile: string;
  logFile(name: string): string;
  /** Where a running process's id stands. */
  pidFile(name: string): string;
}

/** Opens an installation: its keys and passwords, made on first use. */
export async function openInstallation(config: LocalConfig): Promise<Installation> {
  const folder = join(config.dataDir, 'keys');
  const keys = { ...(await ensureDevelopmentKeys(folder)), ...(await ensureSubgraphTokenKeys(folder)) };
  const names = config.services.map(({ name }) => name);
  return {
    config,
    passwords: databasePasswords(config.dataDir, [...names, EVENTS_SECRET, ...IDENTITY_SECRETS]),
    ...keys,
    logFile: (name) => join(config.dataDir, 'logs', `${name}.log`),
    pidFile: (name) => join(config.dataDir, 'run', `${name}.pid`),
  };
}

/** The environment of a service's process, for serving and for its tasks. */
export function serviceEnvironment(
  installation: Installation,
  service: LocalService,
): Record<string, string> {
  const subscribers = installation.config.services.map(
    ({ name, port }) => `${name}=http://127.0.0.1:${port}/events`,
  );
  return {
    ORRERY_ENV: 'development',
    EVENT_SUBSCRIBERS: subscribers.join(','),
    EVENTS_KEY: installation.passwords.get(EVENTS_SECRET) ?? '',
    ...(installation.config.brokerUrl && { BROKER_URL: installation.config.brokerUrl }),
    PORT: String(service.port),
    MONGODB_URI: databaseUri(service, installation.passwords),
    SUBGRAPH_TOKEN_JWKS_FILE: installation.subgraphTokenJwksFile,
    ...(service.name === 'payments' && {
      PROVIDER_URL: `http://127.0.0.1:${installation.config.testProviderPort}`,
    }),
    ...(service.name === IDENTITY_PROVIDER.service && identityEnvironment(installation)),
    LOG_LEVEL: installation.config.logLevel,
  };
}

function identityEnvironment({ config, passwords }: Installation): Record<string, string> {
  return {
    OIDC_PORT: String(config.oidcPort),
    OIDC_ISSUER: issuerOf(config),
    OIDC_KEY_SECRET: IDENTITY_SECRETS.map((name) => passwords.get(name) ?? '').join(''),
    OIDC_REDIRECT_URIS: ['localhost', '127.0.0.1']
      .map((host) => `http://${host}:${config.gatewayPort}/`)
      .join(','),
  };
}

function issuerOf({ oidcPort }: LocalConfig): string {
  return `http://localhost:${oidcPort}`;
}

/** The processes of the embedded databases that the installation needs: one for all of them, or one each. */
export function databaseProcesses(installation: Installation): Supervised[] {
  const { config } = installation;
  const embedded = config.services.filter(({ externalUri }) => !externalUri);
  const groups = config.isolate ? embedded.map((service) => [service]) : [embedded];
  return groups
    .filter((group) => group.length > 0)
    .map((group) => {
      const name = config.isolate ? `${group[0]?.name}-database` : EMBEDDED_DATABASES.name;
      return {
        name,
        start: () => startDatabaseProcess(installation, name, group),
        ready: (child) => {
          const left = new Set(group.map((service) => service.name));
          const isReady = async () => allReady(child, left);
          return waitReady(child, installation.logFile(name), isReady, READY_TIMEOUT_MS);
        },
      };
    });
}

function startDatabaseProcess(
  installation: Installation,
  name: string,
  services: readonly LocalService[],
): Child {
  const { config, passwords } = installation;
  const servers = services.map((service) => ({
    name: service.name,
    dataDir: join(config.dataDir, 'data', service.name),
    port: service.databasePort,
    credentials: { username: service.name, password: passwords.get(service.name) },
    transactionLifetimeMs: TRANSACTION_LIFETIME_MS,
  }));
  return new Child({
    name,
    entry: join(ROOT, EMBEDDED_DATABASES.entry),
    env: { EMBEDDED_MONGO_SERVERS: JSON.stringify(servers) },
    logFile: installation.logFile(name),
    pidFile: installation.pidFile(name),
  });
}

function allReady(child: Child, left: Set<string>): boolean {
  for (const line of child.lastLines) {
    const match = /^\{"ready":\{"name":"([^"]+)"/.exec(line);
    if (match?.[1]) left.delete(match[1]);
  }
  return left.size === 0;
}

/** The process of one service. */
export function serviceProcess(installation: Installation, service: LocalService): Supervised {
  const { name } = service;
  const logFile = installation.logFile(name);
  return {
    name,
    start: () =>
      new Child({
        name,
        entry: join(ROOT, service.entry),
        env: serviceEnvironment(installation, service),
        logFile,
        pidFile: installation.pidFile(name),
      }),
    ready: (child) => waitReady(child, logFile, () => answersReady(service.port), READY_TIMEOUT_MS),
  };
}

/** The test payment provider's process; its log is part of the installation's data. */
export function testProviderProcess(installation: Installation): Supervised {
  const { config } = installation;
  const { name } = TEST_PROVIDER;
  const logFile = installation.logFile(name);
  const env = {
    ORRERY_ENV: 'development',
    PORT: String(config.testProviderPort),
    LOG_FILE: join(config.dataDir, 'data', name, 'effects.jsonl'),
    LOG_LEVEL: config.logLevel,
  };
  const pidFile = installation.pidFile(name);
  return {
    name,
    start: () => new Child({ name, entry: join(ROOT, TEST_PROVIDER.entry), env, logFile, pidFile }),
    ready: (child) =>
      waitReady(child, logFile, () => answersReady(config.testProviderPort), READY_TIMEOUT_MS),
  };
}

/** The environment of the gateway's process: the composed supergraph, at the services' addresses of this installation. */
export function gatewayEnvironment(installation: Installation): Record<string, string> {
  const { config } = installation;
  const urls = config.services.map((service) => `${service.name}=http://127.0.0.1:${service.port}/graphql`);
  return {
    ORRERY_ENV: 'development',
    PORT: String(config.gatewayPort),
    SUPERGRAPH: join(ROOT, 'schemas', 'supergraph.graphql'),
    SUBGRAPH_URLS: urls.join(','),
    AUTH_JWKS_URL: `http://127.0.0.1:${config.oidcPort}/jwks`,
    AUTH_ISSUER: issuerOf(config),
    AUTH_DEVELOPMENT_JWKS_FILE: installation.jwksFile,
    SUBGRAPH_TOKEN_KEY_FILE: installation.subgraphTokenKeyFile,
    REVOCATIONS_SUBGRAPH: IDENTITY_PROVIDER.service,
    EXPLORER_CLIENT_ID: 'orrery-web',
    LOG_LEVEL: config.logLevel,
  };
}

/** The gateway's process; it is ready once it has reached every service. */
export function gatewayProcess(installation: Installation): Supervised {
  const { name } = GATEWAY;
  const logFile = installation.logFile(name);
  const { gatewayPort } = installation.config;
  return {
    name,
    start: () =>
      new Child({
        name,
        entry: join(ROOT, GATEWAY.entry),
        env: gatewayEnvironment(installation),
        logFile,
        pidFile: installation.pidFile(name),
      }),
    ready: (child) =>
      waitReady(child, logFile, () => answersReady(gatewayPort, everySubgraphIsUp), READY_TIMEOUT_MS),
  };
}

function everySubgraphIsUp(body: unknown): boolean {
  const text = JSON.stringify(body);
  return !text.includes('"down"') && !text.includes('"not tried"');
}
