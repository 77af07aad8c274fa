import type { ErrorCode } from '@orrery/contracts';
import type { Logger } from '@orrery/runtime';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { formatErrors } from '../pipeline/format-errors.js';
import { SubgraphFailure } from '../transports/http/subgraph-failure.js';

/** An error in a client's words, by its code. */
export function streamError(code: ErrorCode, message: string): GraphQLFormattedError {
  return { message, extensions: { code } };
}

/** What a client may see of whatever ended a stream: never an address or a stack. */
export function clientErrors(errors: readonly unknown[], log: Logger): readonly GraphQLFormattedError[] {
  return formatErrors(errors.map(inOwnWords), log).errors;
}

function inOwnWords(error: unknown): unknown {
  if (!(error instanceof SubgraphFailure)) return error;
  const { message, code, subgraph } = error;
  return new GraphQLError(message, { extensions: { code, subgraph } });
}
