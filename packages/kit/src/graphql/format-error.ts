import { unwrapResolverError } from '@apollo/server/errors';
import { type Logger, maskError, RequestError, withoutSentValue } from '@orrery/runtime';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * What clients see of an error: a RequestError or GraphQL's own refusal as it is, anything else masked under an id.
 * Never a stack.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: Logger,
): GraphQLFormattedError {
  const original = requestErrorIn(error) ?? unwrapResolverError(error);
  const { message, locations, path } = formatted;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  if (original instanceof RequestError)
    return { ...maskError(original, log), ...place } as GraphQLFormattedError;
  if (original instanceof GraphQLError) {
    // GraphQL's own: parse, validation, a value of the wrong type.
    const code = formatted.extensions?.code ?? 'BAD_REQUEST';
    if (code !== 'INTERNAL_SERVER_ERROR') {
      return { message: withoutSentValue(message), ...place, extensions: { code } };
    }
  }
  return { ...maskError(original, log), ...place } as GraphQLFormattedError;
}

// A request that is refused before execution: Apollo wraps what the context function throws.
function requestErrorIn(error: unknown): RequestError | undefined {
  const inner = error instanceof GraphQLError ? error.originalError : undefined;
  return inner instanceof RequestError ? inner : undefined;
}
