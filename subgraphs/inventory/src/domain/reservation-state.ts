/** The states of a reservation. */
export const RESERVATION_STATES = ['HELD', 'RELEASED', 'FULFILLED'] as const;

/** One of {@link RESERVATION_STATES}. */
export type ReservationState = (typeof RESERVATION_STATES)[number];

/** Where a reservation may go from each state. Every reservation starts as HELD. */
export const RESERVATION_TRANSITIONS = {
  HELD: ['RELEASED', 'FULFILLED'],
  RELEASED: [],
  FULFILLED: [],
} as const satisfies Record<ReservationState, readonly ReservationState[]>;

/** The states from which `to` can be reached in one step. */
export function reservationStatesBefore(to: ReservationState): readonly ReservationState[] {
  return RESERVATION_STATES.filter((from) => {
    const next: readonly ReservationState[] = RESERVATION_TRANSITIONS[from];
    return next.includes(to);
  });
}
