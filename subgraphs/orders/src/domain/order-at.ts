import type { OrderFailure } from './order-failure.js';
import { ORDER_TRANSITIONS, type OrderState } from './order-state.js';

/** What of an order changes with its version. */
export interface VersionedOrder {
  readonly version: number;
  readonly state: OrderState;
  readonly history: readonly { readonly state: OrderState; readonly at: Date }[];
  readonly failure: OrderFailure | null;
}

/** An order as it was at an earlier version; as it is, when it has not come further. */
export function orderAt<Order extends VersionedOrder>(order: Order, version: number): Order {
  if (version >= order.version) return order;
  const history = order.history.slice(0, version);
  const state = history.at(-1)?.state ?? order.state;
  const hasEnded = ORDER_TRANSITIONS[state].length === 0;
  return { ...order, version, state, history, failure: hasEnded ? order.failure : null };
}
