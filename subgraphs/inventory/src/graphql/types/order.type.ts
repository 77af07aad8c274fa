import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The orders service's Order, which inventory only points at. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Order', { description: "A customer's order." })
export class Order {
  @Field(() => ID, { description: "The order's id." })
  id!: string;
}
