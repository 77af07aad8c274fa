import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { Public } from './access/decorators.js';

/** An amount of money: a whole number of the currency's minor units. */
@Public()
@Directive('@shareable')
@ObjectType({ description: 'An amount of money.' })
export class Money {
  @Field(() => Int, { description: "The amount in the currency's minor units: 1999 is 19.99 EUR." })
  amountMinor!: number;

  @Field(() => String, { description: 'The currency, as an ISO 4217 code: EUR.' })
  currency!: string;
}
