import type { GraphiQL } from 'graphiql';
import { type FormattedExecutionResult, type GraphQLFormattedError, getOperationAST } from 'graphql';
import { createClient } from 'graphql-ws/client';

type Fetcher = Parameters<typeof GraphiQL>[0]['fetcher'];

/**
 * Sends operations to the gateway: subscriptions over a WebSocket, all others by POST.
 * @param ownHeaders The page's; those of the headers' editor win
 */
export function fetcherFor(endpoint: string, ownHeaders: () => Promise<Record<string, string>>): Fetcher {
  return async (operation, options) => {
    const headers = withOwn(await ownHeaders(), options?.headers ?? {});
    const document = options?.documentAST;
    const isSubscription =
      document !== undefined &&
      getOperationAST(document, operation.operationName)?.operation === 'subscription';
    if (isSubscription) return subscribe(endpoint, operation, headers);
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(operation),
    });
    return response.json();
  };
}

// Names of headers are the same in any case.
function withOwn(own: Record<string, string>, edited: Record<string, string>): Record<string, string> {
  const names = Object.keys(edited).map((name) => name.toLowerCase());
  return { ...Object.fromEntries(Object.entries(own).filter(([name]) => !names.includes(name))), ...edited };
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
