import { Scopes } from '@orrery/kit';
import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { AlreadyPaid, authorizePayment } from '../../commands/authorize-payment.command.js';
import { capturePayment } from '../../commands/capture-payment.command.js';
import { KEY_REUSED } from '../../commands/outcomes.js';
import { refundPayment, TooMuch } from '../../commands/refund-payment.command.js';
import { resolvePayment } from '../../commands/resolve-payment.command.js';
import { retryRefund } from '../../commands/retry-refund.command.js';
import { voidPayment } from '../../commands/void-payment.command.js';
import type { PaymentsContext } from '../../context.js';
import { AuthorizePaymentInput } from '../inputs/authorize-payment.input.js';
import { RefundPaymentInput } from '../inputs/refund-payment.input.js';
import { Payment } from '../types/payment.type.js';
import {
  IdempotencyKeyReused,
  OrderAlreadyPaid,
  PaymentDeclined,
  RefundTooLarge,
} from '../types/payment-outcomes.type.js';
import {
  AuthorizePaymentResult,
  CapturePaymentResult,
  RefundPaymentResult,
  RetryRefundResult,
  VoidPaymentResult,
} from '../types/payment-results.type.js';
import { toOutcome } from './to-outcome.js';

/** Payments: moving money. */
@Resolver()
export class PaymentMutationsResolver {
  @Scopes([['payments:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => AuthorizePaymentResult, {
    description:
      "Sets an order's money aside on a card that the customer tells on the telephone. For finance.",
  })
  async authorizePayment(
    @Arg('input', () => AuthorizePaymentInput, { description: 'The payment.' }) input: AuthorizePaymentInput,
    @Ctx() context: PaymentsContext,
  ) {
    const payment = await context.run(authorizePayment, input);
    if (payment === KEY_REUSED) return new IdempotencyKeyReused();
    if (payment instanceof AlreadyPaid) {
      return Object.assign(new OrderAlreadyPaid(), { payment: payment.payment });
    }
    if (payment.state !== 'DECLINED') return payment;
    return Object.assign(new PaymentDeclined(), { reason: payment.declineReason, payment });
  }

  @Scopes([['payments:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => CapturePaymentResult, {
    description: 'Takes the money that was set aside, all of it. For finance.',
  })
  async capturePayment(
    @Arg('id', () => ID, { description: 'The payment.' }) id: string,
    @Ctx() context: PaymentsContext,
  ) {
    return toOutcome(await context.run(capturePayment, { id }));
  }

  @Scopes([['payments:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => VoidPaymentResult, {
    description: 'Lets go of the money that was set aside, instead of taking it. For finance.',
  })
  async voidPayment(
    @Arg('id', () => ID, { description: 'The payment.' }) id: string,
    @Ctx() context: PaymentsContext,
  ) {
    return toOutcome(await context.run(voidPayment, { id }));
  }

  @Scopes([['payments:refund']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => RefundPaymentResult, {
    description:
      'Gives money of a captured payment back: all refunds together never more than was taken. For finance.',
  })
  async refundPayment(
    @Arg('input', () => RefundPaymentInput, { description: 'The refund.' }) input: RefundPaymentInput,
    @Ctx() context: PaymentsContext,
  ) {
    const refund = await context.run(refundPayment, input);
    if (refund === KEY_REUSED) return new IdempotencyKeyReused();
    return refund instanceof TooMuch ? tooLarge(refund) : toOutcome(refund);
  }

  @Scopes([['payments:refund']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => RetryRefundResult, {
    description:
      'Tries a refund again that the payment provider declined: one that is pending, or was made, is left alone. For finance.',
  })
  async retryRefund(
    @Arg('id', () => ID, { description: 'The refund.' }) id: string,
    @Ctx() context: PaymentsContext,
  ) {
    const refund = await context.run(retryRefund, { id });
    return refund instanceof TooMuch ? tooLarge(refund) : toOutcome(refund);
  }

  @Scopes([['payments:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => Payment, {
    description:
      'Asks the provider at once, not only when it is asked next, what became of everything of a payment that got no answer, and brings the payment and its refunds to what it says. What still gets none stays as it is. For finance.',
  })
  resolvePayment(
    @Arg('id', () => ID, { description: 'The payment.' }) id: string,
    @Ctx() context: PaymentsContext,
  ) {
    return context.run(resolvePayment, { id });
  }
}

function tooLarge({ refundableMinor: amountMinor, currency }: TooMuch): RefundTooLarge {
  return Object.assign(new RefundTooLarge(), { refundable: { amountMinor, currency } });
}
