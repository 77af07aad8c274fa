import { PageArgs } from '@orrery/kit';
import { ArgsType, Field } from 'type-graphql';
import { RefundState } from '../types/payment.enums.js';

/** The arguments of a list of refunds. */
@ArgsType()
export class RefundListArgs extends PageArgs {
  @Field(() => RefundState, { nullable: true, description: 'Only those in this state; all when absent.' })
  state?: RefundState | null;
}
