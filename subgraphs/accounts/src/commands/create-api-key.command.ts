import { isScope, newId, type Scope } from '@orrery/contracts';
import { RequestError, requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { expiryFault, MAX_API_KEYS, newApiKey } from '../domain/api-key.js';
import type { ApiKeyDocument } from '../models/api-key.model.js';
import { scopesOfRoles } from '../models/role-scopes.js';
import type { UserDocument } from '../models/user.model.js';
import { tokenHash } from '../oidc/sealing.js';

/** The key that somebody wants. */
export interface WantedApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

/** A key, told once. */
export interface MadeApiKey {
  readonly apiKey: ApiKeyDocument;
  readonly key: string;
}

/** Scopes that a key was to have, and that whoever makes it has not. */
export class ScopesRefused {
  constructor(readonly scopes: readonly string[]) {}
}

/**
 * Makes a key for a machine, with scopes that the caller has: by the token that asks, and by the roles of this moment.
 * @throws RequestError BAD_USER_INPUT when it would end now or after more than a year, NOT_FOUND when there is no account
 */
export const createApiKey: AccountsCommand<
  WantedApiKey,
  MadeApiKey | ScopesRefused | 'TOO_MANY_API_KEYS'
> = async (scope, { name, scopes: wanted, expiresAt }) => {
  const { userId, scopes: held } = requireUser(scope.caller);
  const now = new Date();
  const fault = expiryFault(expiresAt, now);
  if (fault) {
    const field = { path: 'input.expiresAt', message: fault };
    throw new RequestError('BAD_USER_INPUT', `Not accepted: ${field.path} ${fault}.`, [field]);
  }
  const { User, ApiKey, Role: Roles } = scope.models;
  return scope.transaction(async (session) => {
    // A write on the user: of several that make keys, or one that takes roles away, one waits for the other.
    const user = await User.findByIdAndUpdate(userId, { $inc: { keysMade: 1 } }, { session })
      .lean<UserDocument>()
      .exec();
    if (!user) throw new RequestError('NOT_FOUND', 'You have no account here.');
    const brought = new Set<Scope>(await scopesOfRoles(Roles, user.roles, session));
    const refused = wanted.filter((one) => !isScope(one) || !brought.has(one) || !held.includes(one));
    if (refused.length > 0) return new ScopesRefused([...new Set(refused)]);
    const live = { userId, revokedAt: null, expiresAt: { $gt: now } };
    if ((await ApiKey.countDocuments(live).session(session)) >= MAX_API_KEYS) return 'TOO_MANY_API_KEYS';
    const { prefix, key } = newApiKey();
    const apiKey: ApiKeyDocument = {
      _id: newId('ApiKey'),
      userId,
      name: name.trim(),
      scopes: [...new Set(wanted)],
      prefix,
      createdAt: now,
      expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    };
    await ApiKey.create([{ ...apiKey, hash: tokenHash(key) }], { session });
    return { apiKey, key };
  });
};
