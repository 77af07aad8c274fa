import type { IncomingHttpHeaders } from 'node:http';

/** What authorization directives are held against: who sends an operation, as far as the gateway knows. */
export interface CallerClaims {
  /** Whether the caller is known: what `@authenticated` asks. */
  readonly isAuthenticated: boolean;
  /** What `@requiresScopes` asks. */
  readonly scopes: readonly string[];
  /** All that was verified of the caller, for policies. @default nothing */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/**
 * Tells who sends one operation. It is asked at most once for an operation, and only when something in it is protected.
 * @throws GraphQLError, or rejects with one, when the operation is to end with it; anything else is masked
 */
export type ClaimsOf = () => CallerClaims | Promise<CallerClaims>;

/** Tells who sends a request, from its headers; for a WebSocket, those of its upgrade and what connection_init adds to them. */
export type ClaimsOfRequest = (headers: IncomingHttpHeaders) => CallerClaims | Promise<CallerClaims>;

/** A caller that nothing is known of. */
export const NOBODY: CallerClaims = { isAuthenticated: false, scopes: [] };

/**
 * The caller that verified claims of a token are about. Scopes are those of the claim `scope`: a text with spaces between them, or
 * a list. What is no object is nobody.
 */
export function callerOfClaims(claims: unknown): CallerClaims {
  if (typeof claims !== 'object' || claims === null) return NOBODY;
  const { scope } = claims as { readonly scope?: unknown };
  const scopes = typeof scope === 'string' ? scope.split(' ') : Array.isArray(scope) ? scope : [];
  return {
    isAuthenticated: true,
    scopes: scopes.filter((one): one is string => typeof one === 'string' && one !== ''),
    claims: { ...claims },
  };
}
