import { type Logger, maskError } from '@orrery/runtime';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Errors as clients see them, and what they want of the HTTP response that carries them. */
export interface FormattedErrors {
  readonly errors: readonly GraphQLFormattedError[];
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Formats errors for clients. What the executor reports and what GraphQL itself refuses is fit for them; anything else that
 * was thrown is ours, and is masked and logged. `extensions.http` steers the response and is not shown.
 */
export function formatErrors(errors: readonly unknown[], log: Logger): FormattedErrors {
  const formatted: GraphQLFormattedError[] = [];
  let status: number | undefined;
  let headers: Record<string, string> | undefined;
  for (const error of errors) {
    if (!(error instanceof GraphQLError) || !isOwnWord(error)) {
      formatted.push(masked(error, log));
      continue;
    }
    const { http, ...extensions } = error.extensions;
    formatted.push({ ...error.toJSON(), extensions: { code: 'INTERNAL_SERVER_ERROR', ...extensions } });
    const wish = wishOf(http);
    if (wish.status) status = wish.status;
    if (wish.headers) headers = { ...headers, ...Object.fromEntries(wish.headers) };
  }
  return { errors: formatted, ...(status && { status }), ...(headers && { headers }) };
}

/** Whether an error's message is GraphQL's or this product's own, rather than that of something thrown inside. */
export function isOwnWord(error: GraphQLError): boolean {
  return !error.originalError || error.originalError instanceof GraphQLError;
}

function masked(error: unknown, log: Logger): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const { message, extensions } = maskError(original, log);
  const path = error instanceof GraphQLError ? error.path : undefined;
  return { message, extensions: { ...extensions }, ...(path && { path }) };
}

function wishOf(http: unknown): { status?: number; headers?: ReadonlyMap<string, string> } {
  if (typeof http !== 'object' || http === null) return {};
  const { status, headers } = http as { status?: unknown; headers?: unknown };
  return {
    ...(typeof status === 'number' && { status }),
    ...(headers instanceof Map && { headers }),
  };
}
