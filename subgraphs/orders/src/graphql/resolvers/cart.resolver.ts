import { Authenticated, Money } from '@orrery/kit';
import { RequestError, requireUser } from '@orrery/runtime';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { addCartLine } from '../../commands/add-cart-line.command.js';
import { changeCartLine } from '../../commands/change-cart-line.command.js';
import { clearCart } from '../../commands/clear-cart.command.js';
import { removeCartLine } from '../../commands/remove-cart-line.command.js';
import type { OrdersContext } from '../../context.js';
import { cartSubtotal } from '../../domain/cart.js';
import { sum } from '../../domain/money.js';
import { shippingFor } from '../../domain/shipping.js';
import { AddCartLineInput, ChangeCartLineInput } from '../inputs/cart.input.js';
import { Cart } from '../types/cart.type.js';
import { AddCartLineResult, CartFull, QuantityLimit } from '../types/cart-results.type.js';

const PRICES = '@requires(fields: "lines { product { price { amountMinor currency } } }")';

/** Carts: reading and filling one's own. */
@Resolver(() => Cart)
export class CartResolver {
  @Authenticated()
  @Query(() => Cart, {
    nullable: true,
    description: 'Your cart; null as long as nothing was ever put into it.',
  })
  cart(@Ctx() { caller, loaders }: OrdersContext) {
    return loaders.cartOfUser.load(requireUser(caller).userId);
  }

  @Directive(PRICES)
  @FieldResolver(() => Money, {
    nullable: true,
    description:
      'What its lines cost today, without shipping; null while the price of one is not known, or when they are in several currencies.',
  })
  subtotal(@Root() cart: Cart): Money | null {
    return subtotalOf(cart);
  }

  @Directive(PRICES)
  @FieldResolver(() => Money, {
    nullable: true,
    description:
      'What an order of it costs today, with shipping: what checkout expects; null as subtotal is.',
  })
  total(@Root() cart: Cart): Money | null {
    const subtotal = subtotalOf(cart);
    return subtotal && sum([subtotal, shippingFor(subtotal)]);
  }

  @Authenticated()
  @Mutation(() => AddCartLineResult, {
    description:
      'Puts units of a product into your cart, to those that are in it. The product is not looked up: only the form of its id is checked.',
  })
  async addCartLine(
    @Arg('input', () => AddCartLineInput, { description: 'What to add.' }) input: AddCartLineInput,
    @Ctx() context: OrdersContext,
  ) {
    const { cart, refusal } = await context.run(addCartLine, input);
    if (!refusal) return cart;
    return Object.assign(refusal === 'CART_FULL' ? new CartFull() : new QuantityLimit(), { cart });
  }

  @Authenticated()
  @Mutation(() => Cart, { description: 'Changes how many units a line of your cart has.' })
  changeCartLine(
    @Arg('input', () => ChangeCartLineInput, { description: 'The change.' }) input: ChangeCartLineInput,
    @Ctx() context: OrdersContext,
  ) {
    return context.run(changeCartLine, input);
  }

  @Authenticated()
  @Mutation(() => Cart, { description: 'Takes a line out of your cart.' })
  removeCartLine(
    @Arg('id', () => ID, { description: 'The line.' }) id: string,
    @Ctx() context: OrdersContext,
  ) {
    return context.run(removeCartLine, { id });
  }

  @Authenticated()
  @Mutation(() => Cart, {
    nullable: true,
    description: 'Empties your cart; null as long as nothing was ever put into it.',
  })
  clearCart(@Ctx() context: OrdersContext) {
    return context.run(clearCart, undefined);
  }
}

// The lines that the gateway sends have no ids, for @requires takes only what others own: they stand in the order in
// which this service sent them. A cart that got longer or shorter since is refused. One in which a line was exchanged
// for another since cannot be told from it, and gets a sum of both: this is a figure to show, never one to charge.
function subtotalOf({ lines, requiredLines = [] }: Cart): Money | null {
  if (lines.length !== requiredLines.length) {
    throw new RequestError('CONFLICT', 'The cart was changed while it was read: read it again.');
  }
  return cartSubtotal(
    lines,
    requiredLines.map(({ product }) => product?.price ?? null),
  );
}
