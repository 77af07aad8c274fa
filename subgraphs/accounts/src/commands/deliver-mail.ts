import { delayAfter } from '@orrery/kit';
import type { AccountsScope } from '../context.js';
import type { Mail, TokenMail, TokenPurpose } from '../mail/mail-port.js';
import type { OutgoingMailDocument } from '../models/outgoing-mail.model.js';
import type { UserDocument } from '../models/user.model.js';
import { tokenHash } from '../oidc/sealing.js';
import { dropOneTimeTokens, TOKEN_LIFETIME_MS, tokenOfMail } from './one-time-tokens.js';

// Longer than a try takes: for so long no other instance has the mail in hand.
const IN_HAND_MS = 60_000;
const RETRY = { firstMs: 2_000, maxMs: 5 * 60_000 } as const;
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1_000;

/**
 * Tries to send a mail that is due. One that was taken, that is for nobody, or that brings what was used already is gone then;
 * one that was not taken is tried again for a day. It may leave twice when the process dies at that moment, with the same token.
 */
export async function deliverMail(
  scope: AccountsScope,
  mail: OutgoingMailDocument,
  signal: AbortSignal,
): Promise<void> {
  const { OutgoingMail } = scope.models;
  const { modifiedCount } = await OutgoingMail.updateOne(
    { _id: mail._id, dueAt: mail.dueAt },
    { $set: { dueAt: new Date(Date.now() + IN_HAND_MS) }, $inc: { tries: 1 } },
  );
  if (modifiedCount === 0) return; // another instance has it
  const prepared = await prepare(scope, mail);
  if (!prepared) return void (await OutgoingMail.deleteOne({ _id: mail._id }));
  try {
    await scope.parts.mail?.send(prepared, { log: scope.log, signal });
    await OutgoingMail.deleteOne({ _id: mail._id });
  } catch (error) {
    await putBack(scope, mail, error);
  }
}

// Null when there is nothing to send: nobody has the address, or what the mail is for is done.
async function prepare(scope: AccountsScope, mail: OutgoingMailDocument): Promise<Mail | null> {
  const user = await scope.models.User.findOne({ email: mail.email }).lean<UserDocument>();
  if (!user) return null;
  if (mail.purpose !== 'cart-reminder') return withToken(scope, mail, user);
  const { email: to, displayName: name, emailVerifiedAt } = user;
  return emailVerifiedAt
    ? { id: mail._id, purpose: 'cart-reminder', to, name, items: mail.items ?? [] }
    : null;
}

async function withToken(
  scope: AccountsScope,
  mail: OutgoingMailDocument,
  user: UserDocument,
): Promise<TokenMail | null> {
  const { OneTimeToken, OutgoingMail } = scope.models;
  const purpose = mail.purpose as TokenPurpose;
  if (purpose === 'email-verification' && user.emailVerifiedAt) return null;
  const token = tokenOfMail(scope, mail._id);
  const expiresAt = new Date(Date.now() + TOKEN_LIFETIME_MS);
  const _id = tokenHash(token);
  if (mail.hasToken) {
    const { matchedCount } = await OneTimeToken.updateOne({ _id }, { $set: { expiresAt } });
    if (matchedCount === 0) return null; // used, or void since a later one was sent
  } else {
    await scope.transaction(async (session) => {
      await dropOneTimeTokens(scope, session, user._id, purpose);
      await OneTimeToken.create([{ _id, purpose, userId: user._id, email: user.email, expiresAt }], {
        session,
      });
      await OutgoingMail.updateOne({ _id: mail._id }, { $set: { hasToken: true } }, { session });
    });
  }
  return { id: mail._id, purpose, to: user.email, name: user.displayName, token, expiresAt };
}

async function putBack(
  { models, log }: AccountsScope,
  mail: OutgoingMailDocument,
  error: unknown,
): Promise<void> {
  const facts = { mail: mail._id, purpose: mail.purpose, tries: mail.tries + 1, err: error };
  if (Date.now() - mail.createdAt.getTime() > GIVE_UP_AFTER_MS) {
    await models.OutgoingMail.deleteOne({ _id: mail._id });
    log.error(facts, 'a mail could not be sent for a day, and is given up');
    return;
  }
  const dueAt = new Date(Date.now() + delayAfter(mail.tries + 1, RETRY));
  await models.OutgoingMail.updateOne({ _id: mail._id }, { $set: { dueAt } });
  log.warn({ ...facts, dueAt }, 'a mail could not be sent, and is tried again');
}
