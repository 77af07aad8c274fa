import { newId } from '@orrery/contracts';
import type { ClientSession, Model } from 'mongoose';
import type { StockLevelDocument } from './stock-level.model.js';

/** A product in a warehouse. */
export interface StockPlace {
  readonly productId: string;
  readonly warehouseId: string;
}

/** Some units of a product in a warehouse. */
export interface StockUnits extends StockPlace {
  readonly quantity: number;
}

// Each function below is one conditional update: the condition and the change are one step for the database, so that
// two of them at once can never both take the last unit.

const AVAILABLE = { $subtract: ['$onHand', '$reserved'] };

/**
 * Adds `delta` units (below zero: takes them away). What comes to a place without a level opens one.
 * @returns the level after, or null when fewer than `-delta` units are there and not reserved
 */
export async function addUnits(
  model: Model<StockLevelDocument>,
  { productId, warehouseId }: StockPlace,
  delta: number,
  session: ClientSession,
): Promise<StockLevelDocument | null> {
  const update = { $inc: { onHand: delta, adjusted: delta }, $set: { updatedAt: new Date() } };
  if (delta < 0) {
    return model
      .findOneAndUpdate({ productId, warehouseId, $expr: { $gte: [AVAILABLE, -delta] } }, update, {
        returnDocument: 'after',
        session,
      })
      .lean<StockLevelDocument>();
  }
  const opened = { _id: newId('StockLevel'), reserved: 0, sold: 0, initial: 0 };
  return model
    .findOneAndUpdate(
      { productId, warehouseId },
      { ...update, $setOnInsert: opened },
      {
        upsert: true,
        returnDocument: 'after',
        session,
      },
    )
    .lean<StockLevelDocument>();
}

/** Promises units to an order. @throws Error when they are not available: they were not looked for in the same transaction */
export async function reserveUnits(
  model: Model<StockLevelDocument>,
  { productId, warehouseId, quantity }: StockUnits,
  session: ClientSession,
): Promise<void> {
  const { matchedCount } = await model.updateOne(
    { productId, warehouseId, $expr: { $gte: [AVAILABLE, quantity] } },
    { $inc: { reserved: quantity }, $set: { updatedAt: new Date() } },
    { session },
  );
  if (matchedCount !== 1) throw new Error(`${quantity} of ${productId} are not available in ${warehouseId}`);
}

/** Takes a promise back. @throws Error when no such promise was made: the books would be wrong */
export async function releaseUnits(
  model: Model<StockLevelDocument>,
  { productId, warehouseId, quantity }: StockUnits,
  session: ClientSession,
): Promise<void> {
  const { matchedCount } = await model.updateOne(
    { productId, warehouseId, reserved: { $gte: quantity } },
    { $inc: { reserved: -quantity }, $set: { updatedAt: new Date() } },
    { session },
  );
  if (matchedCount !== 1) throw new Error(`${quantity} of ${productId} are not reserved in ${warehouseId}`);
}

/** Lets reserved units leave the warehouse. @throws Error when they are not reserved: the books would be wrong */
export async function shipUnits(
  model: Model<StockLevelDocument>,
  { productId, warehouseId, quantity }: StockUnits,
  session: ClientSession,
): Promise<void> {
  const { matchedCount } = await model.updateOne(
    { productId, warehouseId, reserved: { $gte: quantity } },
    { $inc: { reserved: -quantity, onHand: -quantity, sold: quantity }, $set: { updatedAt: new Date() } },
    { session },
  );
  if (matchedCount !== 1) throw new Error(`${quantity} of ${productId} are not reserved in ${warehouseId}`);
}
