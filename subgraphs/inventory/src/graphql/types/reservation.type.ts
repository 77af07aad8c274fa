import { connectionType, Scopes } from '@orrery/kit';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

/** What became of a reservation. */
export enum ReservationState {
  HELD = 'HELD',
  RELEASED = 'RELEASED',
  FULFILLED = 'FULFILLED',
}
registerEnumType(ReservationState, {
  name: 'ReservationState',
  description: 'What became of a reservation.',
  valuesConfig: {
    HELD: { description: 'The units are kept for the order.' },
    RELEASED: { description: 'The units can be ordered by others again.' },
    FULFILLED: { description: 'The units left the warehouse with the order.' },
  },
});

/** One product of a reservation. */
@Scopes([['stock:read']])
@ObjectType('ReservationLine', { description: 'The units of one product that an order was promised.' })
export class ReservationLine {
  @Field(() => Int, { description: 'How many units.' })
  quantity!: number;

  productId!: string;

  warehouseId!: string;
}

/** The Reservation entity. */
@Scopes([['stock:read']])
@Directive('@key(fields: "id")')
@ObjectType('Reservation', { description: 'Units that are promised to one order. For warehouse staff.' })
export class Reservation {
  @Field(() => ID, { name: 'id', description: "The reservation's id." })
  _id!: string;

  @Field(() => [ReservationLine], { description: 'What is promised, one line per product.' })
  lines!: ReservationLine[];

  @Field(() => ReservationState, { description: 'What became of it.' })
  state!: ReservationState;

  @Field(() => Date, {
    nullable: true,
    description:
      'When it is released by itself; null when it is held until the order is shipped or cancelled.',
  })
  expiresAt!: Date | null;

  @Field(() => Date, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When its state last changed.' })
  updatedAt!: Date;

  orderId!: string;
}

/** A page of reservations. */
export const ReservationConnection = connectionType(
  () => Reservation,
  'Reservation',
  'reservations',
  Scopes([['stock:read']]),
);
