import { Authenticated } from '@orrery/kit';
import { Field, ID, ObjectType } from 'type-graphql';

/** A postal address in a user's address book. */
@Authenticated()
@ObjectType('Address', { description: "A postal address in a user's address book." })
export class Address {
  @Field(() => ID, { name: 'id', description: "The address's id." })
  _id!: string;

  @Field(() => String, { description: 'Who receives what is sent there.' })
  recipient!: string;

  @Field(() => [String], { description: 'Street and number, then whatever else stands above the city.' })
  lines!: string[];

  @Field(() => String, { description: 'The postal code.' })
  postalCode!: string;

  @Field(() => String, { description: 'The city.' })
  city!: string;

  @Field(() => String, { description: 'The country, as an ISO 3166-1 alpha-2 code: IE.' })
  country!: string;

  @Field(() => String, { nullable: true, description: 'A telephone number for the carrier; null for none.' })
  phone!: string | null;

  @Field(() => Boolean, {
    description: 'Whether it is the one to use unless another is chosen: exactly one is.',
  })
  isDefault!: boolean;
}
