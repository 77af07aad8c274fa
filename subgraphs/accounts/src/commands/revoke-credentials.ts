import type { ClientSession } from 'mongoose';
import type { AccountsScope } from '../context.js';

/** Which of a user's access tokens are to be turned away from now on, and why. */
export interface Revocation {
  /** A machine that is nobody's has its own `sub` here. */
  readonly userId: string;
  readonly reason:
    | 'logout'
    | 'session-ended'
    | 'password-changed'
    | 'password-reset'
    | 'roles-changed'
    | 'key-revoked'
    | 'client-removed'
    | 'grant-revoked';
  /** @default false */
  readonly everything?: boolean;
  readonly sessionIds?: readonly string[];
  readonly clientIds?: readonly string[];
  /** With `everything`: the session that stays. */
  readonly exceptSessionId?: string;
}

/** Tells whoever verifies access tokens, in the transaction of the change, that some are void though they have not expired. */
export async function tellRevoked(
  { models, events }: Pick<AccountsScope, 'models' | 'events'>,
  session: ClientSession,
  revocation: Revocation,
): Promise<void> {
  const { userId, reason, everything = false, sessionIds = [], clientIds = [] } = revocation;
  const user = await models.User.findByIdAndUpdate(
    userId,
    { $inc: { credentialsVersion: 1 } },
    { session, returnDocument: 'after' },
  )
    .select('+credentialsVersion')
    .lean<{ credentialsVersion: number }>();
  const at = new Date();
  const what = {
    userId,
    everything,
    sessionIds: [...sessionIds],
    clientIds: [...clientIds],
    exceptSessionId: revocation.exceptSessionId ?? null,
  };
  await models.Revocation.create([{ ...what, at }], { session }); // for gateways, which ask
  await events.append(session, {
    type: 'account.credentials-revoked',
    aggregateId: userId,
    aggregateVersion: user?.credentialsVersion ?? 1,
    data: { ...what, reason, at: at.toISOString() },
  });
}
