import { ArrayMaxSize, ArrayMinSize, IsISO31661Alpha2, Matches, MaxLength } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';

const NOT_BLANK = /\S/; // at least one character that can be seen
const blank = { message: 'must not be blank' };
const blankLine = { each: true, message: 'must have no blank line' };
// Digits with the marks that people write between them; which numbers exist is the carrier's business.
const PHONE = /^\s*\+?[0-9][0-9 ().\-/]{3,28}\s*$/;
const phoneRule = { message: 'must be a telephone number, such as +353 1 234 5678' };

/** A new address. */
@InputType({ description: 'An address for your address book.' })
export class AddAddressInput {
  @Matches(NOT_BLANK, blank)
  @MaxLength(100)
  @Field(() => String, { description: 'Who receives what is sent there.' })
  recipient!: string;

  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @Matches(NOT_BLANK, blankLine)
  @MaxLength(100, { each: true })
  @Field(() => [String], {
    description: 'Street and number, and what else stands above the city: 1 to 4 lines.',
  })
  lines!: string[];

  @Matches(NOT_BLANK, blank)
  @MaxLength(16)
  @Field(() => String, { description: 'The postal code.' })
  postalCode!: string;

  @Matches(NOT_BLANK, blank)
  @MaxLength(100)
  @Field(() => String, { description: 'The city.' })
  city!: string;

  @IsISO31661Alpha2()
  @Field(() => String, { description: 'The country, as an ISO 3166-1 alpha-2 code: IE.' })
  country!: string;

  @Matches(PHONE, phoneRule)
  @Field(() => String, { nullable: true, description: 'A telephone number for the carrier.' })
  phone?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it becomes the default; the first address does in any case.',
  })
  isDefault!: boolean;
}

/** Changes to an address. */
@InputType({ description: 'What to change about an address: what is absent stays as it is.' })
export class UpdateAddressInput {
  @Field(() => ID, { description: 'The address to change.' })
  id!: string;

  @Matches(NOT_BLANK, blank)
  @MaxLength(100)
  @Field(() => String, { nullable: true, description: 'Another recipient.' })
  recipient?: string | null;

  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @Matches(NOT_BLANK, blankLine)
  @MaxLength(100, { each: true })
  @Field(() => [String], { nullable: true, description: 'New lines, in place of all old ones: 1 to 4.' })
  lines?: string[] | null;

  @Matches(NOT_BLANK, blank)
  @MaxLength(16)
  @Field(() => String, { nullable: true, description: 'Another postal code.' })
  postalCode?: string | null;

  @Matches(NOT_BLANK, blank)
  @MaxLength(100)
  @Field(() => String, { nullable: true, description: 'Another city.' })
  city?: string | null;

  @IsISO31661Alpha2()
  @Field(() => String, { nullable: true, description: 'Another country, as an ISO 3166-1 alpha-2 code.' })
  country?: string | null;

  @Matches(PHONE, phoneRule)
  @Field(() => String, { nullable: true, description: 'Another telephone number; null removes it.' })
  phone?: string | null;
}
