import { createHmac } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import type { AccountsScope } from '../context.js';
import type { TokenPurpose } from '../mail/mail-port.js';
import type { OneTimeTokenDocument } from '../models/one-time-token.model.js';
import { tokenHash } from '../oidc/sealing.js';

/** How long a token can be used after it was sent, in milliseconds. */
export const TOKEN_LIFETIME_MS = 30 * 60 * 1_000;

/** The token that a mail brings: 256 bits that nobody can make without the installation's secret, and the same at each try. */
export function tokenOfMail({ parts }: AccountsScope, mailId: string): string {
  return createHmac('sha256', parts.mailTokenKey).update(mailId).digest('base64url');
}

/** Whether there is such a token at this moment: cheap, before anything that costs more. */
export async function hasToken(
  { models }: AccountsScope,
  purpose: TokenPurpose,
  token: string,
): Promise<boolean> {
  return (await models.OneTimeToken.exists(usable(purpose, token))) !== null;
}

/**
 * Uses a token up, in the transaction of what it is used for: of several who do at the same time, one does. Resolves to whose it
 * was, or null.
 */
export function takeToken(
  { models }: AccountsScope,
  session: ClientSession,
  purpose: TokenPurpose,
  token: string,
): Promise<OneTimeTokenDocument | null> {
  return models.OneTimeToken.findOneAndDelete(usable(purpose, token), { session })
    .lean<OneTimeTokenDocument>()
    .exec();
}

/** Makes the tokens void that were sent to a user for a purpose, in the transaction of the change that makes it necessary. */
export async function dropOneTimeTokens(
  { models }: AccountsScope,
  session: ClientSession,
  userId: string,
  purpose: TokenPurpose,
): Promise<void> {
  await models.OneTimeToken.deleteMany({ userId, purpose }, { session });
}

function usable(purpose: TokenPurpose, token: string) {
  return { _id: tokenHash(token), purpose, expiresAt: { $gt: new Date() } };
}
