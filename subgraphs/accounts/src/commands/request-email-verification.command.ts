import { RequestError, requireUser } from '@orrery/runtime';
import type { AccountsCommand } from '../context.js';
import type { UserDocument } from '../models/user.model.js';
import { askForMail, type MailAnswer } from './ask-for-mail.js';

/** Sends a token to the caller's email address, to show that it is theirs. @throws RequestError NOT_FOUND without an account */
export const requestEmailVerification: AccountsCommand<void, MailAnswer | 'VERIFIED_ALREADY'> = async (
  scope,
) => {
  const { userId } = requireUser(scope.caller);
  const user = await scope.models.User.findById(userId).lean<UserDocument>();
  if (!user) throw new RequestError('NOT_FOUND', 'You have no account here.');
  return user.emailVerifiedAt ? 'VERIFIED_ALREADY' : askForMail(scope, 'email-verification', user.email);
};
