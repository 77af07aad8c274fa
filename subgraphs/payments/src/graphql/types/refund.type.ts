import { connectionType, Money, Owner, Scopes } from '@orrery/kit';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { DeclineReason, RefundState } from './payment.enums.js';

/** The Refund entity. */
@Owner<Refund>(({ userId }) => userId, { orScopes: ['payments:read'] })
@Directive('@key(fields: "id")')
@ObjectType('Refund', { description: 'Money of a payment that is given back.' })
export class Refund {
  @Field(() => ID, { name: 'id', description: "The refund's id." })
  _id!: string;

  @Field(() => Money, { description: 'How much.' })
  amount!: Money;

  @Field(() => String, { description: 'Why, as the one who made it wrote.' })
  reason!: string;

  @Field(() => RefundState, { description: 'What became of it.' })
  state!: RefundState;

  @Field(() => DeclineReason, { nullable: true, description: 'Why it failed; null when it did not.' })
  declineReason!: DeclineReason | null;

  @Field(() => Int, {
    name: 'attempts',
    description: 'How often it was tried: 1, and one more each time that it was tried again after it failed.',
  })
  attemptCount(): number {
    return this.attempts ?? 1;
  }

  @Field(() => Date, {
    nullable: true,
    description:
      'FAILED: when it is tried again by itself; null when it is not. `retryRefund` tries it at once.',
  })
  retryAt?: Date | null;

  @Field(() => Date, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When its state last changed.' })
  updatedAt!: Date;

  paymentId!: string;

  userId!: string;

  attempts?: number;
}

/** A page of refunds. */
export const RefundConnection = connectionType(
  () => Refund,
  'Refund',
  'refunds',
  Scopes([['payments:list']]),
);
