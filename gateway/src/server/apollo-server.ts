import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { type Logger, maskError } from '@orrery/runtime';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Engine } from '../executor/engine.js';
import type { OperationContext } from '../executor/operation-context.js';
import type { ReloadingSupergraph } from '../supergraph/reloading-supergraph.js';
import { executorFor } from './apollo-executor.js';

/** What the pipeline of a request is made of. */
export interface PipelineOptions {
  readonly supergraph: ReloadingSupergraph<Engine>;
  readonly log: Logger;
  readonly introspection: boolean;
  /** Whether errors may hint at names of the schema ("Did you mean ..."). */
  readonly suggestions: boolean;
  readonly plugins: readonly ApolloServerPlugin<OperationContext>[];
}

/** An Apollo Server whose gateway is the supergraph that is loaded at the moment. It is not started yet. */
export function createApolloServer(options: PipelineOptions): ApolloServer<OperationContext> {
  const { supergraph, log } = options;
  return new ApolloServer<OperationContext>({
    gateway: {
      onSchemaLoadOrUpdate: (listener) => {
        const tell = ({ schema, supergraph: { sdl } }: Engine) =>
          listener({ apiSchema: schema, coreSupergraphSdl: sdl });
        tell(supergraph.current);
        return supergraph.onSwap(tell);
      },
      load: async () => ({ executor: (request) => executorFor(supergraph.of(request.schema))(request) }),
      stop: async () => {},
    },
    // Decides defaults that are all set below; NODE_ENV is not this product's switch.
    nodeEnv: 'production',
    introspection: options.introspection,
    hideSchemaDetailsFromClientErrors: !options.suggestions,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    logger: log,
    formatError: (formatted, error) => formatError(formatted, error, log),
    plugins: [refuseUnserved, ApolloServerPluginLandingPageDisabled(), ...options.plugins],
  });
}

// What the executor has no answer for, in words that a client can act on.
const refuseUnserved: ApolloServerPlugin<OperationContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, request: { operationName } }) {
        if (!operation) {
          throw refusal(
            'OPERATION_RESOLUTION_FAILURE',
            operationName
              ? `The document has no operation named "${operationName}".`
              : 'The document has several operations: send the operationName of the one to run.',
          );
        }
        if (operation.operation === 'subscription') {
          throw refusal(
            'BAD_REQUEST',
            'Subscriptions are not served over this transport: send a query or a mutation.',
          );
        }
      },
    };
  },
};

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}

// What the executor reports and what GraphQL itself refuses is fit for clients; anything else that was thrown is ours.
function formatError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  if (error instanceof GraphQLError && isOwnWord(error)) return formatted;
  const { message, extensions } = maskError(originalOf(error), log);
  return { message, extensions: { ...extensions }, ...(formatted.path && { path: formatted.path }) };
}

function isOwnWord(error: GraphQLError): boolean {
  return !error.originalError || error.originalError instanceof GraphQLError;
}

function originalOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}
