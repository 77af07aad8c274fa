/** How attempts are slowed down after failures. */
export interface AttemptLimit {
  /** How many failures cost no delay. */
  readonly free: number;
  /** The delay after the first failure beyond those, in milliseconds; it doubles with each more. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** How long after the last failure all are forgotten. */
  readonly forgetAfterMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What holds for one account, whoever tries: a person's slips are free, and a list of passwords takes years. */
export const ACCOUNT_LIMIT: AttemptLimit = {
  free: 5,
  firstDelayMs: 1_000,
  longestDelayMs: 15 * MINUTE_MS,
  forgetAfterMs: DAY_MS,
};

/** What holds for one address, whichever accounts are tried from it: many people may share it. */
export const ADDRESS_LIMIT: AttemptLimit = {
  free: 50,
  firstDelayMs: 1_000,
  longestDelayMs: 15 * MINUTE_MS,
  forgetAfterMs: DAY_MS,
};
