/** Units of one product: `onHand` is all that lies in the warehouse, and `reserved` the part of it promised to orders. */
export interface StockFigures {
  readonly onHand: number;
  readonly reserved: number;
}

/** The figures of one product in one warehouse that must add up at any instant. */
export interface StockBook extends StockFigures {
  /** Units that were there when the book was opened. */
  readonly initial: number;
  /** The sum of all adjustments since. */
  readonly adjusted: number;
  /** Units that left with orders. */
  readonly sold: number;
}

/** What can be promised still. */
export function availableOf({ onHand, reserved }: StockFigures): number {
  return onHand - reserved;
}

/** A product's figures over all warehouses; zero without any. */
export function sumStock(levels: readonly StockFigures[]): StockFigures & { readonly available: number } {
  const onHand = levels.reduce((sum, level) => sum + level.onHand, 0);
  const reserved = levels.reduce((sum, level) => sum + level.reserved, 0);
  return { onHand, reserved, available: onHand - reserved };
}

/** Whether no unit was lost or made up: available + reserved + sold = initial + adjusted, and none is below zero. */
export function isBalanced(book: StockBook): boolean {
  const available = availableOf(book);
  const adds = available + book.reserved + book.sold === book.initial + book.adjusted;
  return adds && available >= 0 && book.reserved >= 0 && book.sold >= 0;
}
