import type { IncomingMessage } from 'node:http';
import { METRIC } from '@orrery/contracts';
import type { Logger } from '@orrery/runtime';
import { Counter } from 'prom-client';
import type { GatewayConfig } from '../config/gateway-config.js';
import type { GatewayMetrics } from '../observability/gateway-metrics.js';
import { clientAddress } from '../security/rate-limits/client-address.js';
import { type OperationSource, RateLimits } from '../security/rate-limits/rate-limits.js';

const MOST_IN_PRODUCTION = 60_000; // operations in a minute

/** The limits of a gateway, and whom they count. */
export interface GatewayLimits {
  /** Undefined where nothing is limited. */
  readonly limits: RateLimits | undefined;
  readonly sourceOf: (request: IncomingMessage) => OperationSource;
  stop(): Promise<void>;
}

/** Makes the limits that a configuration asks for. Redis is loaded, and reached, only where it is named. */
export async function createRateLimits(
  config: GatewayConfig,
  { metrics, log }: { readonly metrics: GatewayMetrics; readonly log: Logger },
): Promise<GatewayLimits> {
  const development = config.ORRERY_ENV === 'development';
  const operations = config.RATE_LIMIT ?? (development ? 0 : MOST_IN_PRODUCTION);
  const fields = config.RATE_LIMIT_FIELDS;
  const sourceOf = sources(config, log);
  if (operations === 0 && fields.size === 0) return { limits: undefined, sourceOf, stop: async () => {} };
  const limited = new Counter({
    name: METRIC.rateLimitedTotal,
    help: 'Operations refused because their caller or address asked for too much, by the limit.',
    labelNames: ['limit'],
    registers: [metrics.registry],
  });
  const counts = await countsFor(config.REDIS_URL, log);
  return {
    limits: new RateLimits({ operations, fields, counts, onLimited: (limit) => limited.inc({ limit }) }),
    sourceOf,
    stop: () => counts.stop(),
  };
}

async function countsFor(redisUrl: string | undefined, log: Logger) {
  if (redisUrl !== undefined) {
    const { countsInRedis } = await import('../security/rate-limits/shared-counts.js');
    return countsInRedis(redisUrl, log);
  }
  const { countsInMemory } = await import('../security/rate-limits/counts.js');
  return countsInMemory();
}

function sources({ TRUST_PROXY }: GatewayConfig, log: Logger): GatewayLimits['sourceOf'] {
  const addressOf = clientAddress(TRUST_PROXY);
  if (TRUST_PROXY) return (request) => ({ address: addressOf(request) });
  let isTold = false;
  return (request) => {
    if (!isTold && request.headers['x-forwarded-for'] !== undefined) {
      isTold = true;
      log.warn(
        'requests come with X-Forwarded-For, and no proxy is believed: clients count as one address each proxy. Set TRUST_PROXY',
      );
    }
    return { address: addressOf(request) };
  };
}
