import { Authenticated, MutationError, Public, resultUnion } from '@orrery/kit';
import { Field, Int, ObjectType } from 'type-graphql';
import { MAX_API_KEYS } from '../../domain/api-key.js';
import { ApiKey } from './api-key.type.js';
import { TooManyAttempts } from './login-results.type.js';

/** A key that was made. */
@Authenticated()
@ObjectType('ApiKeyCreated', { description: 'The key is made. It is told now and never again.' })
export class ApiKeyCreated {
  @Field(() => ApiKey, { description: 'What stays to be seen of it.' })
  apiKey!: ApiKey;

  @Field(() => String, {
    description: 'The key itself, for `exchangeApiKey`: keep it where secrets are kept.',
  })
  key!: string;
}

/** The outcome of giving a key what one has not. */
@ObjectType({
  implements: MutationError,
  description: 'A key cannot do what you cannot do: there is no such scope, or you do not have it.',
})
export class ScopesNotHeld extends MutationError {
  override code = 'SCOPES_NOT_HELD';
  override message = 'You cannot give a key scopes that you do not have.';

  constructor(scopes: readonly string[]) {
    super();
    this.scopes = [...scopes];
  }

  @Authenticated()
  @Field(() => [String], { description: 'Those that you do not have.' })
  scopes: string[];
}

/** The outcome of making one key too many. */
@ObjectType({
  implements: MutationError,
  description: `You have ${MAX_API_KEYS} keys already: one must go before another can come.`,
})
export class TooManyApiKeys extends MutationError {
  override code = 'TOO_MANY_API_KEYS';
  override message = `You have ${MAX_API_KEYS} keys already: revoke one first.`;
}

/** What a program gets for its key. */
@Public()
@ObjectType('MachineToken', {
  description: 'An access token of a program: without a refresh token, as it has its key.',
})
export class MachineToken {
  @Field(() => String, { description: 'To send as `Authorization: Bearer TOKEN`.' })
  accessToken!: string;

  @Field(() => Int, { description: 'How long it is valid, in seconds.' })
  expiresIn!: number;
}

/** The outcome of a key that is none. */
@ObjectType({
  implements: MutationError,
  description: 'There is no such key, or it has expired, or was revoked.',
})
export class InvalidApiKey extends MutationError {
  override code = 'INVALID_API_KEY';
  override message = 'The key is not valid.';
}

/** What createApiKey answers. */
export const CreateApiKeyResult = resultUnion(
  'CreateApiKeyResult',
  'The key, or why there is none.',
  ApiKeyCreated,
  [ScopesNotHeld, TooManyApiKeys],
);

/** What exchangeApiKey answers. */
export const ExchangeApiKeyResult = resultUnion(
  'ExchangeApiKeyResult',
  'A token, or why there is none.',
  MachineToken,
  [InvalidApiKey, TooManyAttempts],
);
