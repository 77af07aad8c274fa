import type { Caller } from '@orrery/runtime';
import { LRUCache } from 'lru-cache';

/** Whose tokens and streams are at an end: those of one session, or all of a user's. */
export type Ended = { readonly sessionId: string } | { readonly userId: string };

const MOST = 100_000;
// No access token is to live longer than that.
const REMEMBERED_MS = 24 * 60 * 60 * 1_000;

/** Remembers what was ended before its tokens were: a session, or what a user was before a change of roles. */
export class EndedSessions {
  readonly #sessions = new LRUCache<string, true>({ max: MOST, ttl: REMEMBERED_MS });
  /** Seconds since the epoch. */
  readonly #users = new LRUCache<string, number>({ max: MOST, ttl: REMEMBERED_MS });

  /** @param at Seconds since the epoch: a user's tokens that were issued by then are at an end. */
  add(ended: Ended, at: number): void {
    if ('sessionId' in ended) this.#sessions.set(ended.sessionId, true);
    else this.#users.set(ended.userId, Math.max(at, this.#users.get(ended.userId) ?? 0));
  }

  /** Whether a token of a caller, issued at a time in seconds since the epoch, is at an end. */
  includes(caller: Caller, issuedAt: number): boolean {
    if (caller.kind !== 'user') return false;
    if (caller.sessionId !== undefined && this.#sessions.has(caller.sessionId)) return true;
    const endedAt = this.#users.get(caller.userId);
    return endedAt !== undefined && issuedAt <= endedAt;
  }
}
