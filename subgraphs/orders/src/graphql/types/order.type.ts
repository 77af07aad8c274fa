import { Authenticated, connectionType, Money, Owner } from '@orrery/kit';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { OrderState as State } from '../../domain/order-state.js';
import { OrderFailure } from './order-failure.type.js';
import { OrderState } from './order-state.enum.js';

/** A line of an order. */
@Authenticated()
@ObjectType('OrderLine', {
  description:
    'A product in an order, as it was when the order was placed. What the catalog has to tell of it is null for a moment after that.',
})
export class OrderLine {
  @Field(() => ID, { name: 'id', description: "The line's id." })
  _id!: string;

  @Field(() => String, { nullable: true, description: "The product's SKU." })
  sku!: string | null;

  @Field(() => String, { nullable: true, description: "The product's name at that time." })
  name!: string | null;

  @Field(() => Money, { nullable: true, description: 'The price of one at that time.' })
  unitPrice!: Money | null;

  @Field(() => Int, { description: 'How many units were ordered.' })
  quantity!: number;

  @Field(() => Money, { nullable: true, description: 'The price of all units.' })
  total!: Money | null;

  productId!: string;
}

/** Where an order goes. */
@Authenticated()
@ObjectType('OrderAddress', { description: 'Where an order goes, as it was when the order was placed.' })
export class OrderAddress {
  @Field(() => String, { description: 'Who receives it.' })
  recipient!: string;

  @Field(() => [String], { description: 'Street and number, one line each.' })
  lines!: string[];

  @Field(() => String, { description: 'The postal code.' })
  postalCode!: string;

  @Field(() => String, { description: 'The town.' })
  city!: string;

  @Field(() => String, { description: 'The country, as an ISO 3166-1 alpha-2 code: DE.' })
  country!: string;
}

/** An entry of an order's history. */
@Authenticated()
@ObjectType('OrderEvent', { description: 'A state that an order came into.' })
export class OrderEvent {
  @Field(() => OrderState, { description: 'The state.' })
  state!: State;

  @Field(() => Date, { description: 'When.' })
  at!: Date;
}

/** The Order entity. */
@Owner<Order>(({ userId }) => userId, { orScopes: ['orders:read'] })
@Directive('@key(fields: "id")')
@ObjectType('Order', { description: "A customer's order." })
export class Order {
  @Field(() => ID, { name: 'id', description: "The order's id." })
  _id!: string;

  @Field(() => String, { description: 'The number that customer and shop quote: 10042.' })
  number!: string;

  @Field(() => OrderState, { description: 'How far it has come.' })
  state!: State;

  @Field(() => Int, {
    description:
      '1 when it was placed, one more with each change of its state: who follows its changes can tell that none was missed.',
  })
  version!: number;

  @Field(() => Date, { description: 'When it was placed.' })
  placedAt!: Date;

  @Field(() => [OrderLine], { description: 'What was ordered, at the prices of that time.' })
  lines!: OrderLine[];

  @Field(() => Money, {
    nullable: true,
    description:
      'The sum of its lines. This, shipping and total are null until the catalog has told the prices.',
  })
  subtotal!: Money | null;

  @Field(() => Money, { nullable: true, description: 'What shipping costs.' })
  shipping!: Money | null;

  @Field(() => Money, { nullable: true, description: 'What is to be paid: subtotal and shipping.' })
  total!: Money | null;

  @Field(() => OrderAddress, { description: 'Where it goes.' })
  shippingAddress!: OrderAddress;

  @Field(() => [OrderEvent], { description: 'The states that it came into, from the first to the present.' })
  history!: OrderEvent[];

  @Field(() => OrderFailure, {
    nullable: true,
    description: 'Why it is FAILED or CANCELLED; null in every other state.',
  })
  failure!: OrderFailure | null;

  userId!: string;
}

/** A page of orders. */
export const OrderConnection = connectionType(() => Order, 'Order', 'orders', Authenticated());
