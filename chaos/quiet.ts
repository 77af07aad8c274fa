import type { BookReader, Books } from './books.js';

const POLL_MS = 500;
const FINAL_CHECKOUTS = new Set(['COMPLETED', 'COMPENSATED']);

/**
 * Waits until nothing is under way: every checkout has ended, no event waits, and no shipped order's stock is still reserved.
 * @returns the milliseconds that it took, or undefined when it did not come about within `withinMs`
 */
export async function becameQuiet(reader: BookReader, withinMs: number): Promise<number | undefined> {
  const begun = Date.now();
  while (Date.now() - begun < withinMs) {
    // A database that was killed may be on its way up.
    const books = await reader.read().catch(() => undefined);
    if (books && isQuiet(books)) return Date.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return undefined;
}

function isQuiet({ checkouts, events }: Books): boolean {
  return (
    checkouts.every(({ state }) => FINAL_CHECKOUTS.has(state)) &&
    events.every(({ sent }) => sent.every(({ pending }) => pending.length === 0))
  );
}
