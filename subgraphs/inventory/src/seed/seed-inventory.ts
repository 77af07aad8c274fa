import { type SeedReservation, type SeedStockLevel, seedWorld } from '@orrery/contracts/seed';
import { insertMissing, type SeedReport } from '@orrery/kit';
import type { InventoryScope } from '../context.js';
import type { ReservationDocument } from '../models/reservation.model.js';
import type { StockLevelDocument } from '../models/stock-level.model.js';
import type { WarehouseDocument } from '../models/warehouse.model.js';

const BATCH_SIZE = 500;

/**
 * Writes the demo stock: the same documents on every machine; what is there already stays as it is. Reserved units
 * come with the reservations that are written, so that the two agree whatever was seeded before.
 */
export async function seedInventory(
  scope: InventoryScope,
  { scale }: { scale: number },
): Promise<SeedReport> {
  const world = seedWorld({ scale });
  const warehouses = world.warehouses.map(
    ({ id, code, name, address }): WarehouseDocument => ({
      _id: id,
      code,
      name,
      address: { ...address, lines: [...address.lines] },
    }),
  );
  return {
    warehouses: await insertMissing(scope.models.Warehouse, warehouses),
    stockLevels: await insertMissing(scope.models.StockLevel, levelsOf(world.stockLevels)),
    reservations: await insertReservations(scope, [...world.reservations]),
  };
}

function* levelsOf(levels: Iterable<SeedStockLevel>): Generator<StockLevelDocument> {
  for (const { id, productId, warehouseId, onHand, reserved, sold, updatedAt } of levels) {
    const free = onHand - reserved;
    const figures = { onHand: free, reserved: 0, sold, initial: free + sold, adjusted: 0 };
    yield { _id: id, productId, warehouseId, ...figures, updatedAt: new Date(updatedAt) };
  }
}

async function insertReservations(scope: InventoryScope, all: readonly SeedReservation[]): Promise<number> {
  let inserted = 0;
  for (let start = 0; start < all.length; start += BATCH_SIZE) {
    inserted += await insertBatch(scope, all.slice(start, start + BATCH_SIZE));
  }
  return inserted;
}

async function insertBatch(
  { models, transaction }: InventoryScope,
  batch: readonly SeedReservation[],
): Promise<number> {
  return transaction(async (session) => {
    const orderIds = batch.map(({ orderId }) => orderId);
    const there = await models.Reservation.find(
      { orderId: { $in: orderIds } },
      { orderId: 1 },
      { session },
    ).lean();
    const taken = new Set(there.map(({ orderId }) => orderId));
    const missing = batch.filter(({ orderId }) => !taken.has(orderId)).map(toDocument);
    if (missing.length === 0) return 0;
    await models.Reservation.insertMany(missing, { session });
    const held = missing.flatMap(({ lines }) => lines);
    await models.StockLevel.bulkWrite(
      held.map(({ productId, warehouseId, quantity }) => ({
        updateOne: {
          filter: { productId, warehouseId },
          update: { $inc: { onHand: quantity, initial: quantity, reserved: quantity } },
        },
      })),
      { session },
    );
    return missing.length;
  });
}

function toDocument({ id, orderId, lines, createdAt }: SeedReservation): ReservationDocument {
  const made = new Date(createdAt);
  return {
    _id: id,
    orderId,
    lines: lines.map((line) => ({ ...line })),
    state: 'HELD',
    expiresAt: null,
    createdAt: made,
    updatedAt: made,
  };
}
