import { type Connection, Schema } from 'mongoose';

/** A category as stored: a node of a tree of any depth. */
export interface CategoryDocument {
  _id: string;
  name: string;
  slug: string;
  description: string;
  /** Null for a root. */
  parentId: string | null;
  /** From the root down to the parent. */
  ancestorIds: string[];
}

const categorySchema = new Schema<CategoryDocument>(
  {
    _id: { type: String, required: true },
    name: { type: String, required: true },
    slug: { type: String, required: true },
    description: { type: String, default: '' },
    parentId: { type: String, default: null },
    ancestorIds: { type: [String], default: [] },
  },
  { collection: 'categories', versionKey: false },
);

categorySchema.index({ slug: 1 }, { unique: true });
categorySchema.index({ parentId: 1, name: 1 });

/** Binds the model to the service's connection. */
export function categoryModel(connection: Connection) {
  return connection.model<CategoryDocument>('Category', categorySchema);
}
