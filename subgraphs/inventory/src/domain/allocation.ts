import { availableOf, type StockFigures } from './stock.js';

/** Units of a product that an order wants. */
export interface WantedLine {
  readonly productId: string;
  readonly quantity: number;
}

/** A wanted line and the warehouse that it comes from. */
export interface AllocatedLine extends WantedLine {
  readonly warehouseId: string;
}

/** A wanted line that no warehouse can serve; `available` is the most that one of them has. */
export interface ShortLine extends WantedLine {
  readonly available: number;
}

/** One product in one warehouse. */
export interface Shelf extends StockFigures {
  readonly productId: string;
  readonly warehouseId: string;
}

/**
 * Where each line comes from: whole from one warehouse, the first in `preferred` (warehouse ids) that has enough. All
 * lines or none: one short line, and only the short lines are answered.
 */
export function allocate(
  lines: readonly WantedLine[],
  shelves: readonly Shelf[],
  preferred: readonly string[],
): { readonly allocated: readonly AllocatedLine[] } | { readonly short: readonly ShortLine[] } {
  const allocated: AllocatedLine[] = [];
  const short: ShortLine[] = [];
  for (const line of lines) {
    const own = shelves.filter(({ productId }) => productId === line.productId);
    const availableIn = (warehouseId: string) =>
      own
        .filter((shelf) => shelf.warehouseId === warehouseId)
        .reduce((sum, shelf) => sum + availableOf(shelf), 0);
    const warehouseId = preferred.find((id) => availableIn(id) >= line.quantity);
    if (warehouseId === undefined) short.push({ ...line, available: Math.max(0, ...own.map(availableOf)) });
    else allocated.push({ ...line, warehouseId });
  }
  return short.length > 0 ? { short } : { allocated };
}

/** Warehouse ids in the order in which a country is served: its own first, the others as they come. */
export function preferredFor(
  country: string,
  warehouses: readonly { readonly id: string; readonly country: string }[],
): string[] {
  const own = warehouses.filter((warehouse) => warehouse.country === country);
  const others = warehouses.filter((warehouse) => warehouse.country !== country);
  return [...own, ...others].map(({ id }) => id);
}
