import { requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { setDefaultAddressId } from '../models/address-updates.js';
import type { UserDocument } from '../models/user.model.js';
import { noSuchAddress } from './no-such-address.js';

/** Makes one of the caller's own addresses the default. @throws RequestError NOT_FOUND when the caller has none with this id */
export const setDefaultAddress: AccountsCommand<{ id: string }, UserDocument> = async (
  { models, caller },
  { id },
) => {
  const user = await setDefaultAddressId(models.User, requireUser(caller).userId, id);
  if (!user) throw noSuchAddress();
  return user;
};
