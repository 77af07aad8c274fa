import type { PageOrder } from '@orrery/kit';

/** Stock levels product by product. */
export const LEVELS_BY_PRODUCT: PageOrder = {
  name: 'stock-levels:product',
  fields: [
    ['productId', 1],
    ['warehouseId', 1],
  ],
};

/** Reservations, the newest first. */
export const RESERVATIONS_NEWEST: PageOrder = {
  name: 'reservations:newest',
  fields: [
    ['createdAt', -1],
    ['_id', -1],
  ],
};

/** Adjustments, the newest first. */
export const ADJUSTMENTS_NEWEST: PageOrder = {
  name: 'stock-adjustments:newest',
  fields: [
    ['madeAt', -1],
    ['_id', -1],
  ],
};
