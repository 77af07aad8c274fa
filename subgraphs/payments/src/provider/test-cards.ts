import type { DeclineReason } from '../domain/provider.js';

/** What happens to a request: `lost` never arrives; the `late` ones have their effect, but the first answer is lost. */
export type Fate =
  | { readonly kind: 'approve' | 'approve-late' | 'lost' }
  | { readonly kind: 'decline' | 'decline-late'; readonly reason: DeclineReason };

/** What happens to each kind of request for one card; what is not listed is approved. */
export interface TestCard {
  /** Part of references: lower case letters and dashes. */
  readonly name: string;
  readonly authorize?: Fate;
  readonly capture?: Fate;
  readonly void?: Fate;
  readonly refund?: Fate;
}

const decline = (reason: DeclineReason): Fate => ({ kind: 'decline', reason });
const LATE: Fate = { kind: 'approve-late' };

/** The documented test cards, by number. Any month, year and security code will do. Other numbers are declined. */
export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  '4242424242424242': { name: 'visa' },
  '5555555555554444': { name: 'mastercard' },
  '378282246310005': { name: 'amex' },
  '4000000000001000': { name: 'no-funds', authorize: decline('INSUFFICIENT_FUNDS') },
  '4000000000002008': { name: 'expired', authorize: decline('CARD_EXPIRED') },
  '4000000000003006': { name: 'fraud', authorize: decline('SUSPECTED_FRAUD') },
  '4000000000004004': { name: 'late', authorize: LATE },
  '4000000000005001': {
    name: 'late-no-funds',
    authorize: { kind: 'decline-late', reason: 'INSUFFICIENT_FUNDS' },
  },
  '4000000000006009': { name: 'lost', authorize: { kind: 'lost' } },
  '4000000000007007': { name: 'late-follow-ups', capture: LATE, void: LATE, refund: LATE },
  '4000000000008005': { name: 'no-capture', capture: decline('AUTHORIZATION_EXPIRED') },
  '4000000000009003': { name: 'no-refund', refund: decline('CARD_EXPIRED') },
};

/** The card of a name of {@link TEST_CARDS}. */
export function testCardNamed(name: string): TestCard | undefined {
  return Object.values(TEST_CARDS).find((card) => card.name === name);
}
