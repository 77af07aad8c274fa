import { Authenticated } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The orders service's Order, which inventory only points at. */
@Authenticated()
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Order', { description: "A customer's order." })
export class Order {
  @Field(() => ID, { description: "The order's id." })
  id!: string;
}
