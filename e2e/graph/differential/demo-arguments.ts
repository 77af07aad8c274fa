import { seedId } from '@orrery/contracts';
import { DEMO_USERS, seedWorld } from '@orrery/contracts/seed';
import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Random } from './random.js';

const TYPES_BY_ROOT: Readonly<Record<string, Parameters<typeof seedId>[0]>> = {
  user: 'User',
  brand: 'Brand',
  product: 'Product',
  warehouse: 'Warehouse',
  order: 'Order',
  payment: 'Payment',
  review: 'Review',
};

/** Values of the demo world for arguments of the graph's queries: mostly such that something is found. */
export function demoArgument(
  { field }: { readonly type: string; readonly field: string },
  { name, type }: GraphQLArgument,
  random: Random,
): unknown {
  const isOptional = !isNonNullType(type);
  if (name === 'after') return undefined; // cursors are opaque
  if (name === 'id') return idOf(TYPES_BY_ROOT[field] ?? 'Product', random);
  if (isOptional && random.chance(0.6)) return undefined;
  return argumentValue(name, type, random);
}

function idOf(type: Parameters<typeof seedId>[0], random: Random): string {
  if (random.chance(0.1)) return seedId(type, 999_999);
  return seedId(type, random.between(0, type === 'Warehouse' ? 2 : 9));
}

function argumentValue(name: string, type: GraphQLInputType, random: Random): unknown {
  const plain = getNullableType(type);
  if (isListType(plain)) {
    return Array.from({ length: random.between(1, 2) }, () => argumentValue(name, plain.ofType, random));
  }
  const named = getNamedType(type);
  if (isEnumType(named)) return random.pick(named.getValues()).value;
  if (isInputObjectType(named)) {
    const fields = Object.values(named.getFields()).filter(
      (field) => isNonNullType(field.type) || random.chance(0.3),
    );
    return Object.fromEntries(
      fields.map((field) => [field.name, argumentValue(field.name, field.type, random)]),
    );
  }
  return scalarOf(name, random);
}

function scalarOf(name: string, random: Random): unknown {
  const product = seedWorld().products.at(random.between(0, 9));
  switch (name) {
    case 'first':
      return random.chance(0.05) ? random.pick([0, -1, 100_000]) : random.between(1, 3);
    case 'quantity':
      return random.between(1, 3);
    case 'country':
      return random.pick(['DE', 'US', 'NL', 'XX', 'germany']);
    case 'email':
      return random.pick([...DEMO_USERS.map(({ email }) => email), 'nobody@example.com']);
    case 'slug':
      return random.pick([product.slug, 'tents', 'camping']);
    case 'sku':
      return product.sku;
    case 'number':
      return seedWorld().orders.at(random.between(0, 9)).number;
    case 'text':
      return random.pick(['tent', 'luna', 'stove', 'zzz']);
    case 'name':
      return random.pick(['colour', 'size']);
    case 'values':
      return random.pick(['green', 'M', 'red']);
    case 'minPriceMinor':
      return random.between(0, 20_000);
    case 'maxPriceMinor':
      return random.between(10_000, 90_000);
    case 'availableAtMost':
      return random.between(0, 50);
    case 'entityId':
      return idOf('Order', random);
    case 'actorId':
      return idOf('User', random);
    case 'brandIds':
      return idOf('Brand', random);
    case 'categoryId':
      return idOf('Category', random);
    case 'productIds':
      return idOf('Product', random);
    case 'warehouseId':
      return idOf('Warehouse', random);
    default:
      throw new Error(`the demo world has no value for ${name}`);
  }
}
