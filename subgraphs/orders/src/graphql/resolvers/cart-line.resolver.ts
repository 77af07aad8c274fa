import { Money } from '@orrery/kit';
import { Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { lineTotal } from '../../domain/cart.js';
import { CartLine } from '../types/cart.type.js';
import { Product } from '../types/product.type.js';

// Nullable fields: while the catalog is down, a line loses its prices and nothing else.
const PRICE = '@requires(fields: "product { price { amountMinor currency } }")';

/** A cart line's product, and what it costs today. */
@Resolver(() => CartLine)
export class CartLineResolver {
  @FieldResolver(() => Product, {
    nullable: true,
    description: 'What is to be bought; null when the catalog has no such product.',
  })
  product(@Root() line: CartLine): Product {
    return { id: line.productId };
  }

  @Directive(PRICE)
  @FieldResolver(() => Money, {
    nullable: true,
    description: 'The price of one, today; null when the catalog has no such product.',
  })
  unitPrice(@Root() { product }: CartLine): Money | null {
    return product?.price ?? null;
  }

  @Directive(PRICE)
  @FieldResolver(() => Money, {
    nullable: true,
    description: 'The price of all its units, today; null when the catalog has no such product.',
  })
  total(@Root() { product, quantity }: CartLine): Money | null {
    return lineTotal(product?.price ?? null, quantity);
  }
}
