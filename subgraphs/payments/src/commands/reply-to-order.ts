import type { EventType } from '@orrery/contracts';
import type { NewEvent } from '@orrery/kit';
import type { ClientSession } from 'mongoose';
import type { PaymentsScope } from '../context.js';
import type { DeclineReason } from '../domain/provider.js';
import type { AwaitedReply, PaymentDocument } from '../models/payment.model.js';

/** An answer to a command about an order. */
export type Reply = {
  [T in Extract<EventType, `payments.${string}`>]: Pick<NewEvent<T>, 'type' | 'data'>;
}[Extract<EventType, `payments.${string}`>];

/** Answers a command, in the transaction of what it came to. @param version the order's, as the command told it */
export function replyToOrder(
  { events }: PaymentsScope,
  session: ClientSession,
  { orderId, version }: { orderId: string; version: number },
  reply: Reply,
): Promise<void> {
  return events.append(session, {
    ...reply,
    aggregateId: orderId,
    aggregateVersion: version,
  } as NewEvent);
}

/** No money is set aside. */
export function declined(reason: DeclineReason | 'ALREADY_PAID'): Reply {
  return { type: 'payments.payment-declined', data: { reason } };
}

/** The money cannot be taken. */
export function captureDeclined(reason: DeclineReason): Reply {
  return { type: 'payments.capture-declined', data: { reason } };
}

/** The money is taken. */
export function captured({ _id: paymentId }: PaymentDocument): Reply {
  return { type: 'payments.payment-captured', data: { paymentId } };
}

/** What a payment that is not pending says to who asked for the money to be set aside. */
export function authorizationReply({ _id: paymentId, state, declineReason }: PaymentDocument): Reply {
  if (state === 'DECLINED') return declined(declineReason ?? 'NOT_PROCESSED');
  if (state === 'VOIDED' || state === 'REFUNDED') return declined('ORDER_CANCELLED');
  return { type: 'payments.payment-authorized', data: { paymentId } };
}

/** What a command that waited is told. @param reason why the provider declined, if it did */
export function awaitedReply(
  { to }: AwaitedReply,
  payment: PaymentDocument,
  reason: DeclineReason | undefined,
): Reply {
  if (to === 'AUTHORIZE') return authorizationReply(payment);
  return reason === undefined ? captured(payment) : captureDeclined(reason);
}
