import { foreignEntity, ownedEntity, type References } from '@orrery/kit';
import type { OrdersLoaders } from '../../loaders/orders.loaders.js';

const cart = ownedEntity<OrdersLoaders>({ id: (loaders) => loaders.cartById });

/** How orders resolves representations of its entities, and of the one that it adds fields to. */
export const references: References<OrdersLoaders> = {
  Order: ownedEntity({ id: (loaders) => loaders.orderById }),
  // The lines with their products' prices, which subtotal @requires, are kept beside the lines as stored.
  Cart: ({ lines, ...representation }, context) => cart({ ...representation, requiredLines: lines }, context),
  CartLine: ownedEntity({ id: (loaders) => loaders.cartLineById }),
  User: foreignEntity(),
};
