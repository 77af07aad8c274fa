import type { Job } from '@orrery/kit';
import { remindOfCarts } from '../commands/remind-of-carts.js';
import type { OrdersScope } from '../context.js';

/** Has customers reminded of what they left in their carts. */
export const cartReminders: Job<OrdersScope> = {
  name: 'remind-of-carts',
  everyMs: 60_000,
  run: remindOfCarts,
};
