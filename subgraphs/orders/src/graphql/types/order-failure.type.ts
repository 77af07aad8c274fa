import { Authenticated, Money } from '@orrery/kit';
import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import type { OrderFailureCode } from '../../domain/order-failure.js';
import { OrderFailureReason } from './order-state.enum.js';
import { Product } from './product.type.js';

const TYPES: Readonly<Record<OrderFailureCode, string>> = {
  OUT_OF_STOCK: 'OutOfStock',
  PRICE_CHANGED: 'PriceChanged',
  PAYMENT_DECLINED: 'OrderPaymentDeclined',
  CANCELLED_BY_CUSTOMER: 'OrderCancelled',
  TIMED_OUT: 'OrderTimedOut',
};

/** Why an order ended early. */
@InterfaceType('OrderFailure', {
  description: 'Why an order failed or was cancelled.',
  resolveType: ({ code }: { code: OrderFailureCode }) => TYPES[code],
})
export abstract class OrderFailure {
  @Authenticated()
  @Field(() => OrderFailureReason, { description: 'The reason, for programs.' })
  code!: OrderFailureCode;

  @Authenticated()
  @Field(() => String, { description: 'The reason in a sentence, for people.' })
  message!: string;
}

/** A line that fell short. */
@Authenticated()
@ObjectType('ShortLine', { description: 'A line of an order of which not enough was there.' })
export class ShortLine {
  @Field(() => ID, { description: "The product's id." })
  productId!: string;

  @Field(() => Product, {
    nullable: true,
    description: 'The product as it is today; null when the catalog no longer has it.',
  })
  product(): Product {
    return { id: this.productId };
  }

  @Field(() => Int, { description: 'How many units were ordered.' })
  wanted!: number;

  @Field(() => Int, { description: 'The most that one warehouse had left.' })
  available!: number;
}

/** Not all of it was there. */
@Authenticated()
@ObjectType('OutOfStock', {
  implements: OrderFailure,
  description: 'Not all of the products were there any more.',
})
export class OutOfStock extends OrderFailure {
  @Field(() => [ShortLine], {
    nullable: true,
    description: 'The lines that fell short; null when it is not known.',
  })
  lines?: ShortLine[];
}

/** It costs something else than the customer saw. */
@Authenticated()
@ObjectType('PriceChanged', {
  implements: OrderFailure,
  description: 'The order costs something else than the customer saw.',
})
export class PriceChanged extends OrderFailure {
  @Field(() => Money, { nullable: true, description: 'What the customer saw; null when it is not known.' })
  expectedTotal?: Money;

  @Field(() => Money, {
    nullable: true,
    description: 'What it costs; null when it is not known, or in several currencies.',
  })
  total?: Money;
}

/** The provider said no. */
@Authenticated()
@ObjectType('OrderPaymentDeclined', { implements: OrderFailure, description: 'The payment was declined.' })
export class OrderPaymentDeclined extends OrderFailure {
  @Field(() => String, {
    nullable: true,
    description: 'Why, as DeclineReason has it: INSUFFICIENT_FUNDS; null when it is not known.',
  })
  reason?: string;
}

/** The customer called it off. */
@ObjectType('OrderCancelled', { implements: OrderFailure, description: 'The customer cancelled the order.' })
export class OrderCancelled extends OrderFailure {}

/** A step took too long. */
@ObjectType('OrderTimedOut', {
  implements: OrderFailure,
  description: 'The order could not be completed in time. Nothing was charged, or it is given back.',
})
export class OrderTimedOut extends OrderFailure {}
