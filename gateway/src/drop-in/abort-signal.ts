import type { ServerResponse } from 'node:http';
import type { ApolloRequest } from './apollo-types.js';

/**
 * A signal that aborts when the client leaves before its response is written. Apollo Server hands a gateway no request and no
 * response: put it into the context as `abortSignal`, and the gateway aborts the fetches of a client that has left.
 *
 * `startStandaloneServer(server, { context: async ({ res }) => ({ abortSignal: abortSignalOf(res) }) })`
 */
export function abortSignalOf(
  response: Pick<ServerResponse, 'once' | 'writableFinished' | 'destroyed'>,
): AbortSignal {
  if (response.destroyed) return AbortSignal.abort();
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** The signal that a request's context brings by the name `abortSignal`. */
export function abortSignalIn({ context }: Pick<ApolloRequest, 'context'>): AbortSignal | undefined {
  const { abortSignal } = (context ?? {}) as { readonly abortSignal?: unknown };
  return abortSignal instanceof AbortSignal ? abortSignal : undefined;
}
