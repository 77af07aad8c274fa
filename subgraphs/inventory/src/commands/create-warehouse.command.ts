import { newId } from '@orrery/contracts';
import { isDuplicateKey } from '@orrery/kit';
import type { InventoryCommand } from '../context.js';
import type { WarehouseDocument } from '../models/warehouse.model.js';

/** A warehouse to open. */
export interface NewWarehouse {
  readonly code: string;
  readonly name: string;
  readonly address: WarehouseDocument['address'];
}

/** Opens a warehouse, with nothing in it. */
export const createWarehouse: InventoryCommand<NewWarehouse, WarehouseDocument | 'CODE_TAKEN'> = async (
  { models },
  { code, name, address },
) => {
  const { lines, postalCode, city, country } = address;
  const warehouse: WarehouseDocument = {
    _id: newId('Warehouse'),
    code,
    name,
    address: { lines: [...lines], postalCode, city, country: country.toUpperCase() },
  };
  try {
    await models.Warehouse.create([warehouse]);
  } catch (error) {
    if (isDuplicateKey(error)) return 'CODE_TAKEN';
    throw error;
  }
  return warehouse;
};
