import { Public, Scopes } from '@orrery/kit';
import { Arg, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql';
import { createWarehouse } from '../../commands/create-warehouse.command.js';
import type { InventoryContext } from '../../context.js';
import { CreateWarehouseInput } from '../inputs/create-warehouse.input.js';
import { CreateWarehouseResult, WarehouseCodeTaken } from '../types/inventory-results.type.js';
import { Warehouse } from '../types/warehouse.type.js';

/** Warehouses: reading and opening them. */
@Resolver(() => Warehouse)
export class WarehouseResolver {
  @Public()
  @Query(() => [Warehouse], { description: 'All warehouses, by code.' })
  warehouses(@Ctx() { loaders }: InventoryContext) {
    return loaders.warehouses();
  }

  @Public()
  @Query(() => Warehouse, {
    nullable: true,
    description: 'The warehouse with this id; null when there is none.',
  })
  warehouse(
    @Arg('id', () => ID, { description: "The warehouse's id." }) id: string,
    @Ctx() { loaders }: InventoryContext,
  ) {
    return loaders.warehouseById.load(id);
  }

  @Scopes([['warehouses:write']])
  @Directive('@tag(name: "staff")')
  @Mutation(() => CreateWarehouseResult, {
    description: 'Opens a warehouse, with nothing in it. For warehouse staff.',
  })
  async createWarehouse(
    @Arg('input', () => CreateWarehouseInput, { description: 'The warehouse.' }) input: CreateWarehouseInput,
    @Ctx() context: InventoryContext,
  ) {
    const warehouse = await context.run(createWarehouse, input);
    return warehouse === 'CODE_TAKEN' ? new WarehouseCodeTaken() : warehouse;
  }
}
