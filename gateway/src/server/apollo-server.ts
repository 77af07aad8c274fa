import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Logger } from '@orrery/runtime';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Engine } from '../executor/engine.js';
import type { OperationContext } from '../executor/operation-context.js';
import { formatErrors, isOwnWord } from '../pipeline/format-errors.js';
import { statusFor } from '../pipeline/http/legacy-status.js';
import type { ResponseType } from '../pipeline/http/media-types.js';
import { noIntrospection } from '../security/no-introspection.js';
import type { ReloadingSupergraph } from '../supergraph/reloading-supergraph.js';
import { executorFor } from './apollo-executor.js';

/** What an operation carries through Apollo Server. */
export interface ApolloContext extends OperationContext {
  /** How the answer is written. */
  readonly responseType: ResponseType;
}

/** What an Apollo Server is made of. */
export interface ApolloOptions {
  readonly supergraph: ReloadingSupergraph<Engine>;
  readonly log: Logger;
  readonly introspection: boolean;
  /** Whether errors may hint at names of the schema ("Did you mean ..."). */
  readonly suggestions: boolean;
  readonly plugins: readonly ApolloServerPlugin<ApolloContext>[];
  /** Whether a client that asks by a header is shown the plan. */
  readonly showsPlans: boolean;
  /** Who the gateway is in Apollo's cloud. */
  readonly apollo: { readonly key: string | undefined; readonly graphRef: string | undefined };
}

/**
 * An Apollo Server whose gateway is the supergraph that is loaded at the moment. It is not started yet. What stands before it
 * has resolved persisted queries and taken operations through the guards.
 */
export function createApolloServer(options: ApolloOptions): ApolloServer<ApolloContext> {
  const { supergraph, log } = options;
  return new ApolloServer<ApolloContext>({
    gateway: {
      onSchemaLoadOrUpdate: (listener) => {
        const tell = ({ schema, supergraph: { sdl } }: Engine) =>
          listener({ apiSchema: schema, coreSupergraphSdl: sdl });
        tell(supergraph.current);
        return supergraph.onSwap(tell);
      },
      load: async () => ({
        executor: (request) => executorFor(supergraph.of(request.schema), options.showsPlans)(request),
      }),
      stop: async () => {},
    },
    // Decides defaults that are all set below; NODE_ENV is not this product's switch.
    nodeEnv: 'production',
    introspection: true, // refused by the same rule as on the gateway's own path
    validationRules: options.introspection ? [] : [noIntrospection],
    hideSchemaDetailsFromClientErrors: !options.suggestions,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    apollo: options.apollo,
    formatError: (formatted, error) => formatError(formatted, error, log),
    plugins: [plainJsonStatus, ApolloServerPluginLandingPageDisabled(), ...options.plugins],
  });
}

// Apollo Server answers 400 in whatever media type; see statusFor.
const plainJsonStatus: ApolloServerPlugin<ApolloContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { http, body }, contextValue: { responseType } }) {
        const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
        if (http.status !== undefined) http.status = statusFor(http.status, errors, responseType);
      },
    };
  },
};

function formatError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  if (error instanceof GraphQLError && isOwnWord(error)) return formatted;
  return formatErrors([error], log).errors[0] ?? formatted;
}
