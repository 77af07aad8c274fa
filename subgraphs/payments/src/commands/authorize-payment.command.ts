import { isIdOf } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import { RequestError } from '@orrery/runtime';
import type { PaymentsCommand, PaymentsScope } from '../context.js';
import { type Card, type CardTraces, cardDigits, tracesOf } from '../domain/card.js';
import type { Amount } from '../domain/provider.js';
import type { PaymentDocument } from '../models/payment.model.js';
import { mayBegin } from '../models/payment-order.model.js';
import { askProvider, providerKey } from './ask-provider.js';
import { newPayment, type PaymentFacts, refused } from './new-payment.js';
import { KEY_REUSED, requirePayment } from './outcomes.js';
import { leaseEnd, settleOperation } from './settle.js';

/** A payment to ask for. */
export interface NewPayment {
  readonly orderId: string;
  readonly userId: string;
  readonly amount: Amount;
  readonly card: Card;
  readonly idempotencyKey: string;
}

/** Why no payment was asked for: the order has one that is not declined or voided. */
export class AlreadyPaid {
  constructor(readonly payment: PaymentDocument) {}
}

/**
 * Asks the provider to set an order's money aside. The payment is written first, as PENDING, so that nothing is asked
 * for that is not known here; it stays so when no answer comes. The same key again gets the same payment. That order
 * and user exist is not checked, for only other services know: the form of their ids is.
 * @throws RequestError BAD_USER_INPUT for ids of the wrong form, or a number that is no card's
 */
export const authorizePayment: PaymentsCommand<
  NewPayment,
  PaymentDocument | AlreadyPaid | typeof KEY_REUSED
> = async (scope, input) => {
  const number = cardDigits(input.card.number);
  const traces = tracesOf(number);
  if (!isIdOf('Order', input.orderId)) throw fault('input.orderId', "is not an order's id");
  if (!isIdOf('User', input.userId)) throw fault('input.userId', "is not a user's id");
  if (!traces) throw fault('input.card.number', 'is not the number of a card that is taken');
  const payment = newPayment(factsOf(input, traces), leaseEnd(scope));
  try {
    const begun = await begin(scope, payment);
    if (begun.state === 'DECLINED') return begun;
  } catch (error) {
    if (isDuplicateKey(error)) return existing(scope, input, traces);
    throw error;
  }
  const answer = await askProvider(scope, (provider, signal) => {
    const method = { card: { ...input.card, number } };
    return provider.authorize(
      { key: providerKey(payment, 'AUTHORIZE'), amount: payment.amount, method },
      signal,
    );
  });
  const ended = await settleOperation(scope, payment, 'AUTHORIZE', answer);
  return ended ?? requirePayment(scope, payment._id);
};

// A closed order's payment is kept as declined.
function begin({ models, transaction }: PaymentsScope, payment: PaymentDocument): Promise<PaymentDocument> {
  return transaction(async (session) => {
    const begins = await mayBegin(models.PaymentOrder, payment.orderId, session);
    const begun = begins ? payment : refused(payment);
    await models.Payment.create([begun], { session });
    return begun;
  });
}

function factsOf(
  { orderId, userId, amount, idempotencyKey }: NewPayment,
  { brand, last4 }: CardTraces,
): PaymentFacts {
  return {
    orderId,
    userId,
    amount: { amountMinor: amount.amountMinor, currency: amount.currency },
    card: { brand, last4 },
    paymentMethod: null,
    authorizationKey: idempotencyKey,
    awaited: [],
  };
}

async function existing(
  { models }: PaymentsScope,
  { idempotencyKey, orderId, userId, amount }: NewPayment,
  { brand, last4 }: CardTraces,
): Promise<PaymentDocument | AlreadyPaid | typeof KEY_REUSED> {
  const byKey = await models.Payment.findOne({ authorizationKey: idempotencyKey }).lean();
  if (byKey) {
    const same =
      byKey.orderId === orderId &&
      byKey.userId === userId &&
      byKey.amount.amountMinor === amount.amountMinor &&
      byKey.amount.currency === amount.currency &&
      byKey.card?.brand === brand &&
      byKey.card?.last4 === last4;
    return same ? byKey : KEY_REUSED;
  }
  const live = await models.Payment.findOne({ orderId, live: true }).lean();
  if (!live) throw new RequestError('CONFLICT', "The order's other payment just came to nothing: try again.");
  return new AlreadyPaid(live);
}

function fault(path: string, message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', `Not accepted: ${path} ${message}.`, [{ path, message }]);
}
