const HOUR_MS = 60 * 60 * 1_000;

/** How long after each no a refund that its order needs is tried again, in milliseconds: what a bank refuses today may pass later. */
export const REFUND_RETRIES_MS: readonly number[] = [1, 6, 24, 72, 168].map((hours) => hours * HOUR_MS);

/** How long to wait before the next attempt after so many that failed, in milliseconds; null when it is left to people. */
export function refundRetryDelay(attempts: number): number | null {
  return REFUND_RETRIES_MS[attempts - 1] ?? null;
}
