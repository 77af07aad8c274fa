import type { ClientSession } from 'mongoose';
import type { AccountsScope } from '../context.js';
import { type Revocation, tellRevoked } from './revoke-credentials.js';

/** The `sub` of the tokens that a key is exchanged for. */
export function subjectOfKey(keyId: string): string {
  return `key:${keyId}`;
}

/** Tells that the tokens of all of a user's keys are void; the keys stay, and their next tokens say what is so now. */
export async function tellKeysChanged(
  scope: AccountsScope,
  session: ClientSession,
  userId: string,
  reason: Revocation['reason'],
): Promise<void> {
  const ids = await scope.models.ApiKey.distinct('_id', { userId, revokedAt: null }).session(session);
  if (ids.length === 0) return;
  await tellRevoked(scope, session, { userId, reason, clientIds: ids.map(subjectOfKey).sort() });
}
