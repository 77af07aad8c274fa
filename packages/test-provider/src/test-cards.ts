import { createHash } from 'node:crypto';
import type { CardTraces, DeclineReason, Operation } from './answer.js';

/** What happens to a request: `lost` never arrives; the `late` ones have their effect, but the first answer is lost. */
export type Fate =
  | { readonly kind: 'approve' | 'approve-late' | 'lost' }
  | { readonly kind: 'decline' | 'decline-late'; readonly reason: DeclineReason };

/** What happens to each kind of request for one card; what is not listed is approved. */
export interface TestCard extends Readonly<Partial<Record<Operation, Fate>>> {
  /** Part of references and tokens: lower case letters and dashes. */
  readonly name: string;
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

/** A card that is none of {@link TEST_CARDS}. */
export const OTHER_CARD: TestCard = { name: 'other', authorize: decline('CARD_NOT_ACCEPTED') };

/** The number of the test card of that name; undefined when there is none. */
export function testCardNumber(name: string): string | undefined {
  return Object.keys(TEST_CARDS).find((number) => TEST_CARDS[number]?.name === name);
}

/** The token that stands for a test card, as a provider's field in a browser would make one. */
export function testToken(cardName: string): string {
  return `tok_${cardName}`;
}

/** The card that a token stands for; {@link OTHER_CARD} for any other text. */
export function cardOfToken(token: string): TestCard {
  const number = token.startsWith('tok_') ? testCardNumber(token.slice(4)) : undefined;
  return (number && TEST_CARDS[number]) || OTHER_CARD;
}

/** What may be shown of a test card; undefined for others. */
export function tracesOf({ name }: TestCard): CardTraces | undefined {
  const number = testCardNumber(name);
  if (!number) return undefined;
  const brand = number.startsWith('5') ? 'MASTERCARD' : number.startsWith('3') ? 'AMEX' : 'VISA';
  return { brand, last4: number.slice(-4) };
}

/** The reference of an authorization: names its card, so that nothing has to be remembered of it. */
export function testReference(cardName: string, key: string): string {
  return `test_${cardName}_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

/** The card that a reference names; undefined when it is none of ours. */
export function cardOfReference(reference: string): TestCard | undefined {
  const name = /^test_([a-z-]+)_/.exec(reference)?.[1];
  if (name === OTHER_CARD.name) return OTHER_CARD;
  const number = name ? testCardNumber(name) : undefined;
  return number ? TEST_CARDS[number] : undefined;
}
