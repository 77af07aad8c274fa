import { type Connection, Schema } from 'mongoose';

/** Why stock was adjusted. */
export const ADJUSTMENT_REASONS = ['RECEIVED', 'RETURNED', 'COUNTED', 'DAMAGED', 'LOST'] as const;

/** One of {@link ADJUSTMENT_REASONS}. */
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

/** An adjustment as stored: written once, never changed or removed. */
export interface StockAdjustmentDocument {
  _id: string;
  productId: string;
  warehouseId: string;
  delta: number;
  reason: AdjustmentReason;
  note: string;
  /** The user who made it. */
  madeBy: string;
  madeAt: Date;
}

const stockAdjustmentSchema = new Schema<StockAdjustmentDocument>(
  {
    _id: { type: String, required: true, immutable: true },
    productId: { type: String, required: true, immutable: true },
    warehouseId: { type: String, required: true, immutable: true },
    delta: { type: Number, required: true, immutable: true },
    reason: { type: String, enum: ADJUSTMENT_REASONS, required: true, immutable: true },
    note: { type: String, default: '', immutable: true },
    madeBy: { type: String, required: true, immutable: true },
    madeAt: { type: Date, required: true, immutable: true },
  },
  { collection: 'stockAdjustments', versionKey: false },
);

stockAdjustmentSchema.index({ productId: 1, madeAt: -1, _id: -1 });

/** Binds the model to the service's connection. */
export function stockAdjustmentModel(connection: Connection) {
  return connection.model<StockAdjustmentDocument>('StockAdjustment', stockAdjustmentSchema);
}
