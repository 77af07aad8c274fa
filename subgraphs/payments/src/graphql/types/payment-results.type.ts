import { resultUnion } from '@orrery/kit';
import { Payment } from './payment.type.js';
import {
  IdempotencyKeyReused,
  IllegalPaymentTransition,
  OrderAlreadyPaid,
  PaymentDeclined,
  ProviderRefused,
  RefundTooLarge,
} from './payment-outcomes.type.js';
import { Refund } from './refund.type.js';

/** What authorizePayment answers. */
export const AuthorizePaymentResult = resultUnion(
  'AuthorizePaymentResult',
  'The payment, PENDING when the provider did not answer in time, or why there is none.',
  Payment,
  [PaymentDeclined, OrderAlreadyPaid, IdempotencyKeyReused],
);

/** What capturePayment answers. */
export const CapturePaymentResult = resultUnion(
  'CapturePaymentResult',
  'The payment, with the capture pending when the provider did not answer in time, or why it was not captured.',
  Payment,
  [IllegalPaymentTransition, ProviderRefused],
);

/** What voidPayment answers. */
export const VoidPaymentResult = resultUnion(
  'VoidPaymentResult',
  'The payment, with the void pending when the provider did not answer in time, or why it was not voided.',
  Payment,
  [IllegalPaymentTransition, ProviderRefused],
);

/** What retryRefund answers. */
export const RetryRefundResult = resultUnion(
  'RetryRefundResult',
  'The refund, PENDING when the provider did not answer in time, or why it was not made.',
  Refund,
  [IllegalPaymentTransition, RefundTooLarge, ProviderRefused],
);

/** What refundPayment answers. */
export const RefundPaymentResult = resultUnion(
  'RefundPaymentResult',
  'The refund, PENDING when the provider did not answer in time, or why there is none.',
  Refund,
  [IllegalPaymentTransition, RefundTooLarge, IdempotencyKeyReused, ProviderRefused],
);
