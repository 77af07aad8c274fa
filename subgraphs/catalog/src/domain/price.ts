/** The highest price of a product, in minor units: GraphQL's Int ends at 2,147,483,647. */
export const MAX_PRICE_MINOR = 100_000_000;
