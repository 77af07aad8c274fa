import { type Connection, Schema } from 'mongoose';
import { STARS, type Stars } from '../domain/rating.js';

/** A review as stored. */
export interface ReviewDocument {
  _id: string;
  productId: string;
  /** Who wrote it. */
  userId: string;
  rating: Stars;
  title: string;
  body: string;
  createdAt: Date;
  updatedAt: Date;
}

const reviewSchema = new Schema<ReviewDocument>(
  {
    _id: { type: String, required: true },
    productId: { type: String, required: true },
    userId: { type: String, required: true },
    rating: { type: Number, enum: STARS, required: true },
    title: { type: String, required: true },
    body: { type: String, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'reviews', versionKey: false },
);

reviewSchema.index({ productId: 1, userId: 1 }, { unique: true });
reviewSchema.index({ productId: 1, createdAt: -1, _id: -1 });
reviewSchema.index({ productId: 1, rating: -1, createdAt: -1, _id: -1 });
reviewSchema.index({ productId: 1, rating: 1, createdAt: -1, _id: -1 });
reviewSchema.index({ userId: 1, createdAt: -1, _id: -1 });

/** Binds the model to the service's connection. */
export function reviewModel(connection: Connection) {
  return connection.model<ReviewDocument>('Review', reviewSchema);
}
