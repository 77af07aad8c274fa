import { fileURLToPath } from 'node:url';
import { ensureDevelopmentKeys, ensureSubgraphTokenKeys, signDevelopmentToken } from '@orrery/runtime';
import type { StartOptions } from './gateway-process.js';

/** What a contender is started and asked with beside what all are. */
export interface Preparation {
  readonly env: Readonly<Record<string, string>>;
  /** The header of each request. */
  readonly authorization: string;
}

/** A gateway that can be measured. */
export interface Contender {
  readonly name: string;
  /** What it is, for the table's legend. */
  readonly about: string;
  /** The file to run and its arguments. */
  readonly command: (options: StartOptions & { readonly port: number }) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it takes operations. */
  readonly path: string;
  /** Its readiness address. */
  readonly ready: string;
  /** What is posted there. @default undefined: it is asked by GET */
  readonly readyBody?: string;
  /** Makes what it is started and asked with, in a folder. @default nothing */
  readonly prepare?: (folder: string) => Promise<Preparation>;
  /** Whether it needs the packages of bench/hive. */
  readonly isHive?: boolean;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const HIVE = here('../hive/node_modules/@graphql-hive/gateway/dist/bin.js');

function standalone(name: string, about: string, file: string): Contender {
  return {
    name,
    about,
    command: ({ supergraphFile, port }) => [process.execPath, here(file), supergraphFile, `${port}`],
    path: '/',
    ready: '/',
    readyBody: JSON.stringify({ query: '{ __typename }' }), // it has no readiness address
  };
}

// All load comes from one address: it is counted as in production, and never refused.
const NEVER_REACHED = '1000000000';

function ours(name: string, about: string, env: Readonly<Record<string, string>>): Contender {
  return {
    name,
    about,
    command: ({ supergraphFile, port }) => [
      ...[process.execPath, here('../../gateway/dist/cli/main.js')],
      ...['--supergraph', supergraphFile, '--port', `${port}`],
    ],
    env: { RATE_LIMIT: NEVER_REACHED, ...env },
    path: '/graphql',
    ready: '/health/ready',
  };
}

function hive(name: string, about: string, config: string, ...flags: string[]): Contender {
  return {
    name,
    about,
    command: ({ supergraphFile, port }) => [
      ...[process.execPath, HIVE, 'supergraph', supergraphFile],
      ...['--host', '127.0.0.1', '--port', `${port}`, '--config-path', here(`../hive/${config}.config.mjs`)],
      ...flags,
    ],
    path: '/graphql',
    ready: '/readiness',
    isHive: true,
  };
}

// As `npm start` and compose have it: callers are known, and each subgraph is told by a token for it.
async function withTokens(folder: string): Promise<Preparation> {
  const { jwksFile, signingKeyFile } = await ensureDevelopmentKeys(folder);
  const { subgraphTokenKeyFile } = await ensureSubgraphTokenKeys(folder);
  const user = { id: 'usr_1', email: 'one@example.com', roles: ['CUSTOMER'] as const };
  return {
    env: {
      ORRERY_ENV: 'development',
      LOG_LEVEL: 'info',
      EXPLORER: 'false',
      AUTH_JWKS_FILE: jwksFile,
      SUBGRAPH_TOKEN_KEY_FILE: subgraphTokenKeyFile,
    },
    authorization: `Bearer ${await signDevelopmentToken(signingKeyFile, user)}`,
  };
}

/** All gateways that can be measured, in the order in which they are shown. */
export const CONTENDERS: readonly Contender[] = [
  standalone('stock', '@apollo/gateway in @apollo/server, standalone', 'stock.mjs'),
  hive('hive', '@graphql-hive/gateway', 'unshared'),
  hive('hive-dedupe', '... sharing identical fetches in flight', 'shared'),
  hive('hive-router', '@graphql-hive/gateway on router-runtime', 'unshared', '--hive-router-runtime'),
  hive('hive-router-dedupe', '... sharing identical fetches', 'shared', '--hive-router-runtime'),
  ours('ours', 'orrery-gateway as shipped', {}),
  ours('ours-dedupe', '... sharing identical fetches in flight', { SUBGRAPH_DEDUPLICATION: 'true' }),
  {
    ...ours('ours-signing', "... verifying clients' tokens, and signing for whom it asks subgraphs", {}),
    prepare: withTokens,
  },
  standalone('ours-in-apollo', 'SupergraphGateway in @apollo/server, standalone', 'drop-in.mjs'),
  {
    name: 'floor',
    about: "node:http sends stock's fetches and stock's answer",
    command: ({ floorFile, port }) => [process.execPath, here('floor.mjs'), floorFile, `${port}`],
    path: '/graphql',
    ready: '/',
  },
];
