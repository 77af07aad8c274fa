import { millisecondsField } from '@orrery/runtime';
import { z } from 'zod';
import { parseSubgraphUrls } from './subgraph-urls.js';

const count = z.coerce.number('must be a number').int().min(1);

/** The variables (and flags) of subscriptions. */
export const subscriptionFields = {
  /** Where subgraphs take subscriptions: `catalog=ws://10.0.0.5:4002/graphql,...`. @default each one's HTTP address, as ws:// */
  SUBGRAPH_WS_URLS: z
    .string()
    .default('')
    .transform((text, context) => {
      const parsed = parseSubgraphUrls(text, 'ws');
      for (const message of parsed.faults) context.addIssue({ code: 'custom', message });
      return parsed.urls;
    }),
  /** Most clients that are connected at once: WebSockets, and streams over HTTP. */
  SUBSCRIPTION_CONNECTIONS: count.default(10_000),
  /** Most operations that run at once over one WebSocket. */
  SUBSCRIPTIONS_PER_CONNECTION: count.default(100),
  /** The longest that a WebSocket may stay open without connection_init. */
  SUBSCRIPTION_INIT_TIMEOUT_MS: millisecondsField.default(3_000),
  /** Bytes that may wait for one client. */
  SUBSCRIPTION_BUFFER_BYTES: z.coerce.number('must be a number of bytes').int().min(1_024).default(1_048_576),
  /** Messages that may wait for one client. */
  SUBSCRIPTION_BUFFER_MESSAGES: count.default(1_000),
  /** Time between two signs of life in a stream over HTTP. */
  SUBSCRIPTION_HEARTBEAT_MS: millisecondsField.default(5_000),
  /** Time between two pings over a WebSocket; a client that has not answered the last one is disconnected. */
  SUBSCRIPTION_KEEP_ALIVE_MS: millisecondsField.default(12_000),
  /** Time without a word from a subgraph until it is asked for one, and then until the connection is given up. */
  SUBGRAPH_WS_KEEP_ALIVE_MS: millisecondsField.default(10_000),
  /** The longest that subscriptions outlive a subgraph that is gone. */
  SUBSCRIPTION_OUTAGE_MS: millisecondsField.default(300_000),
} as const;

/** What {@link subscriptionFields} parse to. */
export type SubscriptionSettings = z.output<z.ZodObject<typeof subscriptionFields>>;
