import { isScope } from '@orrery/contracts';
import type { AccountsCommand } from '../context.js';
import type { ApiKeyDocument } from '../models/api-key.model.js';
import { scopesOfRoles } from '../models/role-scopes.js';
import type { UserDocument } from '../models/user.model.js';
import { tokenHash } from '../oidc/sealing.js';
import type { MachineToken } from '../oidc/token-service.js';
import { subjectOfKey } from './api-keys.js';
import { type AttemptsRefused, beginAttempt } from './attempts.js';

/**
 * Takes a machine's key for an access token, with those of the key's scopes that its maker still has. Failures count for the
 * address alone: nobody guesses a key, and a program that begins in many places at once is to get in everywhere.
 */
export const exchangeApiKey: AccountsCommand<
  { readonly key: string },
  MachineToken | 'INVALID_API_KEY' | AttemptsRefused
> = async (scope, { key }) => {
  const { address } = scope.client;
  const attempt = await beginAttempt(scope, { purpose: 'api-key', account: undefined, address });
  if (!('succeeded' in attempt)) return attempt;
  // The token is as old as this moment: a revocation that comes after it is of this token too.
  const now = new Date();
  const { ApiKey, User, Role: Roles } = scope.models;
  const found = await ApiKey.findOneAndUpdate(
    { hash: tokenHash(key), revokedAt: null, expiresAt: { $gt: now } },
    { $set: { lastUsedAt: now } },
    { returnDocument: 'after' },
  ).lean<ApiKeyDocument>();
  const maker = found && (await User.findById(found.userId).lean<UserDocument>());
  if (!found || !maker) return 'INVALID_API_KEY';
  await attempt.succeeded();
  const brought = await scopesOfRoles(Roles, maker.roles);
  return scope.parts.tokens.issueMachineToken(scope, {
    subject: subjectOfKey(found._id),
    scopes: found.scopes.filter((one) => isScope(one) && brought.includes(one)),
    issuedAt: now,
    notAfter: found.expiresAt,
  });
};
