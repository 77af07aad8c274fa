import type { Command, CommandScope, ServiceContext } from '@orrery/kit';
import type { OrdersLoaders } from './loaders/orders.loaders.js';
import type { OrdersModels } from './models/orders.models.js';

/** What orders' resolvers get as their context. */
export type OrdersContext = ServiceContext<OrdersModels, OrdersLoaders>;

/** What orders' commands work with. */
export type OrdersScope = CommandScope<OrdersModels>;

/** A write of orders'. */
export type OrdersCommand<Input, Output> = Command<OrdersScope, Input, Output>;
