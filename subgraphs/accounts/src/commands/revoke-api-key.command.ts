import { hasScope } from '@orrery/kit';
import { RequestError, requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import type { ApiKeyDocument } from '../models/api-key.model.js';
import { subjectOfKey } from './api-keys.js';
import { tellRevoked } from './revoke-credentials.js';

/**
 * Ends a key, and tells that its tokens are void: one of the caller's own, or with the scope keys:manage anybody's.
 * One that was ended before stays as it is. @throws RequestError NOT_FOUND when there is none that the caller may end
 */
export const revokeApiKey: AccountsCommand<{ readonly id: string }, ApiKeyDocument> = async (
  scope,
  { id },
) => {
  const { caller, models } = scope;
  const theirs = hasScope(caller, 'keys:manage') ? {} : { userId: requireUser(caller).userId };
  const revoked = await scope.transaction(async (session) => {
    const key = await models.ApiKey.findOneAndUpdate(
      { _id: id, ...theirs, revokedAt: null },
      { $set: { revokedAt: new Date() } },
      { session, returnDocument: 'after' },
    ).lean<ApiKeyDocument>();
    if (!key) return null;
    const { userId } = key;
    await tellRevoked(scope, session, { userId, reason: 'key-revoked', clientIds: [subjectOfKey(id)] });
    return key;
  });
  const key = revoked ?? (await models.ApiKey.findOne({ _id: id, ...theirs }).lean<ApiKeyDocument>());
  if (!key) throw new RequestError('NOT_FOUND', 'You have no API key with this id.');
  return key;
};
