import { pageRequest, Scopes, toConnection } from '@orrery/kit';
import { Arg, Args, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { adjustStock, TooFewUnits } from '../../commands/adjust-stock.command.js';
import type { InventoryContext } from '../../context.js';
import { AdjustStockInput } from '../inputs/adjust-stock.input.js';
import { StockLevelListArgs } from '../inputs/inventory-lists.input.js';
import { AdjustStockResult, InsufficientStock } from '../types/inventory-results.type.js';
import { Product } from '../types/product.type.js';
import { ProductStock } from '../types/product-stock.type.js';
import { StockLevel, StockLevelConnection } from '../types/stock-level.type.js';
import { Warehouse } from '../types/warehouse.type.js';

/** A product's stock, warehouse by warehouse. */
@Resolver(() => ProductStock)
export class ProductStockResolver {
  @Scopes([['stock:read']])
  @Directive('@tag(name: "staff")')
  @FieldResolver(() => [StockLevel], {
    nullable: true,
    description: 'The units in each warehouse that has or had any. For warehouse staff.',
  })
  levels(@Root() { productId }: ProductStock, @Ctx() { loaders }: InventoryContext) {
    return loaders.levelsOfProduct.load(productId);
  }
}

/** Stock levels: reading and adjusting them. */
@Resolver(() => StockLevel)
export class StockLevelResolver {
  @Scopes([['stock:read']])
  @Directive('@tag(name: "staff")')
  @Query(() => StockLevelConnection, { description: 'Stock, product by product. For warehouse staff.' })
  async stockLevels(
    @Args(() => StockLevelListArgs) args: StockLevelListArgs,
    @Ctx() { loaders }: InventoryContext,
  ) {
    const criteria = args.filter ?? {};
    const page = await loaders.stockLevelPage(criteria, pageRequest(args));
    return toConnection(page, () => loaders.stockLevelCount(criteria));
  }

  @FieldResolver(() => Product, {
    nullable: true,
    description: 'What it is; null when the catalog has no such product.',
  })
  product(@Root() level: StockLevel): Product {
    return { id: level.productId };
  }

  @FieldResolver(() => Warehouse, { description: 'Where it is.' })
  warehouse(@Root() level: StockLevel, @Ctx() { loaders }: InventoryContext) {
    return loaders.warehouseById.load(level.warehouseId);
  }

  @Scopes([['stock:adjust']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => AdjustStockResult, {
    description:
      'Adds units to a stock level or takes some away, and records why. Never takes away what is promised to orders. For warehouse staff.',
  })
  async adjustStock(
    @Arg('input', () => AdjustStockInput, { description: 'The adjustment.' }) input: AdjustStockInput,
    @Ctx() context: InventoryContext,
  ) {
    const level = await context.run(adjustStock, input);
    if (!(level instanceof TooFewUnits)) return level;
    return Object.assign(new InsufficientStock(), { available: level.available });
  }
}
