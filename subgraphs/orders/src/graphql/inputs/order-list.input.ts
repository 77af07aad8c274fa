import { PageArgs } from '@orrery/kit';
import { ArgsType, Field } from 'type-graphql';
import type { OrderState as State } from '../../domain/order-state.js';
import { OrderState } from '../types/order-state.enum.js';

/** The arguments of a list of orders. */
@ArgsType()
export class OrderListArgs extends PageArgs {
  @Field(() => OrderState, { nullable: true, description: 'Only those in this state; all when absent.' })
  state?: State | null;
}
