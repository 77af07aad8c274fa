import type { OrdersScope } from '../context.js';
import { type ReminderWindow, reminderWindow } from '../domain/cart-reminder.js';
import type { CartDocument } from '../models/cart.model.js';
import { type CartState, cartsToRemindOf, markReminded } from '../models/cart-reminders.js';

/**
 * Tells of the carts that hold something and were not touched for the configured time, each once for what it holds, and of a
 * customer's at most once a week. Each is one transaction that marks the cart and tells of it: two instances that do this at once
 * tell once, and what a process that died has not told is told by the next.
 */
export async function remindOfCarts(
  scope: OrdersScope,
  signal: AbortSignal,
  now: Date = new Date(),
): Promise<void> {
  const { reminderAfterMs } = scope.parts;
  if (reminderAfterMs === 0) return;
  const window = reminderWindow(now, reminderAfterMs);
  for await (const cart of cartsToRemindOf(scope.models.Cart, window)) {
    if (signal.aborted) return;
    await remindOf(scope, cart, window, now);
  }
}

function remindOf(
  { models, events, transaction }: OrdersScope,
  found: CartState,
  window: ReminderWindow,
  now: Date,
): Promise<void> {
  return transaction(async (session) => {
    const cart = await markReminded(models.Cart, found, window, now, session);
    if (!cart) return; // touched, emptied, or told of by another instance
    await events.append(session, {
      type: 'cart.abandoned',
      aggregateId: cart._id,
      aggregateVersion: cart.reminders ?? 1,
      data: abandoned(cart),
    });
  });
}

function abandoned({ userId, lines, updatedAt }: CartDocument) {
  return {
    userId,
    lines: lines.map(({ productId, quantity }) => ({ productId, quantity })),
    touchedAt: updatedAt.toISOString(),
  };
}
