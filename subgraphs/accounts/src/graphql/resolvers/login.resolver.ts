import { Authenticated, Owner, Public } from '@orrery/kit';
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { AttemptsRefused } from '../../commands/attempts.js';
import { endOtherSessions } from '../../commands/end-other-sessions.command.js';
import { endSession } from '../../commands/end-session.command.js';
import { login } from '../../commands/login.command.js';
import { logout } from '../../commands/logout.command.js';
import { refresh } from '../../commands/refresh.command.js';
import type { AccountsContext } from '../../context.js';
import { LoginInput } from '../inputs/login.input.js';
import {
  InvalidCredentials,
  InvalidRefreshToken,
  LoginResult,
  RefreshResult,
  SecondFactorRequired,
  TooManyAttempts,
} from '../types/login-results.type.js';
import { Session } from '../types/session.type.js';
import { User } from '../types/user.type.js';

/** Logging in and out without a browser, on the same sessions and tokens as the login page. */
@Resolver(() => User)
export class LoginResolver {
  @Public()
  @Mutation(() => LoginResult, {
    description:
      'Logs in by email and password. After some failures each next attempt has to wait, twice as long each time; each use in one operation counts.',
  })
  async login(
    @Arg('input', () => LoginInput, { description: 'Your credentials.' }) input: LoginInput,
    @Ctx() context: AccountsContext,
  ) {
    const outcome = await context.run(login, { ...input, code: input.code ?? undefined });
    if (outcome instanceof AttemptsRefused) return new TooManyAttempts(outcome.retryAt);
    if (outcome === 'INVALID_CREDENTIALS') return new InvalidCredentials();
    return outcome === 'SECOND_FACTOR_REQUIRED' ? new SecondFactorRequired() : outcome;
  }

  @Public()
  @Mutation(() => RefreshResult, {
    description:
      'Gets the next tokens of a session, with your roles of now. A refresh token that was used before ends the session: somebody has a copy.',
  })
  async refresh(
    @Arg('refreshToken', () => String, { description: 'The refresh token that you got last.' })
    refreshToken: string,
    @Ctx() context: AccountsContext,
  ) {
    return (await context.run(refresh, { refreshToken })) ?? new InvalidRefreshToken();
  }

  @Public()
  @Mutation(() => Boolean, {
    description:
      'Ends your session; whether there was one to end. Its access tokens are turned away at once.',
  })
  logout(
    @Arg('refreshToken', () => String, {
      nullable: true,
      description:
        "The session's refresh token, for whose access token has expired; by default that one tells.",
    })
    refreshToken: string | null | undefined,
    @Ctx() context: AccountsContext,
  ) {
    return context.run(logout, { refreshToken });
  }

  @Authenticated()
  @Mutation(() => User, { description: 'Ends one of your sessions.' })
  async endSession(
    @Arg('id', () => ID, { description: "The session's id." }) id: string,
    @Ctx() context: AccountsContext,
  ) {
    await context.run(endSession, { id });
    return ownAccount(context);
  }

  @Authenticated()
  @Mutation(() => User, { description: 'Ends all of your sessions but the one that you ask by.' })
  async endOtherSessions(@Ctx() context: AccountsContext) {
    await context.run(endOtherSessions, undefined);
    return ownAccount(context);
  }

  @Owner<User>(({ _id }) => _id)
  @FieldResolver(() => [Session], {
    nullable: true,
    description: 'Where you are logged in, the latest use first; null unless you are the user.',
  })
  sessions(@Root() { _id }: User, @Ctx() { loaders }: AccountsContext) {
    return loaders.sessionsByUser.load(_id);
  }
}

function ownAccount({ caller, loaders }: AccountsContext) {
  return caller.kind === 'user' ? loaders.userById.load(caller.userId) : null;
}
