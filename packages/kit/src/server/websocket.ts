import { HEADER } from '@orrery/contracts';
import {
  ANONYMOUS,
  deadlineIn,
  type Logger,
  maskError,
  RequestError,
  withoutSentValue,
} from '@orrery/runtime';
import type { FastifyInstance } from 'fastify';
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
} from 'graphql';
import { CloseCode } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { ConnectionCaller } from './connection-caller.js';
import type { GraphQLServerOptions, RequestFacts } from './graphql-server.js';

const MAX_MESSAGE_BYTES = 256 * 1024;
// A stream has no deadline of its own: it ends with its connection.
const NO_DEADLINE_MS = 2 ** 31 - 1;

/**
 * Serves operations over graphql-transport-ws on the same port, at /graphql. The gateway's token comes in connection_init, and
 * each next one as the payload of a ping: a connection ends with its token.
 */
export function serveSubscriptions(
  app: FastifyInstance,
  options: GraphQLServerOptions,
): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  const { log } = options;
  const callers = new WeakMap<object, ConnectionCaller>();
  const disposable = useServer(
    {
      schema: options.schema,
      isProd: true, // close reasons say no more than they must, wherever this runs
      validate: (schema, document, rules = specifiedRules, ...rest) =>
        validate(
          schema,
          document,
          options.introspection ? rules : [...rules, NoSchemaIntrospectionCustomRule],
          ...rest,
        ),
      onConnect: async ({ connectionParams, extra }) => {
        try {
          const { caller, expiresAt } = await options.verifyToken(authorizationOf(connectionParams));
          callers.set(extra, new ConnectionCaller(caller, expiresAt, extra.socket));
          return true;
        } catch (error) {
          if (error instanceof RequestError) {
            extra.socket.close(CloseCode.Forbidden, 'Forbidden');
            return false;
          }
          throw error;
        }
      },
      onPing: async ({ extra }, payload) => {
        const authorization = authorizationOf(payload);
        if (authorization !== undefined) await callers.get(extra)?.renew(options.verifyToken(authorization));
      },
      context: ({ extra }) => {
        const requestId = String(extra.request.headers[HEADER.requestId] ?? crypto.randomUUID());
        return options.context({
          requestId,
          caller: callers.get(extra)?.caller ?? ANONYMOUS,
          deadline: deadlineIn(NO_DEADLINE_MS),
          log: log.child({ requestId }),
        });
      },
      // Each event gets a context of its own: loaders remember what they read, and the next event would be told old news.
      subscribe: (args) => subscribeAnew(args, (context) => options.context(context as RequestFacts)),
      onError: (_context, _id, _payload, errors) => errors.map((error) => clientError(error, log)),
      onNext: (_context, _id, _payload, _args, result) =>
        result.errors ? { ...result, errors: result.errors.map((error) => clientError(error, log)) } : result,
    },
    sockets,
  );
  app.server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] !== '/graphql') {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    if (!options.isOpen()) {
      // As for operations over HTTP: a client that tries again is served then.
      socket.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      sockets.emit('connection', client, request);
      // In place of graphql-ws's own listener, which writes to standard error; ws itself closes the connection.
      client.removeAllListeners('error');
      client.on('error', (error) => log.info({ reason: error.message }, 'a connection was closed'));
    });
  });
  return { close: async () => void (await disposable.dispose()) };
}

function authorizationOf(params: Readonly<Record<string, unknown>> | null | undefined): string | undefined {
  const value = params?.authorization ?? params?.Authorization;
  return typeof value === 'string' ? value : undefined;
}

function clientError(error: Error, log: Logger): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(maskError(error, log).message);
  const { originalError, nodes, source, positions, path } = error;
  const place = { nodes, source, positions, path };
  if (!originalError || originalError instanceof GraphQLError) {
    return new GraphQLError(withoutSentValue(error.message), { ...place, extensions: error.extensions }); // GraphQL's own
  }
  const { message, extensions } = maskError(originalError, log);
  return new GraphQLError(message, { ...place, extensions: { ...extensions } });
}

async function subscribeAnew(
  args: ExecutionArgs,
  renew: (context: unknown) => object,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const events = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in events)) return events;
  const source = events[Symbol.asyncIterator]();
  const results: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => results,
    next: async () => {
      const { done, value } = await source.next();
      if (done) return { done, value: undefined };
      const contextValue = renew(args.contextValue);
      return { done: false, value: await execute({ ...args, contextValue, rootValue: value }) };
    },
    // Ends the source at once, also while its next event is awaited.
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
  return results;
}
