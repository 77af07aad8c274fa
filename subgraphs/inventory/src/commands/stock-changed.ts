import { afterCommit } from '@orrery/kit';
import type { ClientSession } from 'mongoose';
import type { InventoryScope } from '../context.js';

/** Tells live subscribers that the stock of these products changed, once it has. */
export function tellStockChanged(
  { live }: InventoryScope,
  lines: readonly { readonly productId: string }[],
  session: ClientSession,
): void {
  afterCommit(session, () => {
    for (const { productId } of lines) live.publish('stockChanged', { productId });
  });
}
