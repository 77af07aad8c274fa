import type { GraphQLFormattedError } from 'graphql';
import type { ResponseType } from './media-types.js';

const SAID_BY_GRAPHQL = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);

/**
 * The status of an answer in its media type. A client that names application/json gets 200 for what GraphQL itself refuses;
 * https://graphql.github.io/graphql-over-http/draft/#sec-application-json
 */
export function statusFor(
  status: number,
  errors: readonly GraphQLFormattedError[] | undefined,
  { isPlainJson }: ResponseType,
): number {
  if (status !== 400 || !isPlainJson || !errors) return status;
  return errors.every(({ extensions }) => SAID_BY_GRAPHQL.has(extensions?.code)) ? 200 : status;
}
