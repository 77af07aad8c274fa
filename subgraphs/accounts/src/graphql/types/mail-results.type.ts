import { MutationError, Public, resultUnion } from '@orrery/kit';
import { Field, Int, ObjectType } from 'type-graphql';
import { InvalidCredentials, TooManyAttempts } from './login-results.type.js';
import { User } from './user.type.js';

/** A mail that was asked for. */
@Public()
@ObjectType('MailOnItsWay', {
  description:
    'The wish is noted. If the address is one of an account, a mail with a token is sent to it soon.',
})
export class MailOnItsWay {
  @Field(() => Int, { description: 'How long the token can be used once the mail was sent, in seconds.' })
  validForSeconds!: number;
}

/** The outcome of asking for a mail where none is sent. */
@ObjectType({ implements: MutationError, description: 'This installation sends no mail.' })
export class MailNotSetUp extends MutationError {
  override code = 'MAIL_NOT_SET_UP';
  override message = 'No mail is sent from here: ask whoever runs it.';
}

/** The outcome of asking to verify what is verified. */
@ObjectType({ implements: MutationError, description: 'Your email address is verified already.' })
export class EmailAlreadyVerified extends MutationError {
  override code = 'EMAIL_ALREADY_VERIFIED';
  override message = 'Your email address is verified already.';
}

/** The outcome of a token that is none. */
@ObjectType({
  implements: MutationError,
  description:
    'The token is not valid: it was used, it has expired, or a later one was sent. Ask for another.',
})
export class InvalidToken extends MutationError {
  override code = 'INVALID_TOKEN';
  override message = 'This was used before, or it is too old: ask for another mail.';
}

/** What requestPasswordReset answers. */
export const RequestPasswordResetResult = resultUnion(
  'RequestPasswordResetResult',
  'The same for every address, whether it is one of an account or not.',
  MailOnItsWay,
  [MailNotSetUp, TooManyAttempts],
);

/** What requestEmailVerification answers. */
export const RequestEmailVerificationResult = resultUnion(
  'RequestEmailVerificationResult',
  'Whether a mail is on its way to you.',
  MailOnItsWay,
  [EmailAlreadyVerified, MailNotSetUp, TooManyAttempts],
);

/** What resetPassword answers. */
export const ResetPasswordResult = resultUnion(
  'ResetPasswordResult',
  'Who has the new password, or why nobody has.',
  User,
  [InvalidToken],
);

/** What verifyEmail answers. */
export const VerifyEmailResult = resultUnion(
  'VerifyEmailResult',
  'Whose email address is verified, or why it is not.',
  User,
  [InvalidToken],
);

/** What changePassword answers. */
export const ChangePasswordResult = resultUnion(
  'ChangePasswordResult',
  'You, with the new password, or why you keep the old one.',
  User,
  [InvalidCredentials, TooManyAttempts],
);
