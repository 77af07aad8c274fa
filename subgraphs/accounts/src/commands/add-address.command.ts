import { newId } from '@orrery/contracts';
import { RequestError, requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { type AddressParts, tidyAddress } from '../domain/address.js';
import { pushAddress } from '../models/address-updates.js';
import type { AddressDocument, UserDocument } from '../models/user.model.js';

/** An address to add. */
export interface NewAddress extends AddressParts {
  readonly isDefault: boolean;
}

/** Adds an address to the caller's own. @throws RequestError NOT_FOUND when the caller has no account here */
export const addAddress: AccountsCommand<NewAddress, UserDocument | 'ADDRESS_BOOK_FULL'> = async (
  { models, caller },
  { isDefault, ...parts },
) => {
  const { userId } = requireUser(caller);
  const { recipient, lines, postalCode, city, country, phone } = tidyAddress(parts);
  const address: AddressDocument = {
    _id: newId('Address'),
    recipient,
    lines: [...lines],
    postalCode,
    city,
    country,
    phone: phone ?? null,
  };
  const user = await pushAddress(models.User, userId, address, isDefault);
  if (user) return user;
  // Only to tell why nothing was added.
  if (await models.User.exists({ _id: userId })) return 'ADDRESS_BOOK_FULL';
  throw new RequestError('NOT_FOUND', 'You have no account here.');
};
