import { seedId } from '../ids.js';
import type { SeedWarehouse } from './world.types.js';

function warehouse(code: string, name: string, address: SeedWarehouse['address']): SeedWarehouse {
  return { id: seedId('Warehouse', code), code, name, address };
}

/** All warehouses. */
export const SEED_WAREHOUSES: readonly SeedWarehouse[] = [
  warehouse('LEJ', 'Leipzig', {
    lines: ['Am Güterring 12'],
    postalCode: '04356',
    city: 'Leipzig',
    country: 'DE',
  }),
  warehouse('LYS', 'Lyon', {
    lines: ["48 rue de l'Entrepôt"],
    postalCode: '69800',
    city: 'Saint-Priest',
    country: 'FR',
  }),
  warehouse('ORK', 'Cork', {
    lines: ['Unit 7, Harbour Business Park'],
    postalCode: 'T12 E4K7',
    city: 'Cork',
    country: 'IE',
  }),
];

const SOUTH = ['FR', 'ES', 'IT'];

/** The index of the warehouse that ships to a country. */
export function warehouseFor(country: string): number {
  if (country === 'IE') return 2;
  return SOUTH.includes(country) ? 1 : 0;
}
