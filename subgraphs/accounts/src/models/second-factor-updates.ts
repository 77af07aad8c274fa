import type { Model } from 'mongoose';
import type { StoredUser } from './user.model.js';

/** Keeps a secret that is to be confirmed, in the place of one that was not. Resolves to whether it may: not beside one in use. */
export async function keepUnconfirmed(
  model: Model<StoredUser>,
  userId: string,
  sealedSecret: string,
): Promise<boolean> {
  const { matchedCount } = await model.updateOne(
    { _id: userId, secondFactorSince: null },
    { $set: { secondFactor: { sealedSecret, lastStep: null, recoveryHashes: [] } } },
  );
  return matchedCount > 0;
}

/** What turns a second factor on. */
export interface Confirmation {
  readonly userId: string;
  /** The secret that was confirmed: with another one it is not turned on. */
  readonly sealedSecret: string;
  /** The step of the code that confirmed it, which is used by that. */
  readonly step: number;
  readonly recoveryHashes: readonly string[];
}

/** Turns a second factor on. Resolves to whether it did: once. */
export async function turnOn(
  model: Model<StoredUser>,
  { userId, sealedSecret, step, recoveryHashes }: Confirmation,
): Promise<boolean> {
  const { modifiedCount } = await model.updateOne(
    { _id: userId, secondFactorSince: null, 'secondFactor.sealedSecret': sealedSecret },
    {
      $set: {
        secondFactorSince: new Date(),
        'secondFactor.lastStep': step,
        'secondFactor.recoveryHashes': [...recoveryHashes],
      },
    },
  );
  return modifiedCount > 0;
}

/** Uses the code of a time step up. Resolves to whether it was there to use: of several that come at the same time, one gets it. */
export async function useStep(
  model: Model<StoredUser>,
  { userId, sealedSecret, step }: Pick<Confirmation, 'userId' | 'sealedSecret' | 'step'>,
): Promise<boolean> {
  const { modifiedCount } = await model.updateOne(
    { _id: userId, 'secondFactor.sealedSecret': sealedSecret, 'secondFactor.lastStep': { $lt: step } },
    { $set: { 'secondFactor.lastStep': step } },
  );
  return modifiedCount > 0;
}

/** Uses a recovery code up. Resolves to whether it was there to use. */
export async function useRecoveryCode(
  model: Model<StoredUser>,
  userId: string,
  hash: string,
): Promise<boolean> {
  const { modifiedCount } = await model.updateOne(
    { _id: userId, 'secondFactor.recoveryHashes': hash },
    { $pull: { 'secondFactor.recoveryHashes': hash } },
  );
  return modifiedCount > 0;
}
