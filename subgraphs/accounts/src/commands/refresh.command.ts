import type { AccountsCommand } from '../context.js';
import type { IssuedTokens } from '../oidc/token-service.js';

/**
 * Takes a refresh token, which is good for one use, and issues the next tokens of its session; null when it is not valid. One
 * that was used before ends its session: somebody has a copy.
 */
export const refresh: AccountsCommand<{ readonly refreshToken: string }, IssuedTokens | null> = (
  scope,
  { refreshToken },
) => scope.parts.tokens.refreshTokens(scope, refreshToken);
