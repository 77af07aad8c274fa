import { Authenticated, Owner } from '@orrery/kit';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { AttemptsRefused } from '../../commands/attempts.js';
import { confirmSecondFactor } from '../../commands/confirm-second-factor.command.js';
import { enrolSecondFactor } from '../../commands/enrol-second-factor.command.js';
import { removeSecondFactor } from '../../commands/remove-second-factor.command.js';
import type { AccountsContext } from '../../context.js';
import { ConfirmSecondFactorInput, RemoveSecondFactorInput } from '../inputs/second-factor.input.js';
import { InvalidCredentials, TooManyAttempts } from '../types/login-results.type.js';
import {
  ConfirmSecondFactorResult,
  EnrolSecondFactorResult,
  InvalidCode,
  RemoveSecondFactorResult,
  SecondFactorInUse,
} from '../types/second-factor-results.type.js';
import { User } from '../types/user.type.js';

/** A code beside the password, for who wants one. */
@Resolver(() => User)
export class SecondFactorResolver {
  @Owner<User>(({ _id }) => _id)
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether your logins ask for a code as well; null unless you are the user.',
  })
  usesSecondFactor(@Root() { secondFactorSince }: User) {
    return Boolean(secondFactorSince);
  }

  @Authenticated()
  @Mutation(() => EnrolSecondFactorResult, {
    description: 'Makes a secret for your authenticator (TOTP); confirm it by a code to turn it on.',
  })
  async enrolSecondFactor(@Ctx() context: AccountsContext) {
    const outcome = await context.run(enrolSecondFactor, undefined);
    return outcome === 'SECOND_FACTOR_IN_USE' ? new SecondFactorInUse() : outcome;
  }

  @Authenticated()
  @Mutation(() => ConfirmSecondFactorResult, {
    description: 'Turns your second factor on, and tells your recovery codes.',
  })
  async confirmSecondFactor(
    @Arg('input', () => ConfirmSecondFactorInput, { description: 'A code.' }) input: ConfirmSecondFactorInput,
    @Ctx() context: AccountsContext,
  ) {
    const outcome = await context.run(confirmSecondFactor, input);
    return outcome === 'INVALID_CODE' ? new InvalidCode() : outcome;
  }

  @Authenticated()
  @Mutation(() => RemoveSecondFactorResult, {
    description: 'Turns your second factor off. Failures count as those of logins.',
  })
  async removeSecondFactor(
    @Arg('input', () => RemoveSecondFactorInput, { description: 'What shows that it is you.' })
    input: RemoveSecondFactorInput,
    @Ctx() context: AccountsContext,
  ) {
    const outcome = await context.run(removeSecondFactor, input);
    if (outcome instanceof AttemptsRefused) return new TooManyAttempts(outcome.retryAt);
    return outcome === 'INVALID_CREDENTIALS' ? new InvalidCredentials() : outcome;
  }
}
