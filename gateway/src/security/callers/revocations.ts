import { z } from 'zod';
import type { Ended } from './ended-sessions.js';

const dateField = z.iso.datetime().transform((text) => new Date(text));

const answerSchema = z.object({
  revokedCredentials: z.object({
    now: dateField,
    revocations: z.array(
      z.object({
        userId: z.string(),
        everything: z.boolean(),
        sessionIds: z.array(z.string()),
        clientIds: z.array(z.string()),
        exceptSessionId: z.string().nullable(),
        at: dateField,
      }),
    ),
  }),
});

/** Whose tokens are void that were issued until then, in seconds since the epoch. */
export interface EndedAt {
  readonly whose: Ended;
  readonly at: number;
}

/**
 * Reads what the field `revokedCredentials` answers.
 * @throws an error when it is of another form
 */
export function readRevocations(data: unknown): { readonly now: Date; readonly ended: readonly EndedAt[] } {
  const { now, revocations } = answerSchema.parse(data).revokedCredentials;
  const ended = revocations.flatMap(({ userId, everything, sessionIds, clientIds, exceptSessionId, at }) => {
    const whose: Ended[] = [
      ...(everything ? [{ userId, ...(exceptSessionId !== null && { exceptSessionId }) }] : []),
      ...sessionIds.map((sessionId) => ({ sessionId })),
      ...clientIds.map((clientId) => ({ clientId })),
    ];
    return whose.map((one) => ({ whose: one, at: Math.floor(at.getTime() / 1_000) }));
  });
  return { now, ended };
}
