/** The roles that may see anybody's cart, and the list of anybody's orders. */
export const CUSTOMER_READERS = ['SUPPORT'] as const;

/** The roles that may see any order: who helps, who counts the money, and who packs the parcel. */
export const ORDER_READERS = ['SUPPORT', 'FINANCE', 'WAREHOUSE'] as const;

/** The roles that may say that an order was shipped, or has arrived. */
export const SHIPPERS = ['WAREHOUSE', 'SUPPORT'] as const;
