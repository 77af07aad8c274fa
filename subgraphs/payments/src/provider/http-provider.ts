import { z } from 'zod';
import { CARD_BRANDS } from '../domain/card.js';
import {
  type AuthorizationRequest,
  type FollowUpRequest,
  type PaymentProvider,
  PROVIDER_REASONS,
  type ProviderDecision,
} from '../domain/provider.js';

/** Where the provider is, and how long it may take. */
export interface HttpProviderOptions {
  readonly url: string;
  readonly timeoutMs: number;
}

const card = z.object({ brand: z.enum(CARD_BRANDS), last4: z.string().regex(/^\d{4}$/) }).optional();
const decisionSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('APPROVED'), reference: z.string().min(1), card }),
  z.object({ outcome: z.literal('DECLINED'), reason: z.enum(PROVIDER_REASONS), card }),
]);

/** The provider answered, and not with a decision. */
export class ProviderFault extends Error {
  constructor(readonly status: number) {
    super(`the payment provider answered ${status}`);
    this.name = `ProviderFault${status}`;
  }
}

/**
 * A payment provider behind HTTP, with the API of packages/test-provider. No answer in time, a connection that breaks and
 * whatever is no decision are thrown.
 */
export class HttpProvider implements PaymentProvider {
  readonly #base: string;

  constructor(private readonly options: HttpProviderOptions) {
    this.#base = options.url.replace(/\/+$/, '');
  }

  authorize({ key, amount, method }: AuthorizationRequest, signal: AbortSignal): Promise<ProviderDecision> {
    return this.#post('authorizations', key, { ...amount, ...method }, signal);
  }

  capture(request: FollowUpRequest, signal: AbortSignal): Promise<ProviderDecision> {
    return this.#followUp('captures', request, signal);
  }

  void(request: FollowUpRequest, signal: AbortSignal): Promise<ProviderDecision> {
    return this.#followUp('voids', request, signal);
  }

  refund(request: FollowUpRequest, signal: AbortSignal): Promise<ProviderDecision> {
    return this.#followUp('refunds', request, signal);
  }

  outcomeOf(key: string, signal: AbortSignal): Promise<ProviderDecision> {
    return this.#send(`outcomes/${encodeURIComponent(key)}`, { method: 'GET' }, signal);
  }

  #followUp(path: string, { key, reference, amount }: FollowUpRequest, signal: AbortSignal) {
    return this.#post(path, key, { ...amount, reference }, signal);
  }

  #post(path: string, key: string, body: object, signal: AbortSignal): Promise<ProviderDecision> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return this.#send(path, { method: 'POST', headers, body: JSON.stringify(body) }, signal);
  }

  async #send(path: string, init: RequestInit, caller: AbortSignal): Promise<ProviderDecision> {
    const signal = AbortSignal.any([AbortSignal.timeout(this.options.timeoutMs), caller]);
    const response = await fetch(`${this.#base}/${path}`, { ...init, signal, redirect: 'error' });
    if (!response.ok) {
      await response.body?.cancel();
      throw new ProviderFault(response.status);
    }
    return decisionSchema.parse(await response.json());
  }
}
