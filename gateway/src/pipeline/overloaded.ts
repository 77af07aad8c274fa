import { refuse } from './refusal.js';

/** How many seconds a client that was shed should wait. */
const RETRY_AFTER_SECONDS = 1;

/** What an operation is answered that is shed, whatever it came by. */
export const OVERLOADED = refuse(
  503,
  'OVERLOADED',
  `The gateway has more to do than it can; try again in ${RETRY_AFTER_SECONDS} s.`,
  { 'retry-after': String(RETRY_AFTER_SECONDS) },
);
