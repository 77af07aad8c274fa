import {
  ArrayMaxSize,
  ArrayMinSize,
  IsISO31661Alpha2,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { Field, InputType } from 'type-graphql';

/** A warehouse's address as input. */
@InputType({ description: 'Where a warehouse is.' })
export class WarehouseAddressInput {
  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @Length(1, 100, { each: true })
  @Field(() => [String], { description: 'Street and number, one to four lines.' })
  lines!: string[];

  @Length(1, 20)
  @Field(() => String, { description: 'The postal code.' })
  postalCode!: string;

  @Length(1, 100)
  @Field(() => String, { description: 'The town.' })
  city!: string;

  @IsISO31661Alpha2({ message: 'must be an ISO 3166-1 alpha-2 code' })
  @Field(() => String, { description: 'The country, as an ISO 3166-1 alpha-2 code: DE.' })
  country!: string;
}

/** A new warehouse. */
@InputType({ description: 'A warehouse to open.' })
export class CreateWarehouseInput {
  @Matches(/^[A-Z][A-Z0-9]{1,9}$/, { message: 'must be 2 to 10 capital letters and digits, a letter first' })
  @Field(() => String, { description: 'A short code, unique, that is printed on labels: LEJ.' })
  code!: string;

  @Length(1, 100)
  @Field(() => String, { description: 'What people call it.' })
  name!: string;

  @ValidateNested()
  @Field(() => WarehouseAddressInput, { description: 'Where it is.' })
  address!: WarehouseAddressInput;
}
