import type { IncomingMessage } from 'node:http';
import { CLOSE_CODE } from '@orrery/contracts';
import { maskError } from '@orrery/runtime';
import { type ExecutionResult, GraphQLError, GraphQLSchema, parse } from 'graphql';
import { type Context, makeServer, type Server, type SubscribePayload } from 'graphql-ws';
import { type OperationParams, paramsOf } from '../pipeline/operation-params.js';
import { isRefusal, type Refusal, refuse } from '../pipeline/refusal.js';
import type { CallerLease } from '../security/callers/caller-lease.js';
import type { Authority } from '../subscriptions/authority.js';
import { answersOf, EndedWithErrors } from '../subscriptions/subscriber.js';
import { beginConnection, sourceOfConnection } from './caller-of-connection.js';
import type { SubscriptionParts } from './subscription-parts.js';
import type { WebSocketConnection } from './websocket-connection.js';

/** What a connection carries through the protocol. */
export interface ConnectionExtra {
  readonly request: IncomingMessage;
  readonly connection: WebSocketConnection;
  /** Set when connection_init came. */
  authority?: Authority;
  /** Whether what connection_init brought is taken; set when it came. */
  begun?: Promise<boolean>;
  /** How long it may last; set with the authority, where tokens are verified. */
  lease?: CallerLease;
}

type ConnectionContext = Context<Record<string, unknown> | undefined, ConnectionExtra>;

/** The protocol graphql-transport-ws over the guards and the runner; its messages and close codes are graphql-ws's. */
export function websocketProtocol(parts: SubscriptionParts): Server<ConnectionExtra> {
  const { runner, settings, metrics } = parts;
  const read = (context: ConnectionContext, payload: SubscribePayload): OperationParams | Refusal => {
    if (Object.keys(context.subscriptions).length > settings.SUBSCRIPTIONS_PER_CONNECTION) {
      metrics.refused.inc({ limit: 'operations' });
      const most = settings.SUBSCRIPTIONS_PER_CONNECTION;
      return refuse(429, 'SUBSCRIPTION_LIMIT', `At most ${most} operations may run over one connection.`);
    }
    return paramsOf(payload);
  };
  return makeServer<Record<string, unknown> | undefined, ConnectionExtra>({
    connectionInitWaitTimeout: settings.SUBSCRIPTION_INIT_TIMEOUT_MS,
    onConnect: ({ extra, connectionParams }) => {
      extra.begun = beginConnection(extra, connectionParams, parts);
      return extra.begun;
    },
    onSubscribe: (context, _id, payload) => {
      const params = read(context, payload);
      if (isRefusal(params)) return params.errors.map(asGraphQLError);
      const authority = context.extra.authority as Authority;
      const { request } = context.extra;
      const headers = { ...request.headers, ...traceIn(params.extensions) };
      const source = sourceOfConnection(context.extra, parts);
      return {
        ...UNREAD,
        contextValue: () =>
          answersOf((subscriber) => runner.run({ params, authority, headers, source }, subscriber)),
      };
    },
    // Everything is run as an iteration: what the client completes is then stopped, or waits no more.
    execute: ({ contextValue }) => (contextValue as () => AsyncGenerator<ExecutionResult>)(),
    subscribe: ({ contextValue }) => (contextValue as () => AsyncGenerator<ExecutionResult>)(),
    onNext: (_context, _id, _payload, _args, result) => {
      metrics.messages.inc({ transport: 'websocket' });
      return result;
    },
    onError: (_context, _id, _payload, errors) =>
      errors.flatMap((error) => {
        const { originalError } = error as GraphQLError;
        if (originalError instanceof EndedWithErrors) return originalError.errors;
        if (originalError) return [maskError(originalError, parts.log)];
        return [error];
      }),
  });
}

// The document is looked at when the operation is admitted, which is after the library wants one.
const UNREAD = { schema: new GraphQLSchema({}), document: parse('{ unread }') };

// Messages have no headers: a client that traces each operation sends its context by the same names in the extensions.
function traceIn(extensions: OperationParams['extensions']): Record<string, string> {
  return Object.fromEntries(
    ['traceparent', 'tracestate'].flatMap((name) => {
      const value = extensions[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

/** Closes a connection whose message could not be handled: its own fault when it is no message of a client's. */
export function closeAfterFault(
  connection: WebSocketConnection,
  error: unknown,
  parts: SubscriptionParts,
): void {
  const isClients = error instanceof Error && error.message.startsWith('Unexpected message of type');
  if (isClients) connection.close(CLOSE_CODE.badRequest, 'Invalid message received');
  else {
    parts.log.error({ err: error }, 'internal error');
    connection.close(CLOSE_CODE.internalServerError, 'Internal server error');
  }
}

function asGraphQLError({ message, extensions, path }: Refusal['errors'][number]): GraphQLError {
  return new GraphQLError(message, { extensions, path });
}
