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
  const existing = await reservationOf(scope, input.orderId);
  if (existing) return existing;
  const wanted = { ...input, lines: oneLinePerProduct(input.lines) };
  for (;;) {
    const plan = await planFor(scope, wanted);
    // What it is short of may be what the same order got while this was planned.
    if ('short' in plan) return (await reservationOf(scope, input.orderId)) ?? new OutOfStock(plan.short);
    const made = await reserveAll(scope, wanted, plan.allocated);
    if (made) return made;
    // Others took units since the plan was made: the next plan has fewer to give out, so that this ends.
  }
};

function reservationOf({ models }: InventoryScope, orderId: string): Promise<ReservationDocument | null> {
  return models.Reservation.findOne({ orderId }).lean<ReservationDocument>().exec();
}

async function planFor({ models }: InventoryScope, { lines, country }: NewReservation) {
  const productIds = lines.map(({ productId }) => productId);
  const [warehouses, shelves] = await Promise.all([
    models.Warehouse.find({}, null, { sort: { code: 1 } }).lean(),
    models.StockLevel.find({ productId: { $in: productIds } }).lean(),
  ]);
  const places = warehouses.map(({ _id, address }) => ({ id: _id, country: address.country }));
  return allocate(lines, shelves, preferredFor(country, places));
}

/** The reservation, the order's earlier one if it has one by now; null when the units of some line were gone. */
async function reserveAll(
  scope: InventoryScope,
  { orderId, expiresAt }: NewReservation,
  lines: readonly AllocatedLine[],
): Promise<ReservationDocument | null> {
  const { models, transaction, live } = scope;
  const now = new Date();
  const reservation: ReservationDocument = {
    _id: newId('Reservation'),
    orderId,
    lines: [...lines],
    state: 'HELD',
    expiresAt,
    createdAt: now,
    updatedAt: now,
  };
  try {
    const reserved = await transaction(async (session) => {
      // The levels come first: a transaction that has read nothing conflicts only with those under way, not with those
      // that ended since it began.
      for (const line of inOneOrder(lines)) {
        if (await reserveUnits(models.StockLevel, line, session)) continue;
        await session.abortTransaction();
        return false;
      }
      await models.Reservation.create([reservation], { session });
      return true;
    });
    if (!reserved) return null;
  } catch (error) {
    const first = isDuplicateKey(error) ? await reservationOf(scope, orderId) : null;
    if (!first) throw error;
    return first;
  }
  for (const { productId } of lines) live.publish('stockChanged', { productId });
  return reservation;
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
