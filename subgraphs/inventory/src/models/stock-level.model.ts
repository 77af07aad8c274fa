import { type Connection, Schema } from 'mongoose';
import type { StockBook } from '../domain/stock.js';

type Figures = { -readonly [K in keyof StockBook]: StockBook[K] };

/**
 * One product in one warehouse as stored. All its figures are in the one document, and change together or not at all:
 * available + reserved + sold = initial + adjusted at any instant.
 */
export interface StockLevelDocument extends Figures {
  _id: string;
  productId: string;
  warehouseId: string;
  updatedAt: Date;
}

const figure = { type: Number, required: true };

const stockLevelSchema = new Schema<StockLevelDocument>(
  {
    _id: { type: String, required: true },
    productId: { type: String, required: true },
    warehouseId: { type: String, required: true },
    onHand: figure,
    reserved: figure,
    sold: figure,
    initial: figure,
    adjusted: figure,
    updatedAt: { type: Date, required: true },
  },
  { collection: 'stockLevels', versionKey: false },
);

stockLevelSchema.index({ productId: 1, warehouseId: 1 }, { unique: true });
stockLevelSchema.index({ warehouseId: 1, productId: 1 });

/** Binds the model to the service's connection. */
export function stockLevelModel(connection: Connection) {
  return connection.model<StockLevelDocument>('StockLevel', stockLevelSchema);
}
