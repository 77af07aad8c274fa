import { MutationError, Public, resultUnion } from '@orrery/kit';
import { Field, Int, ObjectType } from 'type-graphql';
import { User } from './user.type.js';

/** What a client gets that has logged in. */
@Public()
@ObjectType('Tokens', { description: 'The tokens of a session.' })
export class Tokens {
  @Field(() => String, { description: 'To send as `Authorization: Bearer TOKEN`.' })
  accessToken!: string;

  @Field(() => String, {
    description:
      'For `refresh`, once: each use answers with the next. To be kept where no script of others reads it.',
  })
  refreshToken!: string;

  @Field(() => Int, { description: 'How long the access token is valid, in seconds.' })
  expiresIn!: number;
}

/** A session that begins. */
@Public()
@ObjectType('LoggedIn', { description: 'You are logged in.' })
export class LoggedIn {
  @Field(() => User, { description: 'You.' })
  user!: User;

  @Field(() => Tokens, { description: "Your session's first tokens." })
  tokens!: Tokens;
}

/** The outcome of credentials that nobody has. */
@ObjectType({
  implements: MutationError,
  description: 'No account has this email address and this password, and with a second factor this code.',
})
export class InvalidCredentials extends MutationError {
  override code = 'INVALID_CREDENTIALS';
  override message = 'The email address, the password or the code is not right.';
}

/** The outcome of the right password of somebody whose account asks for a code too. */
@ObjectType({
  implements: MutationError,
  description: 'The password is right, and the account asks for a code as well: log in again with both.',
})
export class SecondFactorRequired extends MutationError {
  override code = 'SECOND_FACTOR_REQUIRED';
  override message = 'Send the code of your authenticator, or a recovery code, with your password.';
}

/** The outcome of trying too often. */
@ObjectType({
  implements: MutationError,
  description: 'Too many attempts failed, at this account or from your address; this one was not looked at.',
})
export class TooManyAttempts extends MutationError {
  override code = 'TOO_MANY_ATTEMPTS';
  override message = 'There were too many attempts: wait, and try again.';

  constructor(retryAt: Date) {
    super();
    this.retryAt = retryAt;
  }

  @Public()
  @Field(() => Date, { description: 'When to try again: every attempt before is refused as well.' })
  retryAt: Date;
}

/** The outcome of a refresh token that is none. */
@ObjectType({
  implements: MutationError,
  description: 'The refresh token is not valid: used, expired, or its session is over. Log in again.',
})
export class InvalidRefreshToken extends MutationError {
  override code = 'INVALID_REFRESH_TOKEN';
  override message = 'The session is over: log in again.';
}

/** What login answers. */
export const LoginResult = resultUnion('LoginResult', 'Your tokens, or why there are none.', LoggedIn, [
  InvalidCredentials,
  SecondFactorRequired,
  TooManyAttempts,
]);

/** What refresh answers. */
export const RefreshResult = resultUnion('RefreshResult', 'The next tokens, or why there are none.', Tokens, [
  InvalidRefreshToken,
]);
