import type { ErrorCode } from '@orrery/contracts';
import type { GraphQLFormattedError } from 'graphql';

/** Why a request is not carried out, in a form that is fit for clients. */
export interface Refusal {
  /** The HTTP status. */
  readonly status: number;
  readonly errors: readonly GraphQLFormattedError[];
  /** Headers beside those of every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether graphql-js would not come to it by itself, but fail. @default false */
  readonly isOurs?: boolean;
}

/** A refusal with one error. */
export function refuse(
  status: number,
  code: ErrorCode,
  message: string,
  headers?: Refusal['headers'],
): Refusal {
  return { status, errors: [{ message, extensions: { code } }], ...(headers && { headers }) };
}

/** Tells a refusal from what was asked for. */
export function isRefusal(outcome: object): outcome is Refusal {
  return 'errors' in outcome && 'status' in outcome;
}
