import {
  type Filter,
  findPage,
  isOwnerOrHas,
  type LoaderScope,
  loadManyByKey,
  loadOneByKey,
  type PageOrder,
  type PageRequest,
} from '@orrery/kit';
import type { PaymentState } from '../domain/payment-state.js';
import type { PaymentsModels } from '../models/payments.models.js';
import type { RefundState } from '../models/refund.model.js';

const FIELDS: PageOrder['fields'] = [
  ['createdAt', -1],
  ['_id', -1],
];
const NEWEST: PageOrder = { name: 'payments:newest', fields: FIELDS };
const NEWEST_REFUNDS: PageOrder = { name: 'refunds:newest', fields: FIELDS };

/** One request's reads of payments. Loaders by key answer one result per key, in order, null for absent. */
export function paymentsLoaders({ models, caller }: LoaderScope<PaymentsModels>) {
  const { Payment, Refund } = models;
  const visible = ({ userId }: { userId: string }) => isOwnerOrHas(caller, userId, 'payments:read');
  const inState = (state?: PaymentState | RefundState | null): Filter => (state ? { state } : {});
  return {
    paymentById: loadOneByKey(Payment, '_id', { visible }),
    /** The latest first: the others came to nothing. */
    paymentsOfOrder: loadManyByKey(Payment, 'orderId', { visible, sort: { createdAt: -1, _id: -1 } }),
    paymentPage: (state: PaymentState | null | undefined, page: PageRequest) =>
      findPage(Payment, inState(state), NEWEST, page),
    paymentCount: (state?: PaymentState | null) => Payment.countDocuments(inState(state)).exec(),
    refundById: loadOneByKey(Refund, '_id', { visible }),
    refundPage: (state: RefundState | null | undefined, page: PageRequest) =>
      findPage(Refund, inState(state), NEWEST_REFUNDS, page),
    refundCount: (state?: RefundState | null) => Refund.countDocuments(inState(state)).exec(),
    refundsOfPayment: loadManyByKey(Refund, 'paymentId', { visible, sort: { createdAt: 1, _id: 1 } }),
  };
}

/** What {@link paymentsLoaders} makes. */
export type PaymentsLoaders = ReturnType<typeof paymentsLoaders>;
