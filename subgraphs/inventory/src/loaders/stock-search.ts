import type { Filter } from '@orrery/kit';

/** Which stock levels: every part that is given must hold. */
export interface StockLevelCriteria {
  readonly productIds?: readonly string[] | null;
  readonly warehouseId?: string | null;
  readonly availableAtMost?: number | null;
}

/** The MongoDB filter for the levels that meet the criteria. */
export function stockLevelFilter({ productIds, warehouseId, availableAtMost }: StockLevelCriteria): Filter {
  return {
    ...(productIds && { productId: { $in: [...productIds] } }),
    ...(warehouseId && { warehouseId }),
    ...(typeof availableAtMost === 'number' && {
      $expr: { $lte: [{ $subtract: ['$onHand', '$reserved'] }, availableAtMost] },
    }),
  };
}
