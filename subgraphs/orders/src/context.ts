import type { Command, CommandScope, ServiceContext } from '@orrery/kit';
import type { OrdersLoaders } from './loaders/orders.loaders.js';
import type { OrdersModels } from './models/orders.models.js';

/** What orders needs beside its models. */
export interface OrdersParts {
  /** The unit in which the patience of a checkout's steps is counted, in milliseconds. */
  readonly stepTimeMs: number;
  /** For how long a cart must not have been touched for its customer to be reminded, in milliseconds; 0: nobody is. */
  readonly reminderAfterMs: number;
}

/** What orders' resolvers get as their context. */
export type OrdersContext = ServiceContext<OrdersModels, OrdersLoaders, OrdersParts>;

/** What orders' commands work with. */
export type OrdersScope = CommandScope<OrdersModels, OrdersParts>;

/** A write of orders'. */
export type OrdersCommand<Input, Output> = Command<OrdersScope, Input, Output>;
