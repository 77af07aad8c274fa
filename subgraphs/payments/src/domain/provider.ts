import type { Card, CardTraces } from './card.js';

/** An amount in minor units of a currency. */
export interface Amount {
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** Why a provider says no. */
export const PROVIDER_REASONS = [
  'INSUFFICIENT_FUNDS',
  'CARD_EXPIRED',
  'SUSPECTED_FRAUD',
  'CARD_NOT_ACCEPTED',
  'AUTHORIZATION_EXPIRED',
  'NOT_PROCESSED',
] as const;

/** Why money was not moved: what a provider says, and that the order wants no payment any more, for which none was asked. */
export const DECLINE_REASONS = [...PROVIDER_REASONS, 'ORDER_CANCELLED'] as const;

/** One of {@link DECLINE_REASONS}. */
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** What a provider has decided; that of an authorization may tell the card. */
export type ProviderDecision =
  | { readonly outcome: 'APPROVED'; readonly reference: string; readonly card?: CardTraces }
  | { readonly outcome: 'DECLINED'; readonly reason: DeclineReason; readonly card?: CardTraces };

/** What is known of a request. UNKNOWN is no answer in time: the request may have had its effect, or not. */
export type ProviderAnswer = ProviderDecision | { readonly outcome: 'UNKNOWN' };

/** What pays: a card, or the provider's token for one. */
export type PaymentMethod = { readonly card: Card } | { readonly token: string };

/** A request for money to be set aside. */
export interface AuthorizationRequest {
  /** Names the request: the same key never has its effect twice. */
  readonly key: string;
  readonly amount: Amount;
  readonly method: PaymentMethod;
}

/** A request about money that was set aside. */
export interface FollowUpRequest {
  /** Names the request: the same key never has its effect twice. */
  readonly key: string;
  /** What the authorization answered. */
  readonly reference: string;
  readonly amount: Amount;
}

/**
 * Whoever moves the money. A request with a key that was seen gets the answer that the first one got, late or not, so
 * that asking again is always safe. Whatever it throws is no answer: the request may have had its effect.
 */
export interface PaymentProvider {
  authorize(request: AuthorizationRequest, signal: AbortSignal): Promise<ProviderDecision>;
  capture(request: FollowUpRequest, signal: AbortSignal): Promise<ProviderDecision>;
  void(request: FollowUpRequest, signal: AbortSignal): Promise<ProviderDecision>;
  refund(request: FollowUpRequest, signal: AbortSignal): Promise<ProviderDecision>;
  /**
   * What became of the request with this key. One that was never seen is DECLINED as NOT_PROCESSED, and stays so
   * should it arrive later.
   */
  outcomeOf(key: string, signal: AbortSignal): Promise<ProviderDecision>;
}
