import type { Card } from './card.js';

/** An amount in minor units of a currency. */
export interface Amount {
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** Why a provider says no. */
export const DECLINE_REASONS = [
  'INSUFFICIENT_FUNDS',
  'CARD_EXPIRED',
  'SUSPECTED_FRAUD',
  'CARD_NOT_ACCEPTED',
  'AUTHORIZATION_EXPIRED',
  'NOT_PROCESSED',
] as const;

/** One of {@link DECLINE_REASONS}. */
export type DeclineReason = (typeof DECLINE_REASONS)[number];

/** What a provider says. UNKNOWN is no answer in time: the request may have had its effect, or not. */
export type ProviderAnswer =
  | { readonly outcome: 'APPROVED'; readonly reference: string }
  | { readonly outcome: 'DECLINED'; readonly reason: DeclineReason }
  | { readonly outcome: 'UNKNOWN' };

/** A request for money to be set aside. */
export interface AuthorizationRequest {
  /** Names the request: the same key never has its effect twice. */
  readonly key: string;
  readonly amount: Amount;
  readonly card: Card;
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
 * that asking again is always safe. What a provider throws counts as UNKNOWN.
 */
export interface PaymentProvider {
  authorize(request: AuthorizationRequest, signal: AbortSignal): Promise<ProviderAnswer>;
  capture(request: FollowUpRequest, signal: AbortSignal): Promise<ProviderAnswer>;
  void(request: FollowUpRequest, signal: AbortSignal): Promise<ProviderAnswer>;
  refund(request: FollowUpRequest, signal: AbortSignal): Promise<ProviderAnswer>;
  /**
   * What became of the request with this key. One that was never seen is DECLINED as NOT_PROCESSED, and stays so
   * should it arrive later.
   */
  outcomeOf(key: string, signal: AbortSignal): Promise<ProviderAnswer>;
}
