import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The orders service's Order, which inventory only points at. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Order', { description: 'What a customer ordered.' })
export class Order {
  @Field(() => ID, { description: "The order's id." })
  id!: string;
}
