import { createHash } from 'node:crypto';
import { DEMO_PASSWORD, type SeedUser, seedWorld } from '@orrery/contracts/seed';
import { insertMissing, type SeedReport } from '@orrery/kit';
import type { AccountsScope } from '../context.js';
import { hashPassword } from '../domain/password.js';
import type { StoredUser } from '../models/user.model.js';

const BATCH_SIZE = 100;

/** Writes the demo users: the same documents on every machine; who is there already stays as they are. */
export async function seedAccounts(
  { models }: AccountsScope,
  { scale }: { scale: number },
): Promise<SeedReport> {
  const { users } = seedWorld({ scale });
  let inserted = 0;
  for (let start = 0; start < users.length; start += BATCH_SIZE) {
    const size = Math.min(BATCH_SIZE, users.length - start);
    const batch = Array.from({ length: size }, (_, nth) => users.at(start + nth));
    const there = new Set(await models.User.distinct('_id', { _id: { $in: batch.map(({ id }) => id) } }));
    // Hashing is slow on purpose: only for those who are missing, on all of libuv's threads.
    const missing = batch.filter(({ id }) => !there.has(id)).map(toDocument);
    inserted += await insertMissing(models.User, await Promise.all(missing));
  }
  return { users: inserted };
}

async function toDocument(user: SeedUser): Promise<StoredUser> {
  // A random salt would make the seed differ from machine to machine; these users' password is public anyway.
  const salt = createHash('sha256').update(`orrery-seed-salt:${user.id}`).digest().subarray(0, 16);
  return {
    _id: user.id,
    email: user.email,
    displayName: user.displayName,
    roles: [...user.roles],
    passwordHash: await hashPassword(DEMO_PASSWORD, salt),
    addresses: user.addresses.map(({ id, isDefault: _isDefault, lines, ...address }) => ({
      _id: id,
      ...address,
      lines: [...lines],
      phone: null,
    })),
    defaultAddressId: user.addresses.find(({ isDefault }) => isDefault)?.id ?? null,
    createdAt: new Date(user.createdAt),
  };
}
