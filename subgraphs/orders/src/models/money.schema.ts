import { Schema } from 'mongoose';

/** An amount of money as part of a document. */
export const moneySchema = new Schema(
  { amountMinor: { type: Number, required: true }, currency: { type: String, required: true } },
  { _id: false },
);
