import { Public } from '@orrery/kit';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Where a warehouse is. */
@Public()
@ObjectType('WarehouseAddress', { description: 'Where a warehouse is.' })
export class WarehouseAddress {
  @Field(() => [String], { description: 'Street and number, one line each.' })
  lines!: string[];

  @Field(() => String, { description: 'The postal code.' })
  postalCode!: string;

  @Field(() => String, { description: 'The town.' })
  city!: string;

  @Field(() => String, { description: 'The country, as an ISO 3166-1 alpha-2 code: DE.' })
  country!: string;
}

/** The Warehouse entity. */
@Public()
@Directive('@key(fields: "id")')
@ObjectType('Warehouse', { description: 'A place from which products are shipped.' })
export class Warehouse {
  @Field(() => ID, { name: 'id', description: "The warehouse's id." })
  _id!: string;

  @Field(() => String, { description: 'A short code, unique, that is printed on labels: LEJ.' })
  code!: string;

  @Field(() => String, { description: 'What people call it.' })
  name!: string;

  @Field(() => WarehouseAddress, { description: 'Where it is.' })
  address!: WarehouseAddress;
}
