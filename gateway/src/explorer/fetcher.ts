import type { GraphiQL } from 'graphiql';
import { type FormattedExecutionResult, type GraphQLFormattedError, getOperationAST } from 'graphql';
import { createClient } from 'graphql-ws/client';

type Fetcher = Parameters<typeof GraphiQL>[0]['fetcher'];

/** Sends operations to the gateway: subscriptions over a WebSocket, all others by POST. */
export function fetcherFor(endpoint: string): Fetcher {
  return async (operation, options) => {
    const document = options?.documentAST;
    const isSubscription =
      document !== undefined &&
      getOperationAST(document, operation.operationName)?.operation === 'subscription';
    if (isSubscription) return subscribe(endpoint, operation, options?.headers ?? {});
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...options?.headers },
      body: JSON.stringify(operation),
    });
    return response.json();
  };
}

// A page cannot set headers on a WebSocket: they go with connection_init. Each run has a connection of its own, with the
// headers of that moment; it is closed when the run ends or is stopped, also while an event is awaited.
function subscribe(
  endpoint: string,
  operation: Parameters<Fetcher>[0],
  headers: Record<string, unknown>,
): AsyncIterableIterator<FormattedExecutionResult> {
  const url = new URL(endpoint, window.location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const client = createClient({ url: url.href, connectionParams: headers });
  const { query, variables, operationName } = operation;
  const events = client.iterate<Record<string, unknown>, Record<string, unknown>>({
    query,
    variables,
    operationName,
  });
  const results: AsyncIterableIterator<FormattedExecutionResult> = {
    [Symbol.asyncIterator]: () => results,
    next: () =>
      events.next().catch((error: unknown) => ({ done: false, value: { errors: toErrors(error) } })),
    return: async () => {
      await events.return?.();
      await client.dispose();
      return { done: true, value: undefined };
    },
  };
  return results;
}

function toErrors(error: unknown): readonly GraphQLFormattedError[] {
  if (Array.isArray(error)) return error;
  const message = error instanceof CloseEvent ? error.reason : String(error);
  return [{ message: message || 'The connection was lost.' }];
}
