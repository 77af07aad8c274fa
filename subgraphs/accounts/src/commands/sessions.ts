import type { ClientSession } from 'mongoose';
import type { AccountsScope } from '../context.js';
import { type Revocation, tellRevoked } from './revoke-credentials.js';

/**
 * Ends one session of a user's, and tells whoever verifies its tokens. Resolves to whether there was one to end.
 * What cannot be ended in the same transaction is ended after it: until then the session itself gives out no token any more.
 */
export async function endOneSession(
  scope: AccountsScope,
  userId: string,
  sessionId: string,
  reason: Revocation['reason'],
): Promise<boolean> {
  const ended = await scope.transaction(async (session) => {
    const { modifiedCount } = await scope.models.Session.updateOne(
      { _id: sessionId, userId, endedAt: null },
      { $set: { endedAt: new Date() } },
      { session },
    );
    if (modifiedCount > 0) await tellRevoked(scope, session, { userId, reason, sessionIds: [sessionId] });
    return modifiedCount > 0;
  });
  if (ended) await scope.parts.tokens.revokeSession(scope, sessionId);
  return ended;
}

/** Ends all sessions of a user but one, in the transaction of what makes it necessary; {@link dropTokens} comes after it. */
export async function endAllSessions(
  scope: AccountsScope,
  session: ClientSession,
  { userId, reason, exceptSessionId }: Pick<Revocation, 'userId' | 'reason' | 'exceptSessionId'>,
): Promise<void> {
  await scope.models.Session.updateMany(
    { userId, endedAt: null, ...(exceptSessionId !== undefined && { _id: { $ne: exceptSessionId } }) },
    { $set: { endedAt: new Date() } },
    { session },
  );
  await tellRevoked(scope, session, { userId, reason, everything: true, exceptSessionId });
}

/**
 * Ends the sessions whose tokens were issued for a grant that the provider has revoked with all its refresh tokens, and the
 * browsers' own with them: they would be refused with the next code.
 */
export async function endSessionsOfGrant(
  { models, events, transaction }: Pick<AccountsScope, 'models' | 'events' | 'transaction'>,
  grantId: string,
  reason: Revocation['reason'],
): Promise<void> {
  const ended = await transaction(async (session) => {
    const sessions = await models.Session.find({ grantId, endedAt: null }, { userId: 1 }, { session }).lean();
    const sessionIds = sessions.map(({ _id }) => _id);
    const [first] = sessions;
    if (!first) return [];
    await models.Session.updateMany(
      { _id: { $in: sessionIds }, endedAt: null },
      { $set: { endedAt: new Date() } },
      { session },
    );
    await tellRevoked({ models, events }, session, { userId: first.userId, reason, sessionIds });
    return sessionIds;
  });
  if (ended.length > 0) await models.OidcSession.deleteMany({ sids: { $in: ended } });
}

/** Removes the refresh tokens of sessions that {@link endAllSessions} ended. */
export function dropTokens(scope: AccountsScope, userId: string, exceptSessionId?: string): Promise<void> {
  const except = exceptSessionId === undefined ? undefined : { sessionId: exceptSessionId };
  return scope.parts.tokens.revokeUser(scope, userId, except);
}
