import { randomUUID } from 'node:crypto';
import type { Model } from 'mongoose';
import type { AttemptLimit } from '../domain/attempt-limits.js';
import type { AttemptDocument } from './attempt.model.js';

/** An attempt that was let through: it counts as a failure until it is given back. */
export interface AttemptClaim {
  readonly key: string;
  readonly id: string;
}

/**
 * Lets one attempt through and counts it as failed beforehand, by one atomic update: of those that come at the same time no more
 * get through than may. Resolves to the claim, or to the time before which none is let through.
 */
export async function claimAttempt(
  model: Model<AttemptDocument>,
  key: string,
  limit: AttemptLimit,
): Promise<AttemptClaim | Date> {
  const id = randomUUID();
  const now = new Date();
  const row = await model
    .findOneAndUpdate({ _id: key }, claiming(id, now, limit) as never, {
      upsert: true,
      returnDocument: 'after',
      updatePipeline: true,
    })
    .lean<AttemptDocument>();
  if (!row) throw new Error('an attempt was not counted');
  return row.claim === id ? { key, id } : row.nextAt;
}

function claiming(id: string, now: Date, limit: AttemptLimit): object[] {
  const doublings = { $max: [0, { $subtract: ['$failures', limit.free + 1] }] };
  // Bounded before it is a number of milliseconds: 2 to the thousandth is none.
  const delayMs = {
    $min: [
      limit.longestDelayMs,
      { $multiply: [limit.firstDelayMs, { $pow: [2, { $min: [doublings, 30] }] }] },
    ],
  };
  const isOpen = { $lte: ['$nextAt', now] };
  const ifOpen = (value: object | string | Date, field: string) => ({ $cond: ['$open', value, field] });
  return [
    {
      $set: {
        // Forgotten failures may still lie there: the database removes them in its own time.
        failures: { $cond: [{ $gt: ['$expiresAt', now] }, '$failures', 0] },
        open: { $or: [{ $not: [{ $gt: ['$expiresAt', now] }] }, isOpen] },
      },
    },
    { $set: { failures: ifOpen({ $add: ['$failures', 1] }, '$failures') } },
    {
      $set: {
        claim: ifOpen(id, '$claim'),
        nextAt: ifOpen(
          { $cond: [{ $gt: ['$failures', limit.free] }, { $add: [now, { $round: [delayMs] }] }, now] },
          '$nextAt',
        ),
        expiresAt: ifOpen(new Date(now.getTime() + limit.forgetAfterMs), '$expiresAt'),
      },
    },
    { $unset: 'open' },
  ];
}

/** Gives an attempt back that did not fail; the failures before it stay, and the next one need not wait for this one. */
export async function giveBack(model: Model<AttemptDocument>, { key, id }: AttemptClaim): Promise<void> {
  const isLast = { $eq: ['$claim', id] };
  await model.updateOne(
    { _id: key },
    [
      {
        $set: {
          failures: { $max: [0, { $subtract: ['$failures', 1] }] },
          nextAt: { $cond: [isLast, new Date(), '$nextAt'] },
        },
      },
    ],
    { updatePipeline: true },
  );
}

/** Forgets all failures under a key. */
export async function forgetFailures(model: Model<AttemptDocument>, key: string): Promise<void> {
  await model.deleteOne({ _id: key });
}
