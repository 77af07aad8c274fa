import type { InventoryStep } from '../context.js';
import { holdWithoutEnd } from '../models/reservation-updates.js';

/** Makes that an order's reservation does not expire. Resolves to whether there is one still. */
export const keepStock: InventoryStep<{ orderId: string }, boolean> = ({ models }, { orderId }, session) =>
  holdWithoutEnd(models.Reservation, orderId, session);
