import { newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import type { InventoryCommand, InventoryScope } from '../context.js';
import {
  type AllocatedLine,
  allocate,
  preferredFor,
  type ShortLine,
  type WantedLine,
} from '../domain/allocation.js';
import type { ReservationDocument } from '../models/reservation.model.js';
import { reserveUnits } from '../models/stock-updates.js';

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
 * Reserves all lines of an order or none, in one transaction. An order that has a reservation already, in whatever
 * state, gets that one: asking twice reserves once.
 */
export const reserveStock: InventoryCommand<NewReservation, ReservationDocument | OutOfStock> = async (
  scope,
  input,
) => {
  const { Reservation } = scope.models;
  const { orderId } = input;
  const existing = await Reservation.findOne({ orderId }).lean();
  if (existing) return existing;
  try {
    const made = await reserveAll(scope, { ...input, lines: oneLinePerProduct(input.lines) });
    if (made instanceof OutOfStock) return made;
    for (const { productId } of made.lines) scope.live.publish('stockChanged', { productId });
    return made;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const first = await Reservation.findOne({ orderId }).lean();
    if (!first) throw error;
    return first;
  }
};

async function reserveAll(
  { models, transaction }: InventoryScope,
  { orderId, lines, country, expiresAt }: NewReservation,
): Promise<ReservationDocument | OutOfStock> {
  const warehouses = await models.Warehouse.find({}, null, { sort: { code: 1 } }).lean();
  const preferred = preferredFor(
    country,
    warehouses.map(({ _id, address }) => ({ id: _id, country: address.country })),
  );
  return transaction(async (session) => {
    const productIds = lines.map(({ productId }) => productId);
    const shelves = await models.StockLevel.find({ productId: { $in: productIds } }, null, {
      session,
    }).lean();
    const plan = allocate(lines, shelves, preferred);
    if ('short' in plan) return new OutOfStock(plan.short);
    const now = new Date();
    const reservation: ReservationDocument = {
      _id: newId('Reservation'),
      orderId,
      lines: [...plan.allocated],
      state: 'HELD',
      expiresAt,
      createdAt: now,
      updatedAt: now,
    };
    await models.Reservation.create([reservation], { session });
    for (const line of inOneOrder(plan.allocated)) {
      // What the plan read may have changed: the update's own condition decides.
      const reserved = await reserveUnits(models.StockLevel, line, session);
      if (!reserved) throw new Error('stock that a transaction read was gone within it');
    }
    return reservation;
  });
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
