import { ownedEntity, type References } from '@orrery/kit';
import type { AccountsLoaders } from '../../loaders/accounts.loaders.js';

/** How accounts resolves representations of its entities. */
export const references: References<AccountsLoaders> = {
  User: ownedEntity({ id: (loaders) => loaders.userById, email: (loaders) => loaders.userByEmail }),
};
