import type { Answer, Operation } from './answer.js';
import type { EffectLog, LogEntry } from './effect-log.js';
import {
  cardOfReference,
  cardOfToken,
  type Fate,
  OTHER_CARD,
  TEST_CARDS,
  testReference,
  tracesOf,
} from './test-cards.js';

/** A request to set money aside. */
export interface Authorization {
  readonly amountMinor: number;
  readonly currency: string;
  /** A card's number or a token: one of them. */
  readonly number?: string;
  readonly token?: string;
}

/** A request about money that was set aside. */
export interface FollowUp {
  /** What the authorization answered. */
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** What becomes of a request; `silence`: its caller is not to hear an answer. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'silence' }
  | { readonly kind: 'key-reused' };

interface Decision {
  readonly entry: LogEntry;
  /** Resolves once the entry is on the disk. */
  readonly kept: Promise<void>;
}

const NO_SUCH_AUTHORIZATION: Fate = { kind: 'decline', reason: 'NOT_PROCESSED' };
const NO_REPLY: Reply = { kind: 'silence' };

/**
 * What was decided, by key: a key is decided once and for all, and nothing is told before it is on the disk. A card decides
 * what happens, and a reference names its card: what one caller did to an authorization is not held against the next.
 */
export class Ledger {
  readonly #log: EffectLog;
  readonly #decisions = new Map<string, Decision>();

  constructor(log: EffectLog, entries: readonly LogEntry[]) {
    this.#log = log;
    for (const entry of entries) this.#decisions.set(entry.key, { entry, kept: Promise.resolve() });
  }

  /** Everything that was decided, in its order. */
  get entries(): LogEntry[] {
    return [...this.#decisions.values()].map(({ entry }) => entry);
  }

  /** Sets money aside. */
  authorize(key: string, { number, token, amountMinor, currency }: Authorization): Promise<Reply> {
    const card = token === undefined ? (TEST_CARDS[number ?? ''] ?? OTHER_CARD) : cardOfToken(token);
    const reference = testReference(card.name, key);
    return this.#decide('authorize', card.authorize, key, { reference, amountMinor, currency });
  }

  /** Takes money that was set aside, lets go of it, or gives it back. */
  followUp(operation: Exclude<Operation, 'authorize'>, key: string, request: FollowUp): Promise<Reply> {
    const card = cardOfReference(request.reference);
    return this.#decide(operation, card ? card[operation] : NO_SUCH_AUTHORIZATION, key, request);
  }

  /** What became of a request; a key that was never seen is closed: should its request come later, it has no effect. */
  async outcomeOf(key: string): Promise<Answer> {
    const seen = this.#decisions.get(key);
    const { entry, kept } =
      seen ??
      this.#keep(key, 'closed', NO_SUCH_AUTHORIZATION, { reference: '', amountMinor: 0, currency: '' });
    await kept;
    return answerOf(entry);
  }

  async #decide(
    operation: Operation,
    fate: Fate | undefined,
    key: string,
    request: FollowUp,
  ): Promise<Reply> {
    const seen = this.#decisions.get(key);
    if (!seen && fate?.kind === 'lost') return NO_REPLY;
    if (seen && !isSame(seen.entry, operation, request)) return { kind: 'key-reused' };
    const { entry, kept } = seen ?? this.#keep(key, operation, fate, request);
    await kept;
    const isLate = fate?.kind === 'approve-late' || fate?.kind === 'decline-late';
    return isLate && !seen ? NO_REPLY : { kind: 'answer', answer: answerOf(entry) };
  }

  // Known at once, so that the same key that comes while it is written waits for the same line.
  #keep(key: string, operation: LogEntry['operation'], fate: Fate | undefined, request: FollowUp): Decision {
    const { reference, amountMinor, currency } = request;
    const at = new Date().toISOString();
    const decided =
      fate?.kind === 'decline' || fate?.kind === 'decline-late'
        ? ({ outcome: 'DECLINED', reason: fate.reason } as const)
        : ({ outcome: 'APPROVED' } as const);
    const entry = { at, key, operation, reference, amountMinor, currency, ...decided };
    const decision = { entry, kept: this.#log.append(entry) };
    this.#decisions.set(key, decision);
    return decision;
  }
}

function isSame(entry: LogEntry, operation: Operation, request: FollowUp): boolean {
  if (entry.operation === 'closed') return true;
  return (
    entry.operation === operation &&
    entry.reference === request.reference &&
    entry.amountMinor === request.amountMinor &&
    entry.currency === request.currency
  );
}

function answerOf({ operation, outcome, reason, reference }: LogEntry): Answer {
  const shown = operation === 'authorize' ? cardOfReference(reference) : undefined;
  const traces = shown && tracesOf(shown);
  const card = traces && { card: traces };
  return outcome === 'APPROVED'
    ? { outcome, reference, ...card }
    : { outcome, reason: reason ?? 'NOT_PROCESSED', ...card };
}
