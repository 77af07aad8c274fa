import type { PageOrder } from '@orrery/kit';

/** The one order in which customers' orders are listed: the newest first. */
export const NEWEST_FIRST = {
  name: 'orders:newest',
  fields: [
    ['placedAt', -1],
    ['_id', -1],
  ],
} as const satisfies PageOrder;
