import { z } from 'zod';
import { defineEvent } from './event-definition.js';

/**
 * Credentials of a user were taken back: whoever holds access tokens made of them before `at` is to be turned away at once, and
 * their streams ended, though the tokens themselves have not expired.
 */
export const credentialsRevoked = defineEvent({
  type: 'account.credentials-revoked',
  aggregate: 'User',
  source: 'accounts',
  consumers: [],
  live: true,
  versions: [
    z.object({
      userId: z.string(),
      /** Whether it is all access tokens of the user; otherwise those of the sessions and clients that are named. */
      everything: z.boolean(),
      /** `sid` of access tokens. */
      sessionIds: z.array(z.string()),
      /** `sub` of the tokens of machines: `key:key_...`. */
      clientIds: z.array(z.string()),
      /** The one session that `everything` leaves out; null for none. */
      exceptSessionId: z.string().nullable(),
      /** `logout`, `session-ended`, `password-changed`, `password-reset`, `roles-changed`, `key-revoked` or another. */
      reason: z.string(),
      at: z.iso.datetime(),
    }),
  ],
});
