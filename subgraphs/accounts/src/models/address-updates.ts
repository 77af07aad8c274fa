import type { Model } from 'mongoose';
import { MAX_ADDRESSES } from '../domain/address.js';
import type { AddressDocument, StoredUser, UserDocument } from './user.model.js';

/**
 * Adds an address, as the default when it is the first or `asDefault`, by one atomic update.
 * Null when there is no such user, or the user has {@link MAX_ADDRESSES} already.
 */
export function pushAddress(
  model: Model<StoredUser>,
  userId: string,
  address: AddressDocument,
  asDefault: boolean,
): Promise<UserDocument | null> {
  return change(model, { _id: userId, [`addresses.${MAX_ADDRESSES - 1}`]: { $exists: false } }, [
    {
      $set: {
        // A literal: values that begin with a dollar sign are values, not paths.
        addresses: { $concatArrays: ['$addresses', [{ $literal: address }]] },
        defaultAddressId: asDefault ? address._id : { $ifNull: ['$defaultAddressId', address._id] },
      },
    },
  ]);
}

/**
 * Removes an address by one atomic update; when it was the default, the first of the others becomes it.
 * Null when the user has no such address.
 */
export function pullAddress(
  model: Model<StoredUser>,
  userId: string,
  addressId: string,
): Promise<UserDocument | null> {
  return change(model, { _id: userId, 'addresses._id': addressId }, [
    {
      $set: {
        addresses: {
          $filter: { input: '$addresses', as: 'address', cond: { $ne: ['$$address._id', addressId] } },
        },
      },
    },
    {
      $set: {
        defaultAddressId: {
          $cond: [
            { $eq: ['$defaultAddressId', addressId] },
            { $ifNull: [{ $arrayElemAt: ['$addresses._id', 0] }, null] },
            '$defaultAddressId',
          ],
        },
      },
    },
  ]);
}

/** Changes parts of an address. Null when the user has no such address. */
export function setAddress(
  model: Model<StoredUser>,
  userId: string,
  addressId: string,
  parts: Partial<Omit<AddressDocument, '_id'>>,
): Promise<UserDocument | null> {
  const fields = Object.entries(parts).map(([name, value]) => [`addresses.$.${name}`, value]);
  return change(model, { _id: userId, 'addresses._id': addressId }, { $set: Object.fromEntries(fields) });
}

/** Makes an address the default. Null when the user has no such address. */
export function setDefaultAddressId(
  model: Model<StoredUser>,
  userId: string,
  addressId: string,
): Promise<UserDocument | null> {
  return change(
    model,
    { _id: userId, 'addresses._id': addressId },
    { $set: { defaultAddressId: addressId } },
  );
}

function change(
  model: Model<StoredUser>,
  filter: Record<string, unknown>,
  update: Record<string, unknown> | Record<string, never>[] | object[],
): Promise<UserDocument | null> {
  return model
    .findOneAndUpdate(filter, update as never, {
      returnDocument: 'after',
      updatePipeline: Array.isArray(update),
    })
    .lean<UserDocument>()
    .exec();
}
