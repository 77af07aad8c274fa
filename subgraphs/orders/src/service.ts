import { defineService } from '@orrery/kit';
import { configSchema } from './config.js';
import type { OrdersParts } from './context.js';
import { checkoutAnswers } from './events/checkout-answers.js';
import { references } from './graphql/references/references.js';
import { CartResolver } from './graphql/resolvers/cart.resolver.js';
import { CartLineResolver } from './graphql/resolvers/cart-line.resolver.js';
import { CheckoutResolver } from './graphql/resolvers/checkout.resolver.js';
import { OrderResolver } from './graphql/resolvers/order.resolver.js';
import { OrderLineResolver } from './graphql/resolvers/order-line.resolver.js';
import { OrderUpdatedResolver } from './graphql/resolvers/order-updated.resolver.js';
import { UserResolver } from './graphql/resolvers/user.resolver.js';
import { cartReminders } from './jobs/remind-of-carts.job.js';
import { ordersLoaders } from './loaders/orders.loaders.js';
import { ordersModels } from './models/orders.models.js';
import { checkoutDeadlines } from './sagas/keep-deadlines.js';
import { seedOrders } from './seed/seed-orders.js';

const HOUR_MS = 60 * 60 * 1_000;

/** The orders service: carts and orders. */
export const orders = defineService({
  name: 'orders',
  configSchema,
  models: ordersModels,
  loaders: ordersLoaders,
  resolvers: [
    CartResolver,
    CartLineResolver,
    CheckoutResolver,
    OrderResolver,
    OrderLineResolver,
    OrderUpdatedResolver,
    UserResolver,
  ],
  references,
  parts: ({ CHECKOUT_STEP_TIMEOUT_MS, REMINDER_AFTER_HOURS }): OrdersParts => ({
    stepTimeMs: CHECKOUT_STEP_TIMEOUT_MS,
    reminderAfterMs: REMINDER_AFTER_HOURS * HOUR_MS,
  }),
  handlers: checkoutAnswers,
  jobs: [checkoutDeadlines, cartReminders],
  seed: seedOrders,
});
