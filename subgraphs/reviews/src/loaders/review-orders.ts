import type { PageOrder } from '@orrery/kit';

/** The orders in which reviews can be listed; of two with the same stars, the newer comes first. */
export const REVIEW_ORDERS = {
  NEWEST: {
    name: 'reviews:newest',
    fields: [
      ['createdAt', -1],
      ['_id', -1],
    ],
  },
  HIGHEST: {
    name: 'reviews:highest',
    fields: [
      ['rating', -1],
      ['createdAt', -1],
      ['_id', -1],
    ],
  },
  LOWEST: {
    name: 'reviews:lowest',
    fields: [
      ['rating', 1],
      ['createdAt', -1],
      ['_id', -1],
    ],
  },
} as const satisfies Record<string, PageOrder>;
