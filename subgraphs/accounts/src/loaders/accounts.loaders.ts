import {
  findPage,
  isOwnerOrHas,
  type LoaderScope,
  loadManyByKey,
  loadOneByKey,
  type PageOrder,
  type PageRequest,
} from '@orrery/kit';
import type { Model } from 'mongoose';
import type { AccountsModels } from '../models/accounts.models.js';
import type { ApiKeyDocument } from '../models/api-key.model.js';
import type { RevocationDocument } from '../models/revocation.model.js';
import { definitionsOf } from '../models/role-scopes.js';
import type { SessionDocument } from '../models/session.model.js';
import type { UserDocument } from '../models/user.model.js';

const NEWEST: PageOrder = {
  name: 'users:newest',
  fields: [
    ['createdAt', -1],
    ['_id', -1],
  ],
};

/** One request's reads of accounts. Loaders by key answer one result per key, in order, null for absent. */
export function accountsLoaders({ models, caller }: LoaderScope<AccountsModels>) {
  // What is read here never has a password's or a key's hash: the schemas leave them out.
  const User = models.User as unknown as Model<UserDocument>;
  const ApiKey = models.ApiKey as unknown as Model<ApiKeyDocument>;
  return {
    userById: loadOneByKey(User, '_id'),
    // Whoever may not read an address may not ask by it either: a guess would be confirmed.
    userByEmail: loadOneByKey(User, 'email', {
      visible: (user) => isOwnerOrHas(caller, user._id, 'users:read'),
    }),
    sessionsByUser: loadManyByKey<SessionDocument>(models.Session, 'userId', {
      filter: { endedAt: null, expiresAt: { $gt: new Date() } },
      sort: { lastUsedAt: -1, _id: 1 },
    }),
    apiKeysByUser: loadManyByKey<ApiKeyDocument>(ApiKey, 'userId', {
      filter: { revokedAt: null },
      sort: { createdAt: -1, _id: 1 },
    }),
    revocationsSince: (since: Date) =>
      models.Revocation.find({ at: { $gte: since } })
        .sort({ at: 1 })
        .lean<RevocationDocument[]>()
        .exec(),
    roles: () => definitionsOf(models.Role),
    userPage: (page: PageRequest) => findPage(User, {}, NEWEST, page),
    userCount: () => User.estimatedDocumentCount().exec(),
  };
}

/** What {@link accountsLoaders} makes. */
export type AccountsLoaders = ReturnType<typeof accountsLoaders>;
