import type { Role } from '@orrery/contracts';
import { RequestError } from '../errors/request-error.js';

/** Nobody in particular: a request without a token. */
export interface AnonymousCaller {
  readonly kind: 'anonymous';
}

/** Somebody whose token was verified. */
export interface UserCaller {
  readonly kind: 'user';
  readonly userId: string;
  readonly email: string;
  readonly roles: readonly Role[];
  /** What the caller may do, `noun:verb`: as the token says, or by the roles when it does not say. */
  readonly scopes: readonly string[];
  /** The session that the token was issued for, where it was for one. */
  readonly sessionId?: string;
  /** When the token ends, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** A program that acts for itself: an OAuth client, or the holder of an API key. */
export interface MachineCaller {
  readonly kind: 'machine';
  /** With what it is before it: `client:ID` or `key:ID`. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Machines have none: they are given scopes one by one. */
  readonly roles: readonly [];
  /** When the token ends, in seconds since the epoch. */
  readonly expiresAt: number;
}

/** Who sends a request. */
export type Caller = AnonymousCaller | UserCaller | MachineCaller;

/** The caller without a token. */
export const ANONYMOUS: AnonymousCaller = { kind: 'anonymous' };

/** The caller as a user. @throws RequestError UNAUTHENTICATED when anonymous, FORBIDDEN when a machine. */
export function requireUser(caller: Caller): UserCaller {
  if (caller.kind === 'user') return caller;
  if (caller.kind === 'machine') throw new RequestError('FORBIDDEN', 'This needs a user: a machine is none.');
  throw new RequestError(
    'UNAUTHENTICATED',
    'This needs a caller: send the header Authorization: Bearer TOKEN.',
  );
}

/** Who a caller is, whatever it may do: a user's id, `client:ID` or `key:ID`; undefined for nobody. */
export function callerId(caller: Caller): string | undefined {
  if (caller.kind === 'anonymous') return undefined;
  return caller.kind === 'user' ? caller.userId : caller.clientId;
}

/** A text that is equal only for callers that nothing tells apart but the time at which their tokens end. */
export function callerKey(caller: Caller): string {
  if (caller.kind === 'anonymous') return '';
  const { expiresAt, ...rest } = caller;
  return JSON.stringify(Object.entries(rest).sort(([left], [right]) => (left < right ? -1 : 1)));
}
