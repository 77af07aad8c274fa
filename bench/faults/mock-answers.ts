import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type ExecutionArgs,
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  subscribe,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** A request's operation. */
export interface MockRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}

/** Answers operations of a subgraph's schema with data made from names: the same for the same question. */
export interface MockAnswers {
  answer(request: MockRequest): Promise<unknown>;
  /** Serves subscriptions on a server's upgrades: an event twice a second. */
  serveEvents(server: Server): void;
}

const EVENT_MS = 500;

/** Makes the answers of one of the shipped subgraphs. */
export function mockAnswers(subgraph: string): MockAnswers {
  const file = new URL(`../../schemas/${subgraph}.graphql`, import.meta.url);
  const schema = buildSubgraphSchema(parse(readFileSync(file, 'utf8')));
  const resolvers = { fieldResolver: mockField, typeResolver: mockType };
  const run = (args: ExecutionArgs) => execute({ ...args, ...resolvers });
  return {
    answer: async ({ query, operationName, variables }) =>
      run({ schema, document: parse(query), operationName, variableValues: variables }),
    serveEvents: (server) => {
      const sockets = new WebSocketServer({ noServer: true });
      useServer(
        {
          schema,
          execute: run,
          subscribe: (args) => subscribe({ ...args, ...resolvers, subscribeFieldResolver: mockEvents }),
        },
        sockets,
      );
      server.on('upgrade', (request, socket, head) => {
        sockets.handleUpgrade(request, socket, head, (open) => sockets.emit('connection', open, request));
      });
    },
  };
}

const mockType: GraphQLTypeResolver<unknown, unknown> = (value, _context, { schema }, type) =>
  (value as { __typename?: string }).__typename ?? schema.getPossibleTypes(type)[0]?.name;

async function* mockEvents(_source: unknown, _args: unknown, _context: unknown, info: GraphQLResolveInfo) {
  const { fieldName, returnType, schema } = info;
  for (;;) {
    yield { [fieldName]: mockOf(returnType, { schema, name: fieldName, id: undefined }) };
    await new Promise((resolve) => setTimeout(resolve, EVENT_MS));
  }
}

const mockField: GraphQLFieldResolver<Record<string, unknown>, unknown> = (source, args, _context, info) => {
  const { fieldName, parentType, returnType, schema } = info;
  // An entity is its representation: what that holds is the truth.
  const given = source?.[fieldName];
  if (given !== undefined && typeof given !== 'function') return given;
  return mockOf(returnType, { schema, name: `${parentType.name}.${fieldName}`, id: args.id });
};

interface Place {
  readonly schema: GraphQLSchema;
  readonly name: string;
  readonly id: unknown;
}

function mockOf(type: GraphQLOutputType, place: Place): unknown {
  if (isNonNullType(type)) return mockOf(type.ofType, place);
  if (isListType(type)) {
    return [1, 2].map((i) => mockOf(type.ofType, { ...place, name: `${place.name}.${i}`, id: undefined }));
  }
  if (isAbstractType(type)) return { __typename: place.schema.getPossibleTypes(type)[0]?.name, id: place.id };
  if (isObjectType(type)) return { __typename: type.name, ...(place.id !== undefined && { id: place.id }) };
  if (isEnumType(type)) return type.getValues()[0]?.value;
  switch (type.name) {
    case 'Int':
      return place.name.length;
    case 'Float':
      return place.name.length / 2;
    case 'Boolean':
      return true;
    case 'DateTimeISO':
      return '2026-01-01T00:00:00.000Z';
    default:
      return place.name;
  }
}
