import { type Connection, Schema } from 'mongoose';
import type { CartItem } from '../mail/mail-port.js';

/** A mail that has not left yet. What it will hold is made as it leaves. */
export interface OutgoingMailDocument {
  _id: string;
  purpose: string;
  /** As it was asked for, normalised: whether anybody has it is looked up later, so that asking costs the same. */
  email: string;
  createdAt: Date;
  /** No try before this. */
  dueAt: Date;
  tries: number;
  /** Whether its token has been made: a second one never is. */
  hasToken: boolean;
  /** Of a cart's reminder: what is in the cart; absent in others. */
  items?: CartItem[];
}

const itemSchema = new Schema<CartItem>(
  { productId: { type: String, required: true }, quantity: { type: Number, required: true } },
  { _id: false },
);

const outgoingMailSchema = new Schema<OutgoingMailDocument>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, required: true },
    email: { type: String, required: true },
    createdAt: { type: Date, required: true },
    dueAt: { type: Date, required: true },
    tries: { type: Number, required: true },
    hasToken: { type: Boolean, required: true },
    items: { type: [itemSchema], default: undefined },
  },
  { collection: 'outgoing_mails', versionKey: false },
);

outgoingMailSchema.index({ dueAt: 1 });

/** Binds the model to the service's connection. */
export function outgoingMailModel(connection: Connection) {
  return connection.model<OutgoingMailDocument>('OutgoingMail', outgoingMailSchema);
}
