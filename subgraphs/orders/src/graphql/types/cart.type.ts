import { Authenticated, Owner } from '@orrery/kit';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { countItems } from '../../domain/cart.js';
import type { CartLineDocument } from '../../models/cart.model.js';
import type { Product } from './product.type.js';

/** What the gateway sends of a line's product, when a field @requires its price; null when the catalog has none. */
export type PricedProduct = Pick<Product, 'price'> | null;

/** A line of a cart. */
@Authenticated()
@Directive('@key(fields: "id")')
@ObjectType('CartLine', { description: 'A product in a cart, and how many of it.' })
export class CartLine {
  @Field(() => ID, { name: 'id', description: "The line's id." })
  _id!: string;

  @Field(() => Int, { description: 'How many units: 1 to 99.' })
  quantity!: number;

  @Field(() => Date, { description: 'When the product was first put into the cart.' })
  addedAt!: Date;

  productId!: string;

  product?: PricedProduct;
}

/** The Cart entity. */
@Owner<Cart>(({ userId }) => userId, { orScopes: ['carts:read'] })
@Directive('@key(fields: "id")')
@ObjectType('Cart', {
  description: 'What somebody is about to buy. No price is kept in it: its prices are those of today.',
})
export class Cart {
  @Field(() => ID, { name: 'id', description: "The cart's id." })
  _id!: string;

  @Field(() => [CartLine], { description: 'One line for each product, in the order in which they came.' })
  lines!: CartLineDocument[];

  @Field(() => Int, { description: 'How many units it holds, over all lines.' })
  itemCount(): number {
    return countItems(this.lines);
  }

  @Field(() => Date, { description: 'When it was last changed.' })
  updatedAt!: Date;

  userId!: string;

  /** The lines as the gateway sends them for a field that @requires their prices. */
  requiredLines?: readonly { readonly product: PricedProduct }[];
}
