import type { PageOrder } from '@orrery/kit';

/** The orders in which products can be listed. */
export const PRODUCT_ORDERS = {
  NAME: {
    name: 'products:name',
    fields: [
      ['name', 1],
      ['_id', 1],
    ],
  },
  NAME_DESC: {
    name: 'products:name-desc',
    fields: [
      ['name', -1],
      ['_id', -1],
    ],
  },
  NEWEST: {
    name: 'products:newest',
    fields: [
      ['createdAt', -1],
      ['_id', -1],
    ],
  },
  PRICE_ASC: {
    name: 'products:price',
    fields: [
      ['price.amountMinor', 1],
      ['_id', 1],
    ],
  },
  PRICE_DESC: {
    name: 'products:price-desc',
    fields: [
      ['price.amountMinor', -1],
      ['_id', -1],
    ],
  },
} as const satisfies Record<string, PageOrder>;

/** A name of {@link PRODUCT_ORDERS}. */
export type ProductOrderName = keyof typeof PRODUCT_ORDERS;
