import { Authenticated } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The orders service's Order, for the field that payments adds to it. */
@Authenticated()
@Directive('@key(fields: "id")')
@ObjectType('Order', { description: "A customer's order." })
export class Order {
  @Field(() => ID, { description: "The order's id." })
  id!: string;
}
