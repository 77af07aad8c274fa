import { type Connection, Schema } from 'mongoose';

/** A brand as stored. */
export interface BrandDocument {
  _id: string;
  name: string;
  slug: string;
}

const brandSchema = new Schema<BrandDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    slug: { type: String, required: true },
  },
  { collection: 'brands', versionKey: false },
);

brandSchema.index({ slug: 1 }, { unique: true });
brandSchema.index({ name: 1, _id: 1 });

/** Binds the model to the service's connection. */
export function brandModel(connection: Connection) {
  return connection.model<BrandDocument>('Brand', brandSchema);
}
