import { requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import { type AddressParts, tidyAddress } from '../domain/address.js';
import { setAddress } from '../models/address-updates.js';
import type { UserDocument } from '../models/user.model.js';
import { noSuchAddress } from './no-such-address.js';

/** What to change about an address: absent and null parts stay as they are, but a null `phone` removes it. */
export type AddressChanges = { readonly id: string } & {
  readonly [K in keyof AddressParts]?: AddressParts[K] | null;
};

/** Changes one of the caller's own addresses. @throws RequestError NOT_FOUND when the caller has none with this id */
export const updateAddress: AccountsCommand<AddressChanges, UserDocument> = async (
  { models, caller },
  { id, ...changes },
) => {
  const given = Object.entries(changes).filter(
    ([name, value]) => value !== undefined && (value !== null || name === 'phone'),
  );
  const { lines, ...parts } = tidyAddress(Object.fromEntries(given) as Partial<AddressParts>);
  const user = await setAddress(models.User, requireUser(caller).userId, id, {
    ...parts,
    ...(lines && { lines: [...lines] }),
  });
  if (!user) throw noSuchAddress();
  return user;
};
