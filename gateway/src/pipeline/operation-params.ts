import { isRefusal, type Refusal, refuse } from './refusal.js';

/** A GraphQL request's parameters; https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters */
export interface OperationParams {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
}

const NOTHING = Object.freeze({});

/** Reads the parameters from a JSON body, or from one element of a batch. */
export function paramsOf(body: unknown): OperationParams | Refusal {
  if (!isRecord(body)) return malformed('The body must be a JSON object with a query.');
  const { query, operationName, variables, extensions } = body;
  if (query !== undefined && query !== null && typeof query !== 'string') return mustBe('query', 'a string');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    return mustBe('operationName', 'a string');
  }
  if (variables !== undefined && variables !== null && !isRecord(variables))
    return mustBe('variables', 'an object');
  if (extensions !== undefined && extensions !== null && !isRecord(extensions)) {
    return mustBe('extensions', 'an object');
  }
  return {
    query: query ?? undefined,
    operationName: operationName ?? undefined,
    variables: variables ?? NOTHING,
    extensions: extensions ?? NOTHING,
  };
}

/** Reads the parameters from a URL's search part. */
export function paramsOfSearch(search: string): OperationParams | Refusal {
  const found = new URLSearchParams(search);
  for (const name of ['query', 'operationName', 'variables', 'extensions']) {
    if (found.getAll(name).length > 1) return malformed(`The parameter ${name} may be given once.`);
  }
  const variables = jsonOf(found, 'variables');
  if (isRefusal(variables)) return variables;
  const extensions = jsonOf(found, 'extensions');
  if (isRefusal(extensions)) return extensions;
  return paramsOf({
    query: found.get('query'),
    operationName: found.get('operationName'),
    variables: variables.value,
    extensions: extensions.value,
  });
}

function jsonOf(found: URLSearchParams, name: string): { readonly value: unknown } | Refusal {
  const text = found.get(name);
  if (text === null) return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return mustBe(name, 'JSON');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mustBe(name: string, kind: string): Refusal {
  return malformed(`The parameter ${name} must be ${kind}.`);
}

function malformed(message: string): Refusal {
  return refuse(400, 'BAD_REQUEST', message);
}
