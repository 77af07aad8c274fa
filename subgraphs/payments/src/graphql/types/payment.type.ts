import { Authenticated, connectionType, Money, Owner, Scopes } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { CardBrand, DeclineReason, PaymentOperation, PaymentState } from './payment.enums.js';

/** What is known of a card. */
@Authenticated()
@ObjectType('PaymentCard', { description: 'What is kept of a card: never its number.' })
export class PaymentCard {
  @Field(() => CardBrand, { description: 'The brand.' })
  brand!: CardBrand;

  @Field(() => String, { description: "The number's last four digits." })
  last4!: string;
}

/** A step of a payment's history. */
@Authenticated()
@ObjectType('PaymentStep', { description: 'A state that a payment was in, and since when.' })
export class PaymentStep {
  @Field(() => PaymentState, { description: 'The state.' })
  state!: PaymentState;

  @Field(() => Date, { description: 'When the payment came into it.' })
  at!: Date;
}

/** The Payment entity. */
@Owner<Payment>(({ userId }) => userId, { orScopes: ['payments:read'] })
@Directive('@key(fields: "id")')
@ObjectType('Payment', {
  description:
    'The payment of an order by card. Its customer, finance and support can see it; for others it is absent.',
})
export class Payment {
  @Field(() => ID, { name: 'id', description: "The payment's id." })
  _id!: string;

  @Field(() => Money, { description: 'What is to be paid.' })
  amount!: Money;

  @Field(() => Money, { description: 'What was set aside on the card.' })
  authorized(): Money {
    return this.inCurrency(this.authorizedMinor);
  }

  @Field(() => Money, { description: 'What was taken from the card.' })
  captured(): Money {
    return this.inCurrency(this.capturedMinor);
  }

  @Field(() => Money, { description: 'What was given back.' })
  refunded(): Money {
    return this.inCurrency(this.refundedMinor);
  }

  @Field(() => Money, {
    description: 'What can be given back still: refunds whose outcome is not known yet count as given.',
  })
  refundable(): Money {
    return this.inCurrency(this.capturedMinor - this.refundedMinor - this.refundingMinor);
  }

  @Field(() => PaymentState, { description: 'How far it got.' })
  state!: PaymentState;

  @Field(() => PaymentOperation, {
    nullable: true,
    description:
      'What the provider is asked for, again and again until there is an answer; null when nothing is open.',
  })
  pending!: PaymentOperation | null;

  @Field(() => [PaymentStep], { description: 'All states that it was in, the first first.' })
  history!: PaymentStep[];

  @Field(() => PaymentCard, {
    nullable: true,
    description: 'The card that pays; null until the provider has told it.',
  })
  card!: PaymentCard | null;

  @Field(() => DeclineReason, {
    nullable: true,
    description: 'Why it was declined; null when it was not.',
  })
  declineReason!: DeclineReason | null;

  @Directive('@inaccessible')
  @Field(() => String, {
    nullable: true,
    description:
      "The provider's own name for it; null until it is authorized. Not part of the public graph: for whoever compares books with the provider.",
  })
  providerReference!: string | null;

  @Field(() => Date, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it last changed.' })
  updatedAt!: Date;

  orderId!: string;

  userId!: string;

  authorizedMinor!: number;

  capturedMinor!: number;

  refundedMinor!: number;

  refundingMinor!: number;

  private inCurrency(amountMinor: number): Money {
    return { amountMinor, currency: this.amount.currency };
  }
}

/** A page of payments. */
export const PaymentConnection = connectionType(
  () => Payment,
  'Payment',
  'payments',
  Scopes([['payments:list']]),
);
