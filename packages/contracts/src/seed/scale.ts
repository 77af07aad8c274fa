/** How many of each there are at scale 1. */
export const PER_SCALE = { products: 320, users: 80, orders: 400, carts: 12, reviews: 1500 } as const;
