import { accounts } from '@orrery/accounts';
import { catalog } from '@orrery/catalog';
import { inventory } from '@orrery/inventory';
import type { AnyService } from '@orrery/kit';
import { orders } from '@orrery/orders';
import { payments } from '@orrery/payments';
import { reviews } from '@orrery/reviews';

/** All services of the shop. */
export const SERVICES: readonly AnyService[] = [accounts, catalog, inventory, orders, payments, reviews];
