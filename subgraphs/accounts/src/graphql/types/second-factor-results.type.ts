import { Authenticated, MutationError, resultUnion } from '@orrery/kit';
import { Field, ObjectType } from 'type-graphql';
import { InvalidCredentials, TooManyAttempts } from './login-results.type.js';
import { User } from './user.type.js';

/** What an authenticator is set up with. */
@Authenticated()
@ObjectType('SecondFactorEnrolment', {
  description:
    'What to set your authenticator up with. It is told once, and asks for no code until you confirm it.',
})
export class SecondFactorEnrolment {
  @Field(() => String, { description: 'The secret in base 32, for who types it in.' })
  secret!: string;

  @Field(() => String, { description: 'The same as an `otpauth://` address, to be shown as a QR code.' })
  uri!: string;
}

/** A second factor that is in use. */
@Authenticated()
@ObjectType('SecondFactorConfirmed', { description: 'From now on a login asks for a code as well.' })
export class SecondFactorConfirmed {
  @Field(() => [String], {
    description: 'Codes for who has lost the authenticator, each good for one login. They are told once.',
  })
  recoveryCodes!: string[];
}

/** The outcome of enrolling where a second factor is in use. */
@ObjectType({
  implements: MutationError,
  description: 'You have a second factor already: remove it before you set another up.',
})
export class SecondFactorInUse extends MutationError {
  override code = 'SECOND_FACTOR_IN_USE';
  override message = 'You have a second factor already: remove it first.';
}

/** The outcome of a code that confirms nothing. */
@ObjectType({
  implements: MutationError,
  description: 'The code is not the one of now, or there is nothing to confirm.',
})
export class InvalidCode extends MutationError {
  override code = 'INVALID_CODE';
  override message = 'The code is not right, or there is nothing to confirm.';
}

/** What enrolSecondFactor answers. */
export const EnrolSecondFactorResult = resultUnion(
  'EnrolSecondFactorResult',
  'What to set your authenticator up with, or why there is nothing.',
  SecondFactorEnrolment,
  [SecondFactorInUse],
);

/** What confirmSecondFactor answers. */
export const ConfirmSecondFactorResult = resultUnion(
  'ConfirmSecondFactorResult',
  'Your recovery codes, or why the second factor is not in use.',
  SecondFactorConfirmed,
  [InvalidCode],
);

/** What removeSecondFactor answers. */
export const RemoveSecondFactorResult = resultUnion(
  'RemoveSecondFactorResult',
  'You, without a second factor, or why it stays.',
  User,
  [InvalidCredentials, TooManyAttempts],
);
