import { seedWorld } from '@orrery/contracts/seed';
import { fresh, type MutationProbe, quoted } from './mutation-probe.js';

// One that nobody asks for.
const product = seedWorld().products.at(300);
const PRICE = '{ amountMinor: 1, currency: "EUR" }';
const ADDRESS = '{ lines: ["Probe Street 1"], postalCode: "10115", city: "Berlin", country: "DE" }';

const newProduct = (sku: string) =>
  `input: { sku: ${quoted(sku)}, name: "A probe", description: "It is tried out.", brandId: ${quoted(product.brandId)}, categoryId: ${quoted(product.categoryId)}, price: ${PRICE} }`;
const adjustment = (warehouse: string, delta: number) =>
  `input: { productId: ${quoted(product.id)}, warehouseId: ${quoted(warehouse)}, delta: ${delta}, reason: COUNTED }`;
const warehouse = (code: string) => `input: { code: ${quoted(code)}, name: "A probe", address: ${ADDRESS} }`;

/** Catalog and inventory. */
export const STOCK_PROBES: readonly MutationProbe[] = [
  { field: 'createBrand', args: () => `input: { name: "Probe ${fresh()}" }` },
  { field: 'createCategory', args: () => `input: { path: ["Probes", "Probe ${fresh()}"] }` },
  { field: 'createProduct', outcome: 'Product', args: () => newProduct(`PRB-${fresh()}`) },
  { field: 'createProduct', outcome: 'SkuTaken', args: () => newProduct(product.sku) },
  {
    field: 'updateProduct',
    args: () => `input: { id: ${quoted(product.id)}, tags: ["probe"] }`,
    refused: () => `input: { id: ${quoted(product.id)}, price: ${PRICE} }`,
  },
  { field: 'archiveProduct', args: () => `id: ${quoted(product.id)}` },
  { field: 'adjustStock', outcome: 'StockLevel', args: ({ rows }) => adjustment(rows.warehouse, 1) },
  {
    field: 'adjustStock',
    outcome: 'InsufficientStock',
    args: ({ rows }) => adjustment(rows.warehouse, -1_000_000),
  },
  { field: 'createWarehouse', outcome: 'Warehouse', args: () => warehouse(`P${fresh()}`) },
  {
    field: 'createWarehouse',
    outcome: 'WarehouseCodeTaken',
    args: async ({ databases, rows }) =>
      warehouse(String((await databases.row('inventory', 'warehouses', { _id: rows.warehouse })).code)),
  },
];
