import { PageArgs, pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { InventoryContext } from '../../context.js';
import { estimateShipping, type Origin } from '../../domain/shipping.js';
import { sumStock } from '../../domain/stock.js';
import { ShippingArgs } from '../inputs/shipping.args.js';
import { Product } from '../types/product.type.js';
import { ProductStock } from '../types/product-stock.type.js';
import { ShippingEstimate } from '../types/shipping-estimate.type.js';
import { StockAdjustmentConnection } from '../types/stock-adjustment.type.js';

// Nullable fields: while this service is down, a product loses its stock and nothing else.

/** What inventory adds to catalog's products. */
@Resolver(() => Product)
export class ProductResolver {
  @FieldResolver(() => ProductStock, {
    nullable: true,
    description: 'How many units there are, over all warehouses.',
  })
  async stock(@Root() product: Product, @Ctx() { loaders }: InventoryContext): Promise<ProductStock> {
    const levels = await loaders.levelsOfProduct.load(product.id);
    return { ...sumStock(levels), productId: product.id };
  }

  @FieldResolver(() => Boolean, { nullable: true, description: 'Whether at least one unit can be ordered.' })
  async inStock(@Root() product: Product, @Ctx() { loaders }: InventoryContext): Promise<boolean> {
    return sumStock(await loaders.levelsOfProduct.load(product.id)).available > 0;
  }

  @Directive('@requires(fields: "weightGrams dimensions { lengthMm widthMm heightMm }")')
  @FieldResolver(() => ShippingEstimate, {
    nullable: true,
    description:
      'What shipping it would cost today, from the warehouse that does it for least; null when its weight is not known, or when the shipment is too heavy for parcels (over a tonne).',
  })
  async shippingEstimate(
    @Root() { id, weightGrams = null, dimensions = null }: Product,
    @Args(() => ShippingArgs) { country, quantity }: ShippingArgs,
    @Ctx() { loaders }: InventoryContext,
  ) {
    const [warehouses, levels] = await Promise.all([loaders.warehouses(), loaders.levelsOfProduct.load(id)]);
    const origins = warehouses.map(({ _id, address }): Origin => {
      const level = levels.find(({ warehouseId }) => warehouseId === _id);
      const { onHand = 0, reserved = 0 } = level ?? {};
      return { warehouseId: _id, country: address.country, onHand, reserved };
    });
    const estimate = estimateShipping(
      { weightGrams, dimensions, quantity, country: country.toUpperCase() },
      origins,
    );
    if (!estimate) return null;
    const { costMinor, ...rest } = estimate;
    return { ...rest, cost: { amountMinor: costMinor, currency: 'EUR' } };
  }

  @Scopes([['stock:read']])
  @Directive('@tag(name: "staff")')
  @FieldResolver(() => StockAdjustmentConnection, {
    nullable: true,
    description: 'How its stock was adjusted, the latest first. For warehouse staff.',
  })
  async stockAdjustments(
    @Root() product: Product,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: InventoryContext,
  ) {
    const page = await loaders.adjustmentsOfProduct.load({ key: product.id, ...pageRequest(args) });
    return toConnection(page, () => loaders.adjustmentCountOfProduct.load(product.id));
  }
}
