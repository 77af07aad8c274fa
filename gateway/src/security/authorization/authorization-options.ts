import type { PolicyCheck } from './authorization.js';

/** Where clients are told what they were not given; `extensions` has them in `authorizationErrors`. */
export type DenialReport = 'errors' | 'extensions' | 'none';

/** How an engine enforces the authorization directives of its supergraph. */
export interface AuthorizationOptions {
  /** Whether an operation of which its caller may not have everything is refused whole. @default false */
  readonly rejectUnauthorized?: boolean;
  /** @default 'errors' */
  readonly errors?: DenialReport;
  /** Decides policies. @default no policy holds */
  readonly policies?: PolicyCheck;
}
