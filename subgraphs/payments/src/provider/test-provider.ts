import { createHash } from 'node:crypto';
import type {
  AuthorizationRequest,
  FollowUpRequest,
  PaymentProvider,
  ProviderAnswer,
} from '../domain/provider.js';
import { type Fate, TEST_CARDS, type TestCard, testCardNamed } from './test-cards.js';

/** Money that moved, or was refused to: one entry per key. */
export interface ProviderEntry {
  readonly key: string;
  readonly operation: 'authorize' | 'capture' | 'void' | 'refund' | 'closed';
  readonly amountMinor: number;
  readonly answer: ProviderAnswer;
}

type Operation = Exclude<ProviderEntry['operation'], 'closed'>;

const UNKNOWN: ProviderAnswer = { outcome: 'UNKNOWN' };
const NOT_ACCEPTED: TestCard = {
  name: 'other',
  authorize: { kind: 'decline', reason: 'CARD_NOT_ACCEPTED' },
};
const NO_SUCH_AUTHORIZATION: Fate = { kind: 'decline', reason: 'NOT_PROCESSED' };

/**
 * A payment provider that moves no money: a card's number decides what happens, so that every outcome can be had on
 * purpose. It remembers keys for as long as its process lives. A payment's reference names its card, so that payments
 * of an earlier process go on.
 */
export class TestProvider implements PaymentProvider {
  readonly #entries = new Map<string, ProviderEntry & { readonly fingerprint: string }>();

  /** All requests that arrived, in order. */
  get entries(): readonly ProviderEntry[] {
    return [...this.#entries.values()];
  }

  async authorize({ key, amount, card }: AuthorizationRequest): Promise<ProviderAnswer> {
    const script = TEST_CARDS[card.number] ?? NOT_ACCEPTED;
    const reference = testReference(script.name, key);
    return this.#answer('authorize', script.authorize, { key, amount, reference });
  }

  async capture(request: FollowUpRequest): Promise<ProviderAnswer> {
    return this.#answer('capture', fateOf(request, 'capture'), request);
  }

  async void(request: FollowUpRequest): Promise<ProviderAnswer> {
    return this.#answer('void', fateOf(request, 'void'), request);
  }

  async refund(request: FollowUpRequest): Promise<ProviderAnswer> {
    return this.#answer('refund', fateOf(request, 'refund'), request);
  }

  async outcomeOf(key: string): Promise<ProviderAnswer> {
    const seen = this.#entries.get(key);
    if (seen) return seen.answer;
    const answer: ProviderAnswer = { outcome: 'DECLINED', reason: 'NOT_PROCESSED' };
    this.#entries.set(key, { key, operation: 'closed', amountMinor: 0, answer, fingerprint: '' });
    return answer;
  }

  #answer(operation: Operation, fate: Fate | undefined, request: FollowUpRequest): ProviderAnswer {
    const { key, reference, amount } = request;
    const fingerprint = JSON.stringify([operation, reference, amount.amountMinor, amount.currency]);
    const seen = this.#entries.get(key);
    if (seen) {
      if (seen.operation !== 'closed' && seen.fingerprint !== fingerprint) {
        throw new Error(`the key ${key} was used for another request`);
      }
      return seen.answer;
    }
    if (fate?.kind === 'lost') return UNKNOWN;
    const declined = fate?.kind === 'decline' || fate?.kind === 'decline-late';
    const answer: ProviderAnswer = declined
      ? { outcome: 'DECLINED', reason: fate.reason }
      : { outcome: 'APPROVED', reference };
    this.#entries.set(key, { key, operation, amountMinor: amount.amountMinor, answer, fingerprint });
    return fate?.kind === 'approve-late' || fate?.kind === 'decline-late' ? UNKNOWN : answer;
  }
}

/** The reference of an authorization: names its card, so that nothing has to be remembered of it. */
export function testReference(cardName: string, key: string): string {
  return `test_${cardName}_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

function fateOf({ reference }: FollowUpRequest, operation: 'capture' | 'void' | 'refund'): Fate | undefined {
  const card = testCardNamed(/^test_([a-z-]+)_/.exec(reference)?.[1] ?? '');
  return card ? card[operation] : NO_SUCH_AUTHORIZATION;
}
