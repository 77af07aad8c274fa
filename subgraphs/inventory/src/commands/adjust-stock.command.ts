import { isIdOf, newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import { RequestError, requireUser } from '@orrery/runtime';
import type { InventoryCommand, InventoryScope } from '../context.js';
import { availableOf } from '../domain/stock.js';
import type { AdjustmentReason, StockAdjustmentDocument } from '../models/stock-adjustment.model.js';
import type { StockLevelDocument } from '../models/stock-level.model.js';
import { addUnits } from '../models/stock-updates.js';

/** An adjustment to make. */
export interface NewAdjustment {
  readonly productId: string;
  readonly warehouseId: string;
  /** Not 0. */
  readonly delta: number;
  readonly reason: AdjustmentReason;
  readonly note?: string | null;
}

/** Why stock was not taken away: so few units are there and not reserved. */
export class TooFewUnits {
  constructor(readonly available: number) {}
}

/**
 * Adjusts a stock level and records why, in one transaction: never below zero, nor below what is reserved. That the
 * product exists is not checked, for only the catalog knows: the id's form is.
 * @throws RequestError BAD_USER_INPUT when there is no such warehouse, or `productId` is not a product's id
 */
export const adjustStock: InventoryCommand<NewAdjustment, StockLevelDocument | TooFewUnits> = async (
  scope,
  input,
) => {
  const { productId, warehouseId } = input;
  if (!isIdOf('Product', productId)) throw fault('input.productId', "is not a product's id");
  if (!(await scope.models.Warehouse.exists({ _id: warehouseId }))) {
    throw fault('input.warehouseId', 'names no warehouse');
  }
  const level = await firstOrSecondTry(() => record(scope, input));
  if (!level) {
    const now = await scope.models.StockLevel.findOne({ productId, warehouseId }).lean();
    return new TooFewUnits(now ? availableOf(now) : 0);
  }
  scope.live.publish('stockChanged', { productId });
  return level;
};

/** Makes the adjustment and its record, or neither (null). */
async function record(
  { models, transaction, caller }: InventoryScope,
  { productId, warehouseId, delta, reason, note }: NewAdjustment,
): Promise<StockLevelDocument | null> {
  const adjustment: StockAdjustmentDocument = {
    _id: newId('StockAdjustment'),
    productId,
    warehouseId,
    delta,
    reason,
    note: note ?? '',
    madeBy: requireUser(caller).userId,
    madeAt: new Date(),
  };
  return transaction(async (session) => {
    // The level comes first: without it there is nothing to record, and the transaction commits nothing.
    const level = await addUnits(models.StockLevel, { productId, warehouseId }, delta, session);
    if (level) await models.StockAdjustment.create([adjustment], { session });
    return level;
  });
}

// Two that open the same level at once: the unique index lets one through, and the other then finds it there.
async function firstOrSecondTry<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (isDuplicateKey(error) && error.keyPattern?.warehouseId) return attempt();
    throw error;
  }
}

function fault(path: string, message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', `Not accepted: ${path} ${message}.`, [{ path, message }]);
}
