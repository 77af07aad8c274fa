import { isDuplicateKey } from '@orrery/kit';
import type { ClientSession, Model } from 'mongoose';
import type { SessionDocument } from './session.model.js';

const UNUSED_LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;

/** What a session is used with. */
export interface SessionUse {
  readonly id: string;
  readonly userId: string;
  /** Kept when the session begins with this use. */
  readonly agent: string | undefined;
  /** What the token is issued for, as the provider calls it. */
  readonly grantId?: string | undefined;
}

/**
 * Notes that a token is issued for a session, which begins with the first. Resolves to whether it may be: not when the session
 * is over, or another user's.
 * @param session a transaction's, when it begins in one
 */
export async function useSession(
  model: Model<SessionDocument>,
  { id, userId, agent, grantId }: SessionUse,
  session?: ClientSession,
): Promise<boolean> {
  const now = new Date();
  try {
    await model.updateOne(
      { _id: id, userId, endedAt: null },
      {
        $set: {
          lastUsedAt: now,
          expiresAt: new Date(now.getTime() + UNUSED_LIFETIME_MS),
          ...(grantId !== undefined && { grantId }),
        },
        $setOnInsert: { agent: agent ?? null, createdAt: now },
      },
      { upsert: true, ...(session && { session }) },
    );
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false; // there is one of this id that does not fit
    throw error;
  }
}
