import { setTimeout as sleep } from 'node:timers/promises';

/** What is awaited, or undefined when it does not come about in time. */
export async function within<T>(ms: number, awaited: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([awaited, sleep(ms, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
