import type { Logger } from '@orrery/runtime';
import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { type Counts, countsInMemory, limiters, WINDOW_SECONDS, waitOf } from './counts.js';

const COMMAND_TIMEOUT_MS = 250;
const AWAY_MS = 1_000; // after a failure, until Redis is asked again
const LONGEST_PAUSE_MS = 5_000; // between two tries to connect

/**
 * Counts in Redis, for all gateways that use it. While it is away each counts by itself, which is said once, and no operation
 * waits for it longer than 250 ms.
 * @param url It may hold a password: it is not logged.
 */
export function countsInRedis(url: string, log: Logger): Counts {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MS),
  });
  let isAway = false;
  let askAgainAt = 0;
  const away = (reason: string) => {
    askAgainAt = performance.now() + AWAY_MS;
    if (isAway) return;
    isAway = true;
    log.warn({ reason }, 'Redis is away: each gateway counts rate limits by itself until it is back');
  };
  const back = () => {
    if (!isAway) return;
    isAway = false;
    log.info('Redis is back: rate limits are counted for all gateways');
  };
  redis.on('error', (error: NodeJS.ErrnoException) => away(error.code ?? error.name));
  const limiterOf = limiters(
    (limit, points) =>
      new RateLimiterRedis({
        storeClient: redis,
        keyPrefix: `orrery:rate:${limit}`,
        points,
        duration: WINDOW_SECONDS,
        rejectIfRedisNotReady: true,
        inMemoryBlockOnConsumed: points + 1, // what is refused until the minute ends need not be asked again
      }),
  );
  const own = countsInMemory();
  return {
    add: async (limit, key, most, uses) => {
      if (performance.now() < askAgainAt) return own.add(limit, key, most, uses);
      try {
        const wait = await waitOf(limiterOf(limit, most).consume(key, uses));
        back();
        return wait;
      } catch (error) {
        away(error instanceof Error ? error.name : 'unknown');
        return own.add(limit, key, most, uses);
      }
    },
    stop: async () => redis.disconnect(),
  };
}
