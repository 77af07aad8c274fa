import { requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { pullAddress } from '../models/address-updates.js';
import type { UserDocument } from '../models/user.model.js';
import { noSuchAddress } from './no-such-address.js';

/** Removes one of the caller's own addresses. @throws RequestError NOT_FOUND when the caller has none with this id */
export const removeAddress: AccountsCommand<{ id: string }, UserDocument> = async (
  { models, caller },
  { id },
) => {
  const user = await pullAddress(models.User, requireUser(caller).userId, id);
  if (!user) throw noSuchAddress();
  return user;
};
