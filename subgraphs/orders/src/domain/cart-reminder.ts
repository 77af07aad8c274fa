const DAY_MS = 24 * 60 * 60 * 1_000;

/** A customer is reminded at most once in this time, whatever becomes of the cart. */
const PAUSE_MS = 7 * DAY_MS;
/** For so long after a reminder is due it may still be given: twice the pause, as another may have come just before. */
const LATEST_MS = 2 * PAUSE_MS;

/** Between which moments a cart was last touched that is to be reminded of at another moment, and the customer reminded before. */
export interface ReminderWindow {
  readonly touchedAfter: Date;
  readonly touchedUntil: Date;
  readonly remindedUntil: Date;
}

/**
 * Of which carts to remind now. One that was left long ago is not, so that nobody hears of last year's cart on the day on which
 * reminders are switched on.
 * @param afterMs for how long a cart must not have been touched, in milliseconds
 */
export function reminderWindow(now: Date, afterMs: number): ReminderWindow {
  const before = (ms: number) => new Date(now.getTime() - ms);
  return {
    touchedAfter: before(afterMs + LATEST_MS),
    touchedUntil: before(afterMs),
    remindedUntil: before(PAUSE_MS),
  };
}
