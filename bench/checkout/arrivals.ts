import { setTimeout as sleep } from 'node:timers/promises';

/** Does `work` for 0, 1, ... so many at a time; the results are in that order. */
export async function inParallel<T>(
  count: number,
  atOnce: number,
  work: (nth: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = new Array(count);
  let next = 0;
  const worker = async () => {
    for (let nth = next++; nth < count; nth = next++) results[nth] = await work(nth);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** Does `work` for 0, 1, ... so many in each second, whether or not those before have ended; the results are in that order. */
export function atRate<T>(count: number, perSecond: number, work: (nth: number) => Promise<T>): Promise<T[]> {
  const arrivals = Array.from({ length: count }, async (_, nth) => {
    await sleep((nth * 1_000) / perSecond);
    return work(nth);
  });
  return Promise.all(arrivals);
}
