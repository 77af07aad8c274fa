import type { Role } from '@orrery/contracts';
import type { AccountsScope } from '../context.js';
import { tellKeysChanged } from './api-keys.js';
import { tellRevoked } from './revoke-credentials.js';

const BATCH_SIZE = 50; // users: what one transaction may write

/**
 * Tells that the tokens of all who have a role are void, those of their API keys too, where that is still to be done. It goes on
 * where another process left off; two that do it at the same time share the work.
 */
export async function tellHolders(scope: AccountsScope, role: Role, signal?: AbortSignal): Promise<void> {
  let isDone = false;
  while (!isDone && !signal?.aborted) isDone = await tellBatch(scope, role);
}

function tellBatch(scope: AccountsScope, role: Role): Promise<boolean> {
  const { Role: Roles, User } = scope.models;
  return scope.transaction(async (session) => {
    const row = await Roles.findById(role).session(session).lean();
    if (!row || row.toldUntil === null) return true;
    const ids = (
      await User.find({ roles: role, _id: { $gt: row.toldUntil } }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(BATCH_SIZE)
        .session(session)
        .lean()
    ).map(({ _id }) => _id);
    const last = ids.length < BATCH_SIZE ? null : (ids.at(-1) ?? null);
    // First: whoever does the same begins anew, with the next batch.
    await Roles.updateOne({ _id: role }, { $set: { toldUntil: last } }, { session });
    for (const userId of ids) {
      await tellRevoked(scope, session, { userId, reason: 'roles-changed', everything: true });
      await tellKeysChanged(scope, session, userId, 'roles-changed');
    }
    return last === null;
  });
}
