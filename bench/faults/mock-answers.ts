import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';

/** A request's operation. */
export interface MockRequest {
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}

/** Answers every operation of a subgraph's schema with data made from names: the same for the same question. */
export function mockAnswers(subgraph: string): (request: MockRequest) => Promise<unknown> {
  const file = new URL(`../../schemas/${subgraph}.graphql`, import.meta.url);
  const schema = buildSubgraphSchema(parse(readFileSync(file, 'utf8')));
  return async ({ query, operationName, variables }) =>
    execute({
      schema,
      document: parse(query),
      operationName,
      variableValues: variables,
      fieldResolver: mockField,
      typeResolver: (value, _context, { schema: own }, type) =>
        (value as { __typename?: string }).__typename ?? own.getPossibleTypes(type)[0]?.name,
    });
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
