import { type Connection, Schema } from 'mongoose';

/** A product as stored. */
export interface ProductDocument {
  _id: string;
  sku: string;
  slug: string;
  name: string;
  description: string;
  brandId: string;
  categoryId: string;
  /** The category and all its ancestors: a filter on any of them finds the product. */
  categoryPath: string[];
  price: { amountMinor: number; currency: string };
  weightGrams: number | null;
  dimensions: { lengthMm: number; widthMm: number; heightMm: number } | null;
  attributes: { name: string; value: string }[];
  tags: string[];
  status: 'ACTIVE' | 'ARCHIVED';
  searchTerms: string[];
  createdAt: Date;
  updatedAt: Date;
}

const money = new Schema({ amountMinor: Number, currency: String }, { _id: false });
const dimensions = new Schema({ lengthMm: Number, widthMm: Number, heightMm: Number }, { _id: false });
const attribute = new Schema({ name: String, value: String }, { _id: false });

const productSchema = new Schema<ProductDocument>(
  {
    _id: { type: String, required: true },
    sku: { type: String, required: true },
    slug: { type: String, required: true },
    name: { type: String, required: true },
    description: { type: String, default: '' }, // an empty one is a description too; mongoose's `required` refuses it
    brandId: { type: String, required: true },
    categoryId: { type: String, required: true },
    categoryPath: { type: [String], required: true },
    price: { type: money, required: true },
    weightGrams: { type: Number, default: null },
    dimensions: { type: dimensions, default: null },
    attributes: { type: [attribute], default: [] },
    tags: { type: [String], default: [] },
    status: { type: String, enum: ['ACTIVE', 'ARCHIVED'], default: 'ACTIVE' },
    searchTerms: { type: [String], default: [] },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'products', versionKey: false },
);

productSchema.index({ sku: 1 }, { unique: true });
productSchema.index({ slug: 1 }, { unique: true });
productSchema.index({ status: 1, createdAt: -1, _id: -1 });
productSchema.index({ status: 1, name: 1, _id: 1 });
productSchema.index({ status: 1, 'price.amountMinor': 1, _id: 1 });
productSchema.index({ categoryPath: 1, name: 1, _id: 1 });
productSchema.index({ brandId: 1, name: 1, _id: 1 });
productSchema.index({ searchTerms: 1 });

/** Binds the model to the service's connection. */
export function productModel(connection: Connection) {
  return connection.model<ProductDocument>('Product', productSchema);
}
