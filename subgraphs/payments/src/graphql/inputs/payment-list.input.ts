import { PageArgs } from '@orrery/kit';
import { ArgsType, Field } from 'type-graphql';
import { PaymentState } from '../types/payment.enums.js';

/** The arguments of a list of payments. */
@ArgsType()
export class PaymentListArgs extends PageArgs {
  @Field(() => PaymentState, { nullable: true, description: 'Only those in this state; all when absent.' })
  state?: PaymentState | null;
}
