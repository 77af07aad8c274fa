import { registerEnumType } from 'type-graphql';

/** How far a payment got. */
export enum PaymentState {
  PENDING = 'PENDING',
  AUTHORIZED = 'AUTHORIZED',
  DECLINED = 'DECLINED',
  CAPTURED = 'CAPTURED',
  VOIDED = 'VOIDED',
  PARTIALLY_REFUNDED = 'PARTIALLY_REFUNDED',
  REFUNDED = 'REFUNDED',
}
registerEnumType(PaymentState, {
  name: 'PaymentState',
  description: 'How far a payment got.',
  valuesConfig: {
    PENDING: { description: 'The provider was asked, and its answer is not known yet.' },
    AUTHORIZED: { description: 'The money is set aside on the card.' },
    DECLINED: { description: 'The provider said no: no money was set aside.' },
    CAPTURED: { description: 'The money was taken.' },
    VOIDED: { description: 'The money that was set aside was let go.' },
    PARTIALLY_REFUNDED: { description: 'Part of the money that was taken was given back.' },
    REFUNDED: { description: 'All the money that was taken was given back.' },
  },
});

/** What can be asked of the provider. */
export enum PaymentOperation {
  AUTHORIZE = 'AUTHORIZE',
  CAPTURE = 'CAPTURE',
  VOID = 'VOID',
}
registerEnumType(PaymentOperation, {
  name: 'PaymentOperation',
  description: 'What can be asked of the payment provider.',
  valuesConfig: {
    AUTHORIZE: { description: 'To set the money aside on the card.' },
    CAPTURE: { description: 'To take the money that was set aside.' },
    VOID: { description: 'To let go of the money that was set aside.' },
  },
});

/** Why the provider said no. */
export enum DeclineReason {
  INSUFFICIENT_FUNDS = 'INSUFFICIENT_FUNDS',
  CARD_EXPIRED = 'CARD_EXPIRED',
  SUSPECTED_FRAUD = 'SUSPECTED_FRAUD',
  CARD_NOT_ACCEPTED = 'CARD_NOT_ACCEPTED',
  AUTHORIZATION_EXPIRED = 'AUTHORIZATION_EXPIRED',
  NOT_PROCESSED = 'NOT_PROCESSED',
  ORDER_CANCELLED = 'ORDER_CANCELLED',
}
registerEnumType(DeclineReason, {
  name: 'DeclineReason',
  description: 'Why money was not moved.',
  valuesConfig: {
    INSUFFICIENT_FUNDS: { description: 'There is not so much money on the card.' },
    CARD_EXPIRED: { description: 'The card is not valid any more.' },
    SUSPECTED_FRAUD: { description: 'The bank thinks that the card is misused.' },
    CARD_NOT_ACCEPTED: { description: 'The provider does not take this card.' },
    AUTHORIZATION_EXPIRED: { description: 'The money is not set aside any more.' },
    NOT_PROCESSED: { description: 'The request never reached the provider: nothing happened.' },
    ORDER_CANCELLED: { description: 'The order was cancelled before: the provider was not asked.' },
  },
});

/** The brand of a card. */
export enum CardBrand {
  VISA = 'VISA',
  MASTERCARD = 'MASTERCARD',
  AMEX = 'AMEX',
}
registerEnumType(CardBrand, {
  name: 'CardBrand',
  description: 'The brand of a card.',
  valuesConfig: {
    VISA: { description: 'Visa: 16 digits that start with 4.' },
    MASTERCARD: { description: 'Mastercard: 16 digits that start with 51 to 55.' },
    AMEX: { description: 'American Express: 15 digits that start with 34 or 37.' },
  },
});

/** What became of a refund. */
export enum RefundState {
  PENDING = 'PENDING',
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
}
registerEnumType(RefundState, {
  name: 'RefundState',
  description: 'What became of a refund.',
  valuesConfig: {
    PENDING: { description: 'The provider was asked, and its answer is not known yet.' },
    SUCCEEDED: { description: 'The money was given back.' },
    FAILED: { description: 'The provider said no: the money was not given back.' },
  },
});
