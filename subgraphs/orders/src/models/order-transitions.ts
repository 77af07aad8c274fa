import type { ClientSession, Model } from 'mongoose';
import type { OrderPrices } from '../domain/checkout-answer.js';
import { type OrderState, orderStatesBefore } from '../domain/order-state.js';
import type { OrderDocument } from './order.model.js';

/** What the order must be like for its state to change, beside what the state machine asks. */
export interface TransitionOptions {
  /** The version that the decision was made on. @default any */
  readonly version?: number;
  readonly session?: ClientSession;
  /** What changes with the state. */
  readonly set?: Partial<Pick<OrderDocument, 'failure'>>;
}

/**
 * Takes an order to another state, its version one up, by one conditional update: of two at once, one finds the order
 * in a state from which the machine leads there.
 * @returns the order after, or null when there is no such order in such a state (and version)
 */
export function moveOrder(
  model: Model<OrderDocument>,
  id: string,
  to: OrderState,
  { version, session, set }: TransitionOptions = {},
): Promise<OrderDocument | null> {
  return model
    .findOneAndUpdate(
      { _id: id, state: { $in: orderStatesBefore(to) }, ...(version !== undefined && { version }) },
      {
        $set: { ...set, state: to },
        $inc: { version: 1 },
        $push: { history: { state: to, at: new Date() } },
      },
      { returnDocument: 'after', ...(session && { session }) },
    )
    .lean<OrderDocument>()
    .exec();
}

/** Writes what an order costs, as the catalog told it. @returns the order with its prices */
export async function setPrices(
  model: Model<OrderDocument>,
  order: OrderDocument,
  { lines, subtotal, shipping, total }: OrderPrices,
  session: ClientSession,
): Promise<OrderDocument> {
  const priced = order.lines.map((line, nth) => ({ ...line, ...lines[nth] }));
  const set = { lines: priced, subtotal, shipping, total };
  const { matchedCount } = await model.updateOne(
    { _id: order._id, version: order.version },
    { $set: set },
    { session },
  );
  if (matchedCount !== 1) throw new Error(`order ${order._id} was changed meanwhile`);
  return { ...order, ...set };
}
