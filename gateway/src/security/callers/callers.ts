import {
  type AccessTokenVerifier,
  ANONYMOUS,
  bearerToken,
  type Caller,
  RequestError,
  type VerifiedToken,
  VerifiedTokens,
} from '@orrery/runtime';
import { CallerLease, type LeaseEnd } from './caller-lease.js';
import { type Ended, EndedSessions } from './ended-sessions.js';

/** Who sends a request, by a token that was verified. */
export interface Identity {
  /** The same object for the same token, for a minute. */
  readonly caller: Caller;
  /** When the token was issued, in seconds since the epoch; 0 when it does not say. */
  readonly issuedAt: number;
}

const NOBODY: Identity = { caller: ANONYMOUS, issuedAt: 0 };

/** Knows who sends requests, and ends what runs on behalf of those whose time is over. */
export class Callers {
  readonly #tokens: VerifiedTokens<VerifiedToken>;
  readonly #ended = new EndedSessions();
  readonly #leases = new Set<CallerLease>();

  constructor(verify: AccessTokenVerifier) {
    this.#tokens = new VerifiedTokens({ verify, expiresAt: ({ caller }) => caller.expiresAt });
  }

  /**
   * Who sends an Authorization header: at once when there is none, or its token is known.
   * @throws (or rejects with) RequestError UNAUTHENTICATED for a token that is not valid, NOT_READY when it cannot be verified
   */
  identify(authorization: string | undefined): Identity | Promise<Identity> {
    if (authorization === undefined) return NOBODY;
    const verified = this.#tokens.verify(bearerToken(authorization));
    return verified instanceof Promise
      ? verified.then((identity) => this.#notEnded(identity))
      : this.#notEnded(verified);
  }

  /** Lets something run for as long as a caller's token lasts. To be released when it ends by itself. */
  lease(identity: Identity, onEnd: (reason: LeaseEnd) => void): CallerLease {
    const lease: CallerLease = new CallerLease(identity, (reason) => {
      this.#leases.delete(lease);
      onEnd(reason);
    });
    this.#leases.add(lease);
    return lease;
  }

  /** Gives a lease back. */
  release(lease: CallerLease): void {
    lease.release();
    this.#leases.delete(lease);
  }

  /**
   * Ends the streams of a session, or of a user, at once, and refuses their tokens from now on: all of a session's; of a
   * user's those that were issued until `at`, so that a new one, with the roles that are left, is good.
   * @param at Seconds since the epoch. @default now
   */
  endSessions(ended: Ended, at = Math.floor(Date.now() / 1_000)): void {
    this.#ended.add(ended, at);
    for (const lease of [...this.#leases]) {
      const { caller, issuedAt } = lease.identity;
      if (this.#ended.includes(caller, issuedAt)) lease.end('ended');
    }
  }

  #notEnded(identity: Identity): Identity {
    if (!this.#ended.includes(identity.caller, identity.issuedAt)) return identity;
    throw new RequestError(
      'UNAUTHENTICATED',
      'The session of the token has ended, or its roles have changed.',
    );
  }
}
