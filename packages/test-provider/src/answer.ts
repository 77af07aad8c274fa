/** What can be asked for. */
export type Operation = 'authorize' | 'capture' | 'void' | 'refund';

/** Why the provider says no. */
export type DeclineReason =
  | 'INSUFFICIENT_FUNDS'
  | 'CARD_EXPIRED'
  | 'SUSPECTED_FRAUD'
  | 'CARD_NOT_ACCEPTED'
  | 'AUTHORIZATION_EXPIRED'
  | 'NOT_PROCESSED';

/** What may be shown of a card. */
export interface CardTraces {
  readonly brand: 'VISA' | 'MASTERCARD' | 'AMEX';
  /** The last four digits. */
  readonly last4: string;
}

/** What the provider answers; that of an authorization names the card, when it is one of the test cards. */
export type Answer =
  | { readonly outcome: 'APPROVED'; readonly reference: string; readonly card?: CardTraces }
  | { readonly outcome: 'DECLINED'; readonly reason: DeclineReason; readonly card?: CardTraces };
