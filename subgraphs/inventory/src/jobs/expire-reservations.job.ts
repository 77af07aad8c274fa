import type { Job } from '@orrery/kit';
import { expireReservation } from '../commands/release-stock.command.js';
import type { InventoryScope } from '../context.js';

/** Releases reservations that nobody kept in time, each in a transaction of its own: one that cannot be holds up no other. */
export const expireReservations: Job<InventoryScope> = {
  name: 'expire-reservations',
  everyMs: 5_000,
  run: async (scope, signal) => {
    const { models, transaction } = scope;
    const now = new Date();
    const due = models.Reservation.find({ state: 'HELD', expiresAt: { $lte: now } }, { _id: 1 })
      .sort({ expiresAt: 1 })
      .lean()
      .cursor();
    const faults: unknown[] = [];
    for await (const { _id } of due) {
      if (signal.aborted) break;
      try {
        await transaction((session) => expireReservation(scope, { id: _id, now }, session));
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, `${faults.length} reservations are not released`);
  },
};
