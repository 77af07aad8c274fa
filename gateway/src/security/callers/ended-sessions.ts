import type { Caller } from '@orrery/runtime';
import { LRUCache } from 'lru-cache';

/** Whose tokens and streams are at an end: those of one session, of a machine, or all of a user's, perhaps but for a session. */
export type Ended =
  | { readonly sessionId: string }
  | { readonly clientId: string }
  | { readonly userId: string; readonly exceptSessionId?: string };

/** A time in seconds since the epoch, and the session that it does not concern. */
interface End {
  readonly at: number;
  readonly exceptSessionId: string | undefined;
}

const MOST = 100_000;
// No access token is to live longer than that.
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;

/** Remembers what was ended before its tokens were: a session, a machine, or what a user was before a change of roles. */
export class EndedSessions {
  readonly #sessions = new LRUCache<string, true>({ max: MOST, ttl: REMEMBERED_MS });
  /** Seconds since the epoch. */
  readonly #machines = new LRUCache<string, number>({ max: MOST, ttl: REMEMBERED_MS });
  readonly #users = new LRUCache<string, readonly End[]>({ max: MOST, ttl: REMEMBERED_MS });

  /** @param at Seconds since the epoch: a user's or a machine's tokens that were issued by then are at an end. */
  add(ended: Ended, at: number): void {
    if ('sessionId' in ended) this.#sessions.set(ended.sessionId, true);
    else if ('clientId' in ended) {
      this.#machines.set(ended.clientId, Math.max(at, this.#machines.get(ended.clientId) ?? 0));
    } else this.#addUser(ended.userId, { at, exceptSessionId: ended.exceptSessionId });
  }

  /** Whether a token of a caller, issued at a time in seconds since the epoch, is at an end. */
  includes(caller: Caller, issuedAt: number): boolean {
    if (caller.kind === 'anonymous') return false;
    if (caller.kind === 'machine') return issuedAt <= (this.#machines.get(caller.clientId) ?? -1);
    const { sessionId, userId } = caller;
    if (sessionId !== undefined && this.#sessions.has(sessionId)) return true;
    const ends = this.#users.get(userId) ?? [];
    return ends.some(
      ({ at, exceptSessionId }) =>
        issuedAt <= at && (exceptSessionId === undefined || exceptSessionId !== sessionId),
    );
  }

  // Of ends that leave out the same session, the latest says all.
  #addUser(userId: string, end: End): void {
    const known = this.#users.get(userId) ?? [];
    const same = known.find(({ exceptSessionId }) => exceptSessionId === end.exceptSessionId);
    if (same && same.at >= end.at) return;
    this.#users.set(userId, [...known.filter((one) => one !== same), end]);
  }
}
