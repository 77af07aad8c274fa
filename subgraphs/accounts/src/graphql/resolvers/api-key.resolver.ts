import { Authenticated, Owner, Public } from '@orrery/kit';
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { AttemptsRefused } from '../../commands/attempts.js';
import { createApiKey, ScopesRefused } from '../../commands/create-api-key.command.js';
import { exchangeApiKey } from '../../commands/exchange-api-key.command.js';
import { revokeApiKey } from '../../commands/revoke-api-key.command.js';
import type { AccountsContext } from '../../context.js';
import { CreateApiKeyInput } from '../inputs/api-key.input.js';
import { ApiKey } from '../types/api-key.type.js';
import {
  CreateApiKeyResult,
  ExchangeApiKeyResult,
  InvalidApiKey,
  ScopesNotHeld,
  TooManyApiKeys,
} from '../types/api-key-results.type.js';
import { TooManyAttempts } from '../types/login-results.type.js';
import { User } from '../types/user.type.js';

/** Keys by which programs get tokens. */
@Resolver(() => User)
export class ApiKeyResolver {
  @Owner<User>(({ _id }) => _id, { orScopes: ['keys:manage'] })
  @FieldResolver(() => [ApiKey], {
    nullable: true,
    description:
      'The API keys that were not revoked, the newest first; null unless you are the user, or an administrator.',
  })
  apiKeys(@Root() { _id }: User, @Ctx() { loaders }: AccountsContext) {
    return loaders.apiKeysByUser.load(_id);
  }

  @Authenticated()
  @Mutation(() => CreateApiKeyResult, {
    description: 'Makes a key for a program that acts for itself, with scopes that you have.',
  })
  async createApiKey(
    @Arg('input', () => CreateApiKeyInput, { description: 'The key.' }) input: CreateApiKeyInput,
    @Ctx() context: AccountsContext,
  ) {
    const outcome = await context.run(createApiKey, input);
    if (outcome instanceof ScopesRefused) return new ScopesNotHeld(outcome.scopes);
    return outcome === 'TOO_MANY_API_KEYS' ? new TooManyApiKeys() : outcome;
  }

  @Authenticated()
  @Mutation(() => ApiKey, {
    description:
      'Revokes a key of yours, or as an administrator of anybody. Its tokens are turned away at once.',
  })
  revokeApiKey(
    @Arg('id', () => ID, { description: "The key's id." }) id: string,
    @Ctx() context: AccountsContext,
  ) {
    return context.run(revokeApiKey, { id });
  }

  @Public()
  @Mutation(() => ExchangeApiKeyResult, { description: 'Takes a key for an access token.' })
  async exchangeApiKey(
    @Arg('key', () => String, { description: 'The key, as it was told.' }) key: string,
    @Ctx() context: AccountsContext,
  ) {
    const outcome = await context.run(exchangeApiKey, { key });
    if (outcome instanceof AttemptsRefused) return new TooManyAttempts(outcome.retryAt);
    return outcome === 'INVALID_API_KEY' ? new InvalidApiKey() : outcome;
  }
}
