import { newId } from '@orrery/contracts';
import type { PaymentDocument } from '../models/payment.model.js';

/** What is known of a payment before the provider is asked. */
export type PaymentFacts = Pick<
  PaymentDocument,
  'orderId' | 'userId' | 'amount' | 'card' | 'paymentMethod' | 'authorizationKey' | 'awaited'
>;

/** A payment that the provider is to be asked for at `dueAt`, unless whoever begins it gets an answer before. */
export function newPayment(facts: PaymentFacts, dueAt: Date): PaymentDocument {
  const now = new Date();
  return {
    _id: newId('Payment'),
    ...facts,
    authorizedMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    refundingMinor: 0,
    state: 'PENDING',
    live: true,
    history: [{ state: 'PENDING', at: now }],
    declineReason: null,
    providerReference: null,
    pending: 'AUTHORIZE',
    dueAt,
    asks: 0,
    closing: false,
    createdAt: now,
    updatedAt: now,
  };
}

/** The same, declined: the provider is never asked, because its order wants no payment any more. */
export function refused(payment: PaymentDocument): PaymentDocument {
  const { createdAt: at, history } = payment;
  return {
    ...payment,
    state: 'DECLINED',
    live: false,
    history: [...history, { state: 'DECLINED', at }],
    declineReason: 'ORDER_CANCELLED',
    pending: null,
    dueAt: null,
  };
}
