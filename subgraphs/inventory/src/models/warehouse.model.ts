import { type Connection, Schema } from 'mongoose';

/** A warehouse as stored. */
export interface WarehouseDocument {
  _id: string;
  code: string;
  name: string;
  address: { lines: string[]; postalCode: string; city: string; country: string };
}

const address = new Schema(
  { lines: [String], postalCode: String, city: String, country: String },
  { _id: false },
);

const warehouseSchema = new Schema<WarehouseDocument>(
  {
    _id: { type: String, required: true },
    code: { type: String, required: true },
    name: { type: String, required: true },
    address: { type: address, required: true },
  },
  { collection: 'warehouses', versionKey: false },
);

warehouseSchema.index({ code: 1 }, { unique: true });

/** Binds the model to the service's connection. */
export function warehouseModel(connection: Connection) {
  return connection.model<WarehouseDocument>('Warehouse', warehouseSchema);
}
