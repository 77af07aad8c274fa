import {
  accessTokenFields,
  accessTokenSettings,
  booleanField,
  millisecondsField,
  portField,
  processFields,
  tlsFields,
} from '@orrery/runtime';
import { z } from 'zod';
import { operationFields } from './operation-settings.js';
import { rateLimitFields } from './rate-limit-settings.js';
import { parseSubgraphUrls } from './subgraph-urls.js';
import { subscriptionFields } from './subscription-settings.js';
import { readTrafficFile, Traffic } from './traffic-settings.js';

const MEBIBYTE = 1024 * 1024;

const bytesField = z.coerce.number('must be a number of bytes').int().min(1_024);

const originsField = z.string().transform((text, context) => {
  const origins = text.split(',').map((origin) => origin.trim());
  for (const origin of origins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      context.addIssue({
        code: 'custom',
        message: `needs origins such as https://shop.example, not ${origin}`,
      });
    }
  }
  return origins;
});

const urlsField = z.string().transform((text, context) => {
  const parsed = parseSubgraphUrls(text);
  for (const message of parsed.faults) context.addIssue({ code: 'custom', message });
  return parsed.urls;
});

/** The variables (and flags) of a gateway's process. */
export const gatewayConfigSchema = z
  .object({
    ...processFields,
    ...operationFields,
    ...rateLimitFields,
    ...accessTokenFields,
    /** A private Ed25519 key as JWK: who calls is told to subgraphs by tokens of the gateway's own, in place of the clients'. */
    SUBGRAPH_TOKEN_KEY_FILE: z.string().min(1).optional(),
    /** A subgraph with the field `revokedCredentials`: tokens that it names are refused though they have not expired. */
    REVOCATIONS_SUBGRAPH: z.string().min(1).optional(),
    /** How often it is asked. */
    REVOCATIONS_POLL_MS: millisecondsField.default(2_000),
    ...subscriptionFields,
    PORT: portField.default(4000),
    /** The supergraph's file, as written by `npm run compose` or `rover supergraph compose`. It is watched. */
    SUPERGRAPH: z.string().min(1).optional(),
    /** In its place: a `supergraph.yaml` in Rover's format, composed in this process. It is watched, and its schemas too. */
    SUPERGRAPH_CONFIG: z.string().min(1).optional(),
    /** In its place: subgraphs to ask for their schemas, `catalog=http://10.0.0.5:4002/graphql,orders=...`. */
    INTROSPECT: urlsField.optional(),
    /** How often they are asked again. */
    INTROSPECT_POLL_MS: millisecondsField.default(10_000),
    /** In its place, with APOLLO_GRAPH_REF: takes the supergraph from Apollo Uplink. Beside it: sends usage reports to Apollo. */
    APOLLO_KEY: z.string().min(1).optional(),
    /** Such as `shop@production`. */
    APOLLO_GRAPH_REF: z.string().min(1).optional(),
    /** Addresses of Uplink, with commas between. @default Apollo's */
    UPLINK_ENDPOINTS: z.string().min(1).optional(),
    /** The address that usage reports are sent to. @default Apollo's */
    USAGE_REPORTING_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** Addresses that replace those in the supergraph: `catalog=http://10.0.0.5:4002/graphql,orders=...`. */
    SUBGRAPH_URLS: z.string().default('').pipe(urlsField),
    /** The longest that one operation may take. */
    REQUEST_TIMEOUT_MS: millisecondsField.default(30_000),
    /** A YAML or JSON file of how requests to subgraphs are sent, for all and for each; those below win over its `all`. */
    TRAFFIC_SHAPING: z
      .string()
      .min(1)
      .transform((path, context) => {
        const { file = {}, faults } = readTrafficFile(path);
        for (const message of faults) context.addIssue({ code: 'custom', message });
        return file;
      })
      .optional(),
    /** The longest that one subgraph may take to answer one fetch. @default 30000 */
    SUBGRAPH_TIMEOUT_MS: millisecondsField.optional(),
    /** @default 3000 */
    SUBGRAPH_CONNECT_TIMEOUT_MS: millisecondsField.optional(),
    /** Largest accepted answer of a subgraph. @default 32 MiB */
    SUBGRAPH_RESPONSE_LIMIT_BYTES: bytesField.optional(),
    /** Most sockets open to one subgraph; further fetches wait for a free one. @default 128 */
    SUBGRAPH_CONNECTIONS: z.coerce.number('must be a number').int().min(1).optional(),
    /** Whether equal queries in flight from one caller's authority are sent once. @default false */
    SUBGRAPH_DEDUPLICATION: booleanField.optional(),
    /** The longest that planning one operation may take. */
    PLANNING_TIMEOUT_MS: millisecondsField.default(5_000),
    /** Most memory for kept plans. */
    PLAN_CACHE_BYTES: bytesField.default(64 * MEBIBYTE),
    /** Most operations in work at once; less while the event loop is late. Further ones wait, then are shed with 503. */
    MAX_OPERATIONS: z.coerce.number('must be a number').int().min(1).default(1_000),
    /** Most operations that wait for one in work to end. */
    OPERATION_QUEUE: z.coerce.number('must be a number').int().min(0).default(200),
    /** How long an operation may wait. */
    OPERATION_QUEUE_MS: millisecondsField.default(200),
    /** Delay of the event loop from which on fewer operations are worked on at once. */
    MAX_EVENT_LOOP_DELAY_MS: millisecondsField.default(50),
    /** Origins whose pages may call this gateway, separated by commas. Apollo Studio's is added in development. */
    CORS_ORIGINS: originsField.optional(),
    /** Whether a browser gets a page to explore the graph. @default true in development, false in production */
    EXPLORER: booleanField.optional(),
    /** A file of operations that the explorer opens in tabs. @default the product's own, where they fit the graph */
    EXPLORER_EXAMPLES: z.string().min(1).optional(),
    /** The client of AUTH_ISSUER, an OpenID provider, as which visitors of that page log in. @default they cannot */
    EXPLORER_CLIENT_ID: z.string().min(1).optional(),
    /** What such a login asks for, with spaces between. */
    EXPLORER_CLIENT_SCOPE: z.string().min(1).default('openid offline_access all'),
    ...tlsFields,
    /** Says that a proxy speaks TLS in front, and nobody else reaches the gateway. In production it or TLS_CERT_FILE is needed. */
    TLS_TERMINATED_UPSTREAM: booleanField.default(false),
    /** Whether clients may read the schema by introspection. @default true in development, false in production */
    INTROSPECTION: booleanField.optional(),
  })
  .refine(
    ({ AUTH_JWKS_FILE, AUTH_JWKS_URL }) => AUTH_JWKS_FILE === undefined || AUTH_JWKS_URL === undefined,
    {
      path: ['AUTH_JWKS_URL'],
      message: 'AUTH_JWKS_FILE and AUTH_JWKS_URL are two ways to the same keys: set one',
      when: () => true,
    },
  )
  .refine(
    (config) => config.SUBGRAPH_TOKEN_KEY_FILE === undefined || accessTokenSettings(config).length > 0,
    {
      path: ['SUBGRAPH_TOKEN_KEY_FILE'],
      message:
        'the tokens for subgraphs say who calls: set AUTH_JWKS_FILE or AUTH_JWKS_URL as well, to know it',
    },
  )
  .refine((config) => (config.TLS_CERT_FILE === undefined) === (config.TLS_KEY_FILE === undefined), {
    path: ['TLS_KEY_FILE'],
    message: 'TLS_CERT_FILE and TLS_KEY_FILE go together: set both or none',
    when: () => true,
  })
  .refine((config) => !config.EXPLORER_CLIENT_ID || URL.canParse(config.AUTH_ISSUER), {
    path: ['EXPLORER_CLIENT_ID'],
    message: 'is a client of AUTH_ISSUER: set that to the address of an OpenID provider',
  })
  .refine((config) => !config.REVOCATIONS_SUBGRAPH || config.SUBGRAPH_TOKEN_KEY_FILE !== undefined, {
    path: ['REVOCATIONS_SUBGRAPH'],
    message: 'is asked by a token of the gateway: set SUBGRAPH_TOKEN_KEY_FILE as well',
  })
  .refine(hasOneSource, {
    path: ['SUPERGRAPH'],
    message:
      'exactly one of SUPERGRAPH, SUPERGRAPH_CONFIG and INTROSPECT must be set; none where APOLLO_KEY and APOLLO_GRAPH_REF are, ' +
      'to take the supergraph from Apollo Uplink',
    when: () => true,
  })
  .refine(
    ({ APOLLO_KEY, APOLLO_GRAPH_REF }) => (APOLLO_KEY === undefined) === (APOLLO_GRAPH_REF === undefined),
    {
      path: ['APOLLO_GRAPH_REF'],
      message: 'APOLLO_KEY and APOLLO_GRAPH_REF go together: set both or none',
      when: () => true,
    },
  );

function hasOneSource(config: Readonly<Record<string, unknown>>): boolean {
  const { SUPERGRAPH, SUPERGRAPH_CONFIG, INTROSPECT, APOLLO_KEY, APOLLO_GRAPH_REF } = config;
  const given = [SUPERGRAPH, SUPERGRAPH_CONFIG, INTROSPECT].filter((source) => source !== undefined);
  if (given.length === 0) return APOLLO_KEY !== undefined && APOLLO_GRAPH_REF !== undefined;
  return given.length === 1;
}

/** What {@link gatewayConfigSchema} parses to. */
export type GatewayConfig = z.output<typeof gatewayConfigSchema>;

/** How a configuration wants requests to subgraphs sent. */
export function trafficOf(config: GatewayConfig): Traffic {
  return new Traffic(config.TRAFFIC_SHAPING, {
    timeoutMs: config.SUBGRAPH_TIMEOUT_MS,
    connectTimeoutMs: config.SUBGRAPH_CONNECT_TIMEOUT_MS,
    responseLimitBytes: config.SUBGRAPH_RESPONSE_LIMIT_BYTES,
    connections: config.SUBGRAPH_CONNECTIONS,
    deduplicate: config.SUBGRAPH_DEDUPLICATION,
  });
}
