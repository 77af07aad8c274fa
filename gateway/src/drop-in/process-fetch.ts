import type { GraphQLDataSource } from '@apollo/gateway';
import { GraphQLDataSourceRequestKind } from '@apollo/gateway/dist/datasources/types.js';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { OutgoingFetch } from '../executor/operation-context.js';
import { SubgraphFailure, type ToldError } from '../transports/http/subgraph-failure.js';
import type { SubgraphResponse } from '../transports/http/subgraph-response.js';
import type { ApolloRequest } from './apollo-types.js';

type SourceResponse = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** Sends a fetch through a data source, hooks and all. @throws SubgraphFailure when it gives no data or not in time */
export async function processFetch(
  source: GraphQLDataSource,
  fetch: OutgoingFetch,
  incoming: ApolloRequest,
  withDocument: boolean,
): Promise<SubgraphResponse> {
  const { query, operationName, variables, headers } = fetch.request;
  const http = headers && { method: 'POST', url: '', headers: new Headers(headers) };
  try {
    const response = await inTime(
      source.process({
        kind: GraphQLDataSourceRequestKind.INCOMING_OPERATION,
        request: { query, operationName, variables: { ...variables }, http },
        incomingRequestContext: incoming,
        context: incoming.context,
        document: withDocument ? documentOf(query) : undefined,
        pathInIncomingRequest: [...fetch.path],
      }),
      fetch,
    );
    return answerOf(fetch.subgraph, response);
  } catch (error) {
    throw failureOf(fetch.subgraph, error);
  }
}

// A data source takes no signal: what it still does is not waited for.
function inTime<T>(processing: Promise<T>, { subgraph, signal }: OutgoingFetch): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new SubgraphFailure(subgraph, 'timeout'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    processing.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function answerOf(subgraph: string, { data, errors = [], extensions }: SourceResponse): SubgraphResponse {
  const told: ToldError[] = errors.map(({ message, path, extensions: more }) => ({
    message,
    ...(path && { path }),
    ...(more && { extensions: more }),
  }));
  if (data) return { data, errors: told, ...(extensions && { extensions }) };
  if (told.length > 0) throw new SubgraphFailure(subgraph, 'refused', { told });
  throw new SubgraphFailure(subgraph, 'not GraphQL', { cause: new Error('neither data nor errors') });
}

// What a hook throws as a GraphQLError is meant for the client; anything else may hold an address or worse.
function failureOf(subgraph: string, error: unknown): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error;
  if (error instanceof GraphQLError && !error.originalError) {
    const { message, extensions } = error;
    return new SubgraphFailure(subgraph, 'refused', { told: [{ message, extensions }], cause: error });
  }
  return new SubgraphFailure(subgraph, 'unreachable', { cause: error });
}

const documents = new LRUCache<string, DocumentNode>({ max: 1_000 });

function documentOf(query: string): DocumentNode {
  const known = documents.get(query);
  if (known) return known;
  const document = parse(query, { noLocation: true });
  documents.set(query, document);
  return document;
}
