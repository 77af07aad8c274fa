import { Authenticated, Owner, Public } from '@orrery/kit';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { MailAnswer } from '../../commands/ask-for-mail.js';
import { AttemptsRefused } from '../../commands/attempts.js';
import { changePassword } from '../../commands/change-password.command.js';
import { TOKEN_LIFETIME_MS } from '../../commands/one-time-tokens.js';
import { requestEmailVerification } from '../../commands/request-email-verification.command.js';
import { requestPasswordReset } from '../../commands/request-password-reset.command.js';
import { resetPassword } from '../../commands/reset-password.command.js';
import { verifyEmail } from '../../commands/verify-email.command.js';
import type { AccountsContext } from '../../context.js';
import {
  ChangePasswordInput,
  RequestPasswordResetInput,
  ResetPasswordInput,
} from '../inputs/password.input.js';
import { InvalidCredentials, TooManyAttempts } from '../types/login-results.type.js';
import {
  ChangePasswordResult,
  EmailAlreadyVerified,
  InvalidToken,
  MailNotSetUp,
  type MailOnItsWay,
  RequestEmailVerificationResult,
  RequestPasswordResetResult,
  ResetPasswordResult,
  VerifyEmailResult,
} from '../types/mail-results.type.js';
import { User } from '../types/user.type.js';

/** New passwords, and whose mailbox it is. */
@Resolver(() => User)
export class PasswordResolver {
  @Owner<User>(({ _id }) => _id, { orScopes: ['users:read'] })
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'Whether mail to the email address reached the user; null unless you are the user, or support.',
  })
  emailVerified(@Root() { emailVerifiedAt }: User) {
    return Boolean(emailVerifiedAt);
  }

  @Public()
  @Mutation(() => RequestPasswordResetResult, {
    description:
      'Has a token for a new password sent to an email address. The answer is the same for every address.',
  })
  async requestPasswordReset(
    @Arg('input', () => RequestPasswordResetInput, { description: 'Whose password.' })
    input: RequestPasswordResetInput,
    @Ctx() context: AccountsContext,
  ) {
    return answerOf(await context.run(requestPasswordReset, input));
  }

  @Public()
  @Mutation(() => ResetPasswordResult, {
    description: 'Gives you a new password by the token of a mail, once. All of your sessions end.',
  })
  async resetPassword(
    @Arg('input', () => ResetPasswordInput, { description: 'The token and the password.' })
    input: ResetPasswordInput,
    @Ctx() context: AccountsContext,
  ) {
    const outcome = await context.run(resetPassword, input);
    return outcome === 'INVALID_TOKEN' ? new InvalidToken() : outcome;
  }

  @Authenticated()
  @Mutation(() => ChangePasswordResult, {
    description:
      'Gives you a new password by the old one. All of your sessions end but the one that you ask by.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput, { description: 'Both passwords.' }) input: ChangePasswordInput,
    @Ctx() context: AccountsContext,
  ) {
    const outcome = await context.run(changePassword, input);
    if (outcome instanceof AttemptsRefused) return new TooManyAttempts(outcome.retryAt);
    return outcome === 'INVALID_CREDENTIALS' ? new InvalidCredentials() : outcome;
  }

  @Authenticated()
  @Mutation(() => RequestEmailVerificationResult, {
    description: 'Has a token sent to your email address, for `verifyEmail`.',
  })
  async requestEmailVerification(@Ctx() context: AccountsContext) {
    const outcome = await context.run(requestEmailVerification, undefined);
    return outcome === 'VERIFIED_ALREADY' ? new EmailAlreadyVerified() : answerOf(outcome);
  }

  @Public()
  @Mutation(() => VerifyEmailResult, {
    description: 'Shows by the token of a mail, once, that the email address is yours.',
  })
  async verifyEmail(
    @Arg('token', () => String, { description: 'The token of the mail.' }) token: string,
    @Ctx() context: AccountsContext,
  ) {
    const outcome = await context.run(verifyEmail, { token });
    return outcome === 'INVALID_TOKEN' ? new InvalidToken() : outcome;
  }
}

function answerOf(answer: MailAnswer): MailOnItsWay | MailNotSetUp | TooManyAttempts {
  if (answer instanceof AttemptsRefused) return new TooManyAttempts(answer.retryAt);
  if (answer === 'MAIL_NOT_SET_UP') return new MailNotSetUp();
  return { validForSeconds: TOKEN_LIFETIME_MS / 1_000 };
}
