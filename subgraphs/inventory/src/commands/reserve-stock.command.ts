import type { ClientSession } from 'mongoose';
import type { InventoryScope, InventoryStep } from '../context.js';
import {
  type AllocatedLine,
  allocate,
  preferredFor,
  type ShortLine,
  type WantedLine,
} from '../domain/allocation.js';
import type { ReservationDocument } from '../models/reservation.model.js';
import { findReservation, insertReservation } from '../models/reservation-updates.js';
import { reserveUnits } from '../models/stock-updates.js';
import { tellStockChanged } from './stock-changed.js';

/** What an order wants to be promised. */
export interface NewReservation {
  readonly orderId: string;
  readonly lines: readonly WantedLine[];
  /** Where it is to be sent, as an ISO 3166-1 alpha-2 code: its own warehouse comes first. */
  readonly country: string;
  /** Null: held until it is released or fulfilled. */
  readonly expiresAt: Date | null;
}

/** Why nothing was reserved: the lines that no warehouse can serve, and what is left of them. */
export class OutOfStock {
  constructor(readonly lines: readonly ShortLine[]) {}
}

/**
 * Reserves all lines of an order or none. An order that has a reservation already gets that one, in whatever state it is: asking
 * twice reserves once, and asking after the release reserves nothing.
 */
export const reserveStock: InventoryStep<NewReservation, ReservationDocument | OutOfStock> = async (
  scope,
  input,
  session,
) => {
  const { models } = scope;
  const { orderId, expiresAt } = input;
  const existing = await findReservation(models.Reservation, orderId, session);
  if (existing) return existing;
  const plan = await planFor(scope, input, session);
  if ('short' in plan) return new OutOfStock(plan.short);
  const lines = inOneOrder(plan.allocated);
  for (const line of lines) await reserveUnits(models.StockLevel, line, session);
  tellStockChanged(scope, lines, session);
  return insertReservation(models.Reservation, { orderId, lines, state: 'HELD', expiresAt }, session);
};

// What is planned is what is there: should another take some of it meanwhile, the two transactions conflict, and this one is
// done again from its beginning.
async function planFor(
  { models }: InventoryScope,
  { lines, country }: NewReservation,
  session: ClientSession,
) {
  const wanted = oneLinePerProduct(lines);
  const productIds = wanted.map(({ productId }) => productId);
  const warehouses = await models.Warehouse.find({}, null, { sort: { code: 1 }, session }).lean();
  const shelves = await models.StockLevel.find({ productId: { $in: productIds } }, null, { session }).lean();
  const places = warehouses.map(({ _id, address }) => ({ id: _id, country: address.country }));
  return allocate(wanted, shelves, preferredFor(country, places));
}

function oneLinePerProduct(lines: readonly WantedLine[]): WantedLine[] {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of lines) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  }
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
}

// Orders that want the same products touch them in the same order, so that one of two that meet gets through.
function inOneOrder(lines: readonly AllocatedLine[]): AllocatedLine[] {
  return [...lines].sort((a, b) => (a.productId < b.productId ? -1 : 1));
}
